import type { MessageHeaderTypeBean } from './messages.js';

/** What every request's header but ProductUpdate's carries; its attributes have no effect. locate-contract (c) Message header. */
export interface RequestHeader {
  readonly version: string;
  readonly source: string;
  readonly destination: string;
}

/**
 * The header of an answer: who was asked becomes the source, who asked the destination (callers find their order by
 * it), the version is echoed.
 * @param ok whether what was asked for was done
 */
export function answerHeader(request: RequestHeader, ok: boolean, now: Date): MessageHeaderTypeBean {
  return {
    xaction_response: ok ? 'OK' : 'FAILED',
    xaction_type: 'INFO',
    datetime: wireTime(now.toISOString()),
    version: request.version,
    source: request.destination,
    destination: request.source,
  };
}

/** A time as the service writes it: `YYYY-MM-DDThh:mm:ss.SSS`, no zone. The broker's clock is UTC. */
export function wireTime(iso: string): string {
  return iso.slice(0, 23);
}

/** Whether a caller's message version has what came with a release, e.g. `16.0`. An unreadable version has nothing new. */
export function knows(request: RequestHeader, release: readonly [major: number, minor: number]): boolean {
  const match = /^\s*(\d{1,4})(?:\.(\d{1,4}))?/.exec(request.version);
  if (match === null) return false;
  const [major, minor] = [Number(match[1]), Number(match[2] ?? 0)];
  return major > release[0] || (major === release[0] && minor >= release[1]);
}
