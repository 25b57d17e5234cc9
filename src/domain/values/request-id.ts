import { MAX_INT } from './limits.js';
import { readWhole } from './wire-number.js';

/** Reads a request id as callers write it. @returns undefined if it is not a number; whether it exists is not checked */
export function parseRequestId(text: string): number | undefined {
  return readWhole(text, 10);
}

/** The request id as a response has it, an xs:int: 0 for one that is unknown or too large. */
export function responseRequestId(requestId: number | undefined): number {
  return requestId === undefined || requestId > MAX_INT ? 0 : requestId;
}
