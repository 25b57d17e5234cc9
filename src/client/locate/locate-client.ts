import type { Client } from 'soap';
import type { XmlElement } from '../../platform/xml/element.js';
import { ClientError } from '../client-error.js';
import { connectionError, ServerTimeoutError, ServerUnreachableError } from '../connection-error.js';
import { authorization, LOCATE_PATH, request } from '../http.js';
import type { Server } from '../http.js';
import type { PostableEnvelope } from './envelope.js';
import type { MessagePart } from './messages.js';
import { readResponse } from './response.js';

const NAMESPACE = 'http://microsretail.com/Locate';

type Invoke = (content: MessagePart, options: { timeout: number }) => Promise<readonly [unknown, string]>;

/**
 * Sends one message to the broker as a customer's client would: node-soap serializes it according to the WSDL that the
 * server publishes. Only the response is read by our own parser, because node-soap's objects cannot distinguish a list
 * of one from a single element, and turn digits into numbers.
 *
 * @param content the inner request element, under its local name
 * @throws {ClientError} when the exchange fails or the response is a fault
 */
export async function callLocate(server: Server, operation: string, content: MessagePart): Promise<XmlElement> {
  const address = `${server.url}${LOCATE_PATH}`;
  let client: Client;
  // Imported lazily: loading node-soap would add a tenth of a second to the start of the server, which does not use it.
  const { createClientAsync } = await import('soap');
  try {
    client = await createClientAsync(`${address}?wsdl`, { wsdl_options: { timeout: server.timeoutMs } });
  } catch (error) {
    const failure = connectionError(server, error);
    if (failure instanceof ServerUnreachableError || failure instanceof ServerTimeoutError) throw failure;
    throw new ClientError(
      `cannot use the WSDL at ${address}?wsdl: ${messageOf(error)}`,
      'check that --url is the address of a broker',
      { cause: error },
    );
  }
  // The address in the WSDL may be reachable for others only (a proxy, a container).
  client.setEndpoint(address);
  const { authorization: credentials } = authorization(server, LOCATE_PATH);
  if (credentials !== undefined) client.addHttpHeader('Authorization', credentials);
  const methods = client as unknown as Readonly<Record<string, Invoke | undefined>>;
  const invoke = methods[`${operation}Async`];
  if (invoke === undefined)
    throw new ClientError(
      `the WSDL at ${address}?wsdl has no operation ${operation}`,
      'check that --url is the address of a broker',
    );
  try {
    const [, body] = await invoke.call(client, qualified(client, content), { timeout: server.timeoutMs });
    return readResponse(body);
  } catch (error) {
    if (error instanceof ClientError) throw error;
    const body = error instanceof Error && 'body' in error ? error.body : undefined;
    if (typeof body === 'string' && body !== '') return readResponse(body);
    throw connectionError(server, error);
  }
}

/**
 * Qualifies the outermost element with the service's namespace. The schema asks for it (form="qualified"), but
 * node-soap checks the form of global elements only; it does obey a prefix in the name.
 */
function qualified(client: Client, content: MessagePart): MessagePart {
  const declared = Object.entries(client.wsdl.definitions.xmlns ?? {});
  // `__tns__` is a prefix that node-soap adds for itself and does not declare in the message.
  const prefix = declared.find(
    ([candidate, uri]) => uri === NAMESPACE && candidate !== '' && candidate !== '__tns__',
  )?.[0];
  if (prefix === undefined) return content;
  return Object.fromEntries(Object.entries(content).map(([name, part]) => [`${prefix}:${name}`, part]));
}

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
  return readResponse(await response.text());
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
