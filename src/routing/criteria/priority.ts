import type { StandardCriterion } from './criterion.js';

/** Makes a key that is not negative of any priority. */
const OFFSET = 2 ** 34;

export const priority = {
  name: 'priority' as const,
  value: ({ candidate }) => candidate.location.priority,
  better: 'lower',
  meaning: 'the smaller `priority` of the location: 1 comes before 2',
  unknown: 'never',
  because: ({ candidate }, loser) =>
    `${candidate.location.locationCd} has the better priority (${String(candidate.location.priority)} against ${String(loser.candidate.location.priority)}).`,
  columnar: (columns) => ({
    key: (row) => (columns.priority[row] ?? 0) + OFFSET,
    difference: (a, b) => (columns.priority[a] ?? 0) - (columns.priority[b] ?? 0),
    exact: true,
  }),
} satisfies StandardCriterion;
