import type { LinePolicy } from './policy.js';

const HOUR = 3_600_000;

/** A figure older than the location's limit is not believed. */
export const staleStock: LinePolicy = ({ candidate }, _line, stock, { now }) => {
  const { stockNewerThan } = candidate.location.preferences;
  return stockNewerThan !== null && now.getTime() - Date.parse(stock.updatedAt) > stockNewerThan * HOUR
    ? 'stale_stock'
    : undefined;
};
