import type { ListedRequest } from '../../../client/admin/requests.js';
import { ownCall } from '../../../platform/program-call.js';
import type { ServerOptions } from '../../server-options.js';
import type { Terminal } from '../../terminal/terminal.js';
import { requestTable } from './request-tables.js';

/** Prints a result as JSON or as text. */
export function print(terminal: Terminal, options: ServerOptions, value: unknown, text: string): void {
  terminal.out(options.json === true ? JSON.stringify(value, null, 2) : text);
}

/** Prints the fulfillment requests that were made. */
export function printMade(terminal: Terminal, options: ServerOptions, made: readonly ListedRequest[]): void {
  const none = `No partner was asked: other locations fulfill the lines, or nobody can. ${ownCall()} orders <request_id> shows where they are.`;
  print(terminal, options, { items: made }, made.length === 0 ? none : requestTable(made));
}
