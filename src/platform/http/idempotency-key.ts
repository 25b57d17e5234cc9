/** Seconds after which a request that is in progress is worth a repeat. */
export const IN_PROGRESS_SECONDS = 1;

/** Tells the caller that an answer is the one of an earlier request. */
export const REPLAYED = { 'Idempotency-Replayed': 'true' } as const;

/**
 * A text in quotation marks, as draft-ietf-httpapi-idempotency-key-header has it (a String of RFC 9651), or without them, as
 * most clients send it. No comma outside of quotation marks: two headers would pass for one.
 */
const FORM = /^(?:"([\x20\x21\x23-\x5b\x5d-\x7e]{1,255})"|([\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]{1,255}))$/;

/** What a key must look like, for the caller. */
export const IDEMPOTENCY_KEY_FORM =
  'expected one Idempotency-Key of 1 to 255 visible ASCII characters without comma, backslash and quotation mark, such as a UUID';

/** The key in an Idempotency-Key header; undefined when it has another form. */
export function readIdempotencyKey(header: string): string | undefined {
  const [, quoted, bare] = FORM.exec(header.trim()) ?? [];
  return quoted ?? bare;
}
