/** The consumer whose snapshot the tables for readers of SQL show. */
export const DEFAULT_CONSUMER = 'default';

/** The most consumers that a broker has: each change of an order writes a mark for each of them. */
export const MAX_CONSUMERS = 20;

/** The form of a consumer's name: it stands in addresses and in commands. */
export const CONSUMER_NAME = /^[a-z0-9][a-z0-9._-]{0,39}$/;
