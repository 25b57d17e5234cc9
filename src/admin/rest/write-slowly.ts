import type { Response } from 'express';

/** How long a reader may take nothing, in milliseconds. */
const STALLED_MS = 60_000;

/**
 * Writes a part of a long response, and waits for a client that reads slowly: what it has not read yet does not fill the memory.
 * @returns false when the client has gone, or has not read anything for a minute
 */
export async function writeSlowly(response: Response, text: string): Promise<boolean> {
  if (response.destroyed) return false;
  if (response.write(text)) return true;
  return new Promise<boolean>((resolve) => {
    const done = (goesOn: boolean) => (): void => {
      clearTimeout(timer);
      response.off('drain', drained).off('close', closed);
      resolve(goesOn);
    };
    const [drained, closed] = [done(true), done(false)];
    const timer = setTimeout(closed, STALLED_MS);
    response.on('drain', drained).on('close', closed);
  });
}
