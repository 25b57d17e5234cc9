/** A request id as callers write it. @returns undefined for what is none; one that was never given out is no matter here */
export function parseRequestId(text: string): number | undefined {
  return /^\d{1,10}$/.test(text.trim()) ? Number(text) : undefined;
}
