import type { Network } from '../../domain/network/network.js';

/** The codes of a location, as REST shows them. */
export interface LocationView {
  readonly system_cd: string;
  readonly location_cd: string;
}

export function viewLocation(network: Network, id: number): LocationView {
  const { system, locationCd } = network.locationById(id);
  return { system_cd: system.systemCd, location_cd: locationCd };
}
