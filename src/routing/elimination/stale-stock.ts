import type { LinePolicy } from './policy.js';

const HOUR_MS = 3_600_000;

/** A stock record older than the location's limit is ignored. */
export const staleStock = {
  reason: 'stale_stock' as const,
  needs: 'stock attributes',
  isInUse: ({ limits }) => limits.stockAge,
  excludes: ({ candidate }, _line, stock, { now }) => {
    const { stockNewerThan } = candidate.location.preferences;
    return stockNewerThan !== null && now.getTime() - Date.parse(stock.updatedAt) > stockNewerThan * HOUR_MS;
  },
  remedy: () =>
    'Its stock record is too old: it would have to be updated, or use_offline_newer_than would have to allow its age.',
} satisfies LinePolicy;
