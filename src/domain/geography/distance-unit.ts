export const DISTANCE_UNITS = ['MI', 'KM'] as const;

/** Miles or kilometers. */
export type DistanceUnit = (typeof DISTANCE_UNITS)[number];
