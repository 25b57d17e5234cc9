/** How far `Created` may differ from the broker's clock in either direction, in milliseconds: 300 s, as in WSE and CXF. */
export const WINDOW_MS = 300_000;

/**
 * An xs:dateTime, matched strictly; without a zone it is UTC, as everywhere. A looser form would allow the boundary between nonce and time to be moved: the
 * digest covers their concatenation, so `nonce` + `12026-…` could be presented as `nonce1` + `2026-…`.
 */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/;

/** @returns milliseconds since 1970; undefined when the text is not a time */
export function readTime(text: string): number | undefined {
  const [match, zone] = TIME.exec(text) ?? [];
  const time =
    match === undefined ? NaN : Date.parse(match.replace(/(\.\d{3})\d+/, '$1') + (zone === undefined ? 'Z' : ''));
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
