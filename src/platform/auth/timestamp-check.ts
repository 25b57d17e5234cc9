/** How far `Created` may lie from the broker's clock, back or ahead, in milliseconds: 300 s, as WSE and CXF have it. */
export const WINDOW_MS = 300_000;

/**
 * An xs:dateTime with its zone, to the letter. A looser form would let the boundary between nonce and time be moved: the
 * digest is over both written one behind the other, so `nonce` + `12026-…` could be passed off as `nonce1` + `2026-…`.
 */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/** @returns milliseconds since 1970; undefined when it is no time, or has no zone */
export function readTime(text: string): number | undefined {
  const time = TIME.test(text) ? Date.parse(text.replace(/(\.\d{3})\d+/, '$1')) : NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** Whether credentials are neither too old nor from the future. What they do not say is not held against them. */
export function isFresh(
  said: { readonly created?: string | undefined; readonly expires?: string | undefined },
  now: number,
): boolean {
  const [created, expires] = [said.created, said.expires].map((text) =>
    text === undefined ? undefined : (readTime(text) ?? NaN),
  );
  return (created === undefined || Math.abs(now - created) <= WINDOW_MS) && (expires === undefined || now <= expires);
}
