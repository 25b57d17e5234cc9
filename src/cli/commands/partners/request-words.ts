import { ClientError } from '../../../client/client-error.js';
import { ownCall } from '../../../platform/program-call.js';

/** Checks the id of a fulfillment request, which people mistake for its number. @throws {ClientError} */
export function requireId(text: string): string {
  if (/^\d+$/.test(text)) return text;
  throw new ClientError(
    `found ${JSON.stringify(text)}, expected the id of a fulfillment request, which is a number`,
    `${ownCall()} requests list --number ${text} finds it by its number`,
  );
}

/** Checks the request id of an order. @throws {ClientError} */
export function requireOrder(text: string): string {
  if (/^\d+$/.test(text)) return text;
  throw new ClientError(
    `found ${JSON.stringify(text)}, expected the request id of an order, which is a number`,
    `${ownCall()} orders --order-id ${text} searches by order number`,
  );
}

/**
 * Reads `line:units` and the words after it, such as `1:2:SN-1`.
 * @param form what is expected, for the error
 * @throws {ClientError}
 */
export function readLine(text: string, form: string): { readonly line: number; readonly words: readonly string[] } {
  const [line = '', ...words] = text.split(':');
  if (/^\d+$/.test(line) && words.length <= form.split(':').length - 1) return { line: Number(line), words };
  throw new ClientError(`--line: found ${JSON.stringify(text)}, expected ${form}`);
}

/** Reads units. @throws {ClientError} */
export function readUnits(text: string, form: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new ClientError(`--line: found ${JSON.stringify(text)} units, expected ${form}`);
}
