import type { Server } from '../http.js';
import { callAdmin } from './admin-client.js';

/** An entry of the message log. */
export interface LoggedMessage {
  readonly id: string;
  readonly at: string;
  readonly user: string;
  readonly operation: string;
  readonly correlation_id: string;
  readonly request_id: number | null;
  readonly order_id: string;
  readonly outcome: string;
  readonly response_code: number | null;
  readonly duration_ms: number;
  /** Name of the fault on purpose that was injected. */
  readonly injected_fault: string | null;
}

/** An entry with the texts of its messages; null where the text was not stored. */
export interface LoggedMessageDetail extends LoggedMessage {
  readonly request: string | null;
  readonly response: string | null;
}

export interface MessagePage {
  readonly items: readonly LoggedMessage[];
  /** Present when there are more. */
  readonly next?: string;
}

/** The response to a message that was sent again. */
export interface ResentMessage {
  readonly correlation_id: string;
  readonly outcome: string;
  readonly response_code: number | null;
  readonly request_id: number | null;
  readonly response: string;
}

/** Filters of the list; omitted ones match every message. Times are ISO 8601 with a zone. */
export interface MessageFilter {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly operation?: string | undefined;
  readonly outcome?: string | undefined;
  readonly requestId?: string | undefined;
  readonly orderId?: string | undefined;
  readonly user?: string | undefined;
  readonly correlationId?: string | undefined;
  /** From 1 to 1000. */
  readonly limit: number;
}

/** Messages of the log, newest first. */
export function listMessages(server: Server, filter: MessageFilter): Promise<MessagePage> {
  const parameters: Readonly<Record<string, string | undefined>> = {
    since: filter.since,
    until: filter.until,
    operation: filter.operation,
    outcome: filter.outcome,
    request_id: filter.requestId,
    order_id: filter.orderId,
    user: filter.user,
    correlation_id: filter.correlationId,
    limit: String(filter.limit),
  };
  const query = new URLSearchParams(
    Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return callAdmin(server, `/messages?${query.toString()}`);
}

/** One message with its texts. */
export const getMessage = (server: Server, id: string): Promise<LoggedMessageDetail> =>
  callAdmin(server, `/messages/${encodeURIComponent(id)}`);

/** Makes the broker process a logged message again, with all its effects. */
export const resendMessage = (server: Server, id: string): Promise<ResentMessage> =>
  callAdmin(server, `/messages/${encodeURIComponent(id)}/resend`, { method: 'POST' });
