import { formatVersion, isLater, parseVersion } from '../../domain/values/message-version.js';
import type { MessageVersion } from '../../domain/values/message-version.js';
import { SoapFaultError } from '../../platform/soap/faults.js';
import type { MessageHeaderTypeBean } from './messages.js';

/** The elements of a request header that have an effect. The attributes have none, and ProductUpdate's header has no attributes. docs/reference/locate-contract.md (c) Message header. */
export interface RequestHeader {
  readonly version: string;
  readonly source: string;
  readonly destination: string;
}

/**
 * The header of a response: source and destination of the request are swapped (callers find their order by the
 * destination), the version is echoed.
 * @param ok whether the request was carried out
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
 * A time in the form that this caller's message version has: `YYYY-MM-DDThh:mm:ss.SSS` in UTC, with a trailing `Z` from
 * version 25.1 on. docs/reference/routing-engine.md 5.1.
 * @param iso ISO 8601, UTC, 24 characters
 */
export function wireTime(request: RequestHeader, iso: string): string {
  return knows(request, { major: 25, minor: 1 }) ? iso : iso.slice(0, 23);
}

/** Whether the caller's message version includes the additions of a release. An unreadable version includes none. */
export function knows(request: RequestHeader, release: MessageVersion): boolean {
  const version = versionOf(request);
  return version !== undefined && !isLater(release, version);
}

/** Parsed once per message: a response checks the version for each of its lines. */
const versions = new WeakMap<RequestHeader, MessageVersion | 'unreadable'>();

function versionOf(request: RequestHeader): MessageVersion | undefined {
  let version = versions.get(request);
  if (version === undefined) versions.set(request, (version = parseVersion(request.version) ?? 'unreadable'));
  return version === 'unreadable' ? undefined : version;
}

/**
 * Refuses a message version higher than the maximum, as the real service does (docs/reference/routing-engine.md 5.1). An
 * unreadable or empty version counts as the oldest.
 * @throws {SoapFaultError} version-too-high
 */
export function refuseVersion(request: RequestHeader, max: MessageVersion): void {
  const version = versionOf(request);
  if (version === undefined || !isLater(version, max)) return;
  throw new SoapFaultError('version-too-high', {
    subject: `message version ${formatVersion(version)} is higher than ${formatVersion(max)}`,
  });
}
