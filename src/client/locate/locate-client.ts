import type { XmlElement } from '../../platform/xml/element.js';
import { LOCATE_PATH, readText, request } from '../http.js';
import type { Server } from '../http.js';
import { writeRequest } from './envelope.js';
import type { PostableEnvelope } from './envelope.js';
import type { MessagePart } from './messages.js';
import { readResponse } from './response.js';

/**
 * Sends one message to the broker.
 *
 * The commands know every message that they send, so they write it as it is. A client that reads the WSDL first brings
 * 37 packages with it, which would be installed wherever a server is; that such clients work is what the contract tests
 * are for (test/contract/clients.test.ts).
 *
 * @param content the inner request element, under its local name
 * @returns the payload of the response
 * @throws {ClientError} when the exchange fails or the response is a fault
 */
export const callLocate = (server: Server, operation: string, content: MessagePart): Promise<XmlElement> =>
  postEnvelope(server, { envelope: writeRequest(operation, content), contentType: 'text/xml; charset=utf-8' });

/**
 * Posts an envelope unchanged.
 * @returns the payload of the response
 * @throws {ClientError} when the exchange fails or the response is a fault
 */
export async function postEnvelope(server: Server, { envelope, contentType }: PostableEnvelope): Promise<XmlElement> {
  const response = await request(server, LOCATE_PATH, {
    method: 'POST',
    headers: { 'content-type': contentType, soapaction: '""' },
    body: envelope as RequestInit['body'] & {},
  });
  return readResponse(await readText(server, response));
}
