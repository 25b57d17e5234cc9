/** How far `Created` may differ from the broker's clock in either direction, in milliseconds: 300 s, as in WSE and CXF. */
export const WINDOW_MS = 300_000;

/**
 * An xs:dateTime with its zone, matched strictly. A looser form would allow the boundary between nonce and time to be moved: the
 * digest covers their concatenation, so `nonce` + `12026-…` could be presented as `nonce1` + `2026-…`.
 */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/** @returns milliseconds since 1970; undefined when the text is not a time, or has no zone */
export function readTime(text: string): number | undefined {
  const time = TIME.test(text) ? Date.parse(text.replace(/(\.\d{3})\d+/, '$1')) : NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** Whether credentials are neither too old nor from the future. An absent time is not checked. */
export function isFresh(
  times: { readonly created?: string | undefined; readonly expires?: string | undefined },
  now: number,
): boolean {
  const [created, expires] = [times.created, times.expires].map((text) =>
    text === undefined ? undefined : (readTime(text) ?? NaN),
  );
  return (created === undefined || Math.abs(now - created) <= WINDOW_MS) && (expires === undefined || now <= expires);
}
