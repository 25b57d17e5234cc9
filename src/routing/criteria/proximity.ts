import { distanceText } from './distance-text.js';
import type { StandardCriterion } from './criterion.js';

/** The half chord (0 to 1) in steps of 2^-34, about 0.2 mm. */
const SCALE = 2 ** 34;

export const proximity = {
  name: 'proximity' as const,
  value: ({ distance }) => distance,
  better: 'lower',
  meaning: 'the smaller distance',
  unknown: 'never: such a location is eliminated',
  because: ({ candidate, distance }, loser, request) =>
    `${candidate.location.locationCd} is nearer (${distanceText(distance, request)} against ${distanceText(loser.distance, request)}).`,
  columnar: () => ({
    key: (row, view) => Math.floor(view.halfChord(row) * SCALE),
    difference: (a, b, view) => view.distance(a) - view.distance(b),
    // Equal keys may hide a difference beyond the last bit of the chord; the exact distance decides there.
    exact: false,
  }),
} satisfies StandardCriterion;
