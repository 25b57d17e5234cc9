/** A location as callers name it: its system, and its code within that system. */
export interface LocationCode {
  readonly systemCd: string;
  readonly locationCd: string;
}

/** The same as it is written in the catalog document. */
export interface LocationReference {
  readonly system_cd: string;
  readonly location_cd: string;
}
