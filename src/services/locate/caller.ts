import type { LocationCode } from '../../broker/context.js';

/** How messages name the place that sends them. */
interface WrittenPlace {
  readonly system_cd?: string | null | undefined;
  readonly location_cd?: string | null | undefined;
}

/**
 * Who asks for a change: the place that the message names, else the system its user speaks for; undefined where neither is
 * known, which only happens as long as nobody is asked who they are.
 * @param speaksFor `''` when nobody was asked
 */
export function callerOf(place: WrittenPlace | null | undefined, speaksFor: string): LocationCode | undefined {
  const systemCd = place?.system_cd || speaksFor;
  return systemCd === '' ? undefined : { systemCd, locationCd: place?.location_cd ?? '' };
}
