import type { LocationCode } from '../../domain/network/location-code.js';

/** How a message names the location that sent it. */
interface SendingLocation {
  readonly system_cd?: string | null | undefined;
  readonly location_cd?: string | null | undefined;
}

/**
 * The caller of a change: the location that the message names, otherwise its user's system; undefined when neither is
 * known, which only happens without authentication.
 * @param speaksFor the system that the user may act for; `''` without authentication
 */
export function callerOf(location: SendingLocation | null | undefined, speaksFor: string): LocationCode | undefined {
  const systemCd = location?.system_cd || speaksFor;
  return systemCd === '' ? undefined : { systemCd, locationCd: location?.location_cd ?? '' };
}
