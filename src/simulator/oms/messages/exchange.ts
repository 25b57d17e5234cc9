import { ClientError } from '../../../client/client-error.js';
import type { Server } from '../../../client/http.js';
import { writeRequest } from '../../../client/locate/envelope.js';
import { postEnvelope } from '../../../client/locate/locate-client.js';
import type { MessagePart } from '../../../client/locate/messages.js';
import { NoMessageError, SoapFaultError } from '../../../client/locate/response.js';
import type { XmlElement } from '../../../platform/xml/element.js';
import { NULL_RESPONSE } from '../records/history-text.js';

/** One exchange with a broker, as an OMS judges it. */
export type Answer =
  /** A message came back. */
  | { readonly kind: 'message'; readonly payload: XmlElement }
  /** The broker refused the message before it read its content, or answered nothing. */
  | { readonly kind: 'refused'; readonly text: string }
  /** Nobody answered, or only that it cannot now: the message may have been worked off or not. */
  | { readonly kind: 'none'; readonly text: string };

const CONTENT_TYPE = 'text/xml; charset=utf-8';

/** Sends an envelope as it is. Never fails: what went wrong is an answer too. */
export async function exchange(server: Server, envelope: string): Promise<Answer> {
  try {
    return { kind: 'message', payload: await postEnvelope(server, { envelope, contentType: CONTENT_TYPE }) };
  } catch (error) {
    if (error instanceof NoMessageError) return { kind: 'refused', text: NULL_RESPONSE };
    if (error instanceof SoapFaultError) return { kind: error.isTemporary ? 'none' : 'refused', text: error.message };
    if (error instanceof ClientError) return { kind: 'none', text: error.message };
    throw error;
  }
}

/** Asks something that changes nothing. @returns the payload; undefined without an answer */
export async function ask(server: Server, operation: string, message: MessagePart): Promise<XmlElement | undefined> {
  const answer = await exchange(server, writeRequest(operation, message));
  return answer.kind === 'message' ? answer.payload : undefined;
}
