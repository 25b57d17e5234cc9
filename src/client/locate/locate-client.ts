import type { Client } from 'soap';
import type { XmlElement } from '../../platform/xml/element.js';
import { ClientError } from '../client-error.js';
import { authorization, connectionFailure, request, soapAddress } from '../../cli/server.js';
import type { Server } from '../../cli/server.js';
import { readAnswer } from './answer.js';

/** A request's content as node-soap takes it: attributes under `attributes`, elements in schema order. */
export interface MessagePart {
  readonly [name: string]: string | number | MessagePart | readonly MessagePart[];
}

const NAMESPACE = 'http://microsretail.com/Locate';

type Invoke = (content: MessagePart, options: { timeout: number }) => Promise<readonly [unknown, string]>;

/**
 * Sends one message to the broker, the way a customer's client would: node-soap makes it from the WSDL the server
 * publishes. Only the answer is read by our own parser, because node-soap's objects cannot tell a list of one from a
 * single element and turn digits into numbers.
 *
 * @param content the inner request element, under its local name
 * @throws {ClientError} when nobody answers, or the answer is a fault
 */
export async function callLocate(server: Server, operation: string, content: MessagePart): Promise<XmlElement> {
  const address = soapAddress(server);
  let client: Client;
  // Only here: loading node-soap would add a tenth of a second to the start of the server, which does not need it.
  const { createClientAsync } = await import('soap');
  try {
    client = await createClientAsync(`${address}?wsdl`, { wsdl_options: { timeout: server.timeoutMs } });
  } catch (error) {
    const failure = connectionFailure(server, error);
    throw failure.constructor === ClientError
      ? new ClientError(
          `the WSDL at ${address}?wsdl cannot be used: ${messageOf(error)}`,
          'is --url the address of a broker?',
          { cause: error },
        )
      : failure;
  }
  // The WSDL may name an address that is right for others only (a proxy, a container).
  client.setEndpoint(address);
  const { authorization: signIn } = authorization(server, new URL(address).pathname);
  if (signIn !== undefined) client.addHttpHeader('Authorization', signIn);
  const methods = client as unknown as Readonly<Record<string, Invoke | undefined>>;
  const invoke = methods[`${operation}Async`];
  if (invoke === undefined) throw new ClientError(`the WSDL at ${address}?wsdl has no operation ${operation}`);
  try {
    const [, answer] = await invoke.call(client, qualified(client, content), { timeout: server.timeoutMs });
    return readAnswer(answer);
  } catch (error) {
    if (error instanceof ClientError) throw error;
    const body = error instanceof Error && 'body' in error ? error.body : undefined;
    if (typeof body === 'string' && body !== '') return readAnswer(body);
    throw connectionFailure(server, error);
  }
}

/**
 * The content with its outermost element in the service's namespace. The schema says so (form="qualified"), but
 * node-soap looks at the form of global elements only; a prefix in the name is what it does obey.
 */
function qualified(client: Client, content: MessagePart): MessagePart {
  const declared = Object.entries(client.wsdl.definitions.xmlns ?? {});
  // `__tns__` is a prefix node-soap adds for itself; it is not declared in the message.
  const prefix = declared.find(
    ([candidate, uri]) => uri === NAMESPACE && candidate !== '' && candidate !== '__tns__',
  )?.[0];
  if (prefix === undefined) return content;
  return Object.fromEntries(Object.entries(content).map(([name, part]) => [`${prefix}:${name}`, part]));
}

/** Sends an envelope as it stands. */
export async function postEnvelope(
  server: Server,
  envelope: Uint8Array | string,
  contentType = 'text/xml; charset=utf-8',
): Promise<XmlElement> {
  const response = await request(server, '/Locate/LocateServices', {
    method: 'POST',
    headers: { 'content-type': contentType, soapaction: '""' },
    body: envelope as RequestInit['body'] & {},
  });
  return readAnswer(await response.text());
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
