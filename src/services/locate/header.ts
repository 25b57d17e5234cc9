import { formatVersion, isLater, parseVersion } from '../../domain/values/message-version.js';
import type { MessageVersion } from '../../domain/values/message-version.js';
import { SoapFaultError } from '../../platform/soap/faults.js';
import type { MessageHeaderTypeBean } from './messages.js';

/** What every request's header but ProductUpdate's carries; its attributes have no effect. docs/reference/locate-contract.md (c) Message header. */
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
    datetime: wireTime(request, now.toISOString()),
    version: request.version,
    source: request.destination,
    destination: request.source,
  };
}

/**
 * A time as the service writes it to this caller: `YYYY-MM-DDThh:mm:ss.SSS` in UTC, from message version 25.1 on with
 * the `Z` that says so. docs/reference/routing-engine.md 5.1.
 * @param iso ISO 8601, UTC, 24 characters
 */
export function wireTime(request: RequestHeader, iso: string): string {
  return knows(request, { major: 25, minor: 1 }) ? iso : iso.slice(0, 23);
}

/** Whether a caller's message version has what came with a release. An unreadable version has nothing new. */
export function knows(request: RequestHeader, release: MessageVersion): boolean {
  const version = versionOf(request);
  return version !== undefined && !isLater(release, version);
}

/** An answer asks for each of its lines. */
const versions = new WeakMap<RequestHeader, MessageVersion | 'unreadable'>();

function versionOf(request: RequestHeader): MessageVersion | undefined {
  let version = versions.get(request);
  if (version === undefined) versions.set(request, (version = parseVersion(request.version) ?? 'unreadable'));
  return version === 'unreadable' ? undefined : version;
}

/**
 * Refuses a message of a version higher than the broker takes, as the real service does (docs/reference/routing-engine.md 5.1). One that
 * cannot be read, or is empty, counts as the oldest.
 * @throws {SoapFaultError}
 */
export function refuseVersion(request: RequestHeader, most: MessageVersion): void {
  const version = versionOf(request);
  if (version === undefined || !isLater(version, most)) return;
  throw new SoapFaultError('version-too-high', {
    subject: `message version ${formatVersion(version)} is higher than ${formatVersion(most)}`,
  });
}
