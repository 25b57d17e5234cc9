import type { BrokerContext } from '../../../broker/context.js';
import {
  acknowledge,
  ConsumerRefusedError,
  createConsumer,
  getConsumer,
  listConsumers,
  removeConsumer,
} from '../../../broker/feed/consumers.js';
import type { ConsumerState } from '../../../broker/feed/consumers.js';
import { FeedBusyError, RefreshEndedError, SnapshotGoneError } from '../../../broker/feed/feed-errors.js';
import { FEED_TABLE_NAMES, readSnapshot } from '../../../broker/feed/read-snapshot.js';
import type { RowsQuery } from '../../../broker/feed/read-snapshot.js';
import type { FeedRefresher } from '../../../broker/feed/refresher.js';
import { InvalidRequestError } from '../../rest/invalid-request-error.js';
import { jsonRoute, notFound, ok } from '../../rest/json-route.js';
import type { JsonResponse } from '../../rest/json-route.js';
import { readPosition, writePosition } from '../../rest/position.js';
import type { Route } from '../../rest/route.js';
import { settlesWithin } from '../../rest/settles-within.js';
import { errorSchema } from '../../schemas/common.js';
import {
  acknowledgeQuery,
  consumerName,
  feedConsumer,
  feedConsumers,
  feedPage,
  refreshQuery,
  rowsQuery,
} from '../../schemas/feed.js';
import { exportRoute } from './feed-export.js';

/** How long the response waits for a refresh to end. Idle connections get cut, so clients ask again for a longer one. */
const WAIT_MS = 20_000;

const noConsumer = (name: string): JsonResponse =>
  notFound(`consumer ${JSON.stringify(name)}; PUT /admin/v1/feed/consumers/{name} creates one`);
const conflict = (error: Error): JsonResponse => ({ status: 409, body: { error: error.message } });

/** The change feed: its consumers, and their snapshots. Rows hold personal data, so reading them needs more than the role read. */
export function feedRoutes(refresher: FeedRefresher): readonly Route[] {
  return [
    jsonRoute({
      method: 'get',
      path: '/feed/consumers',
      role: 'read',
      summary: 'List the consumers of the change feed with their snapshots',
      responses: { 200: { description: 'All of them', schema: feedConsumers } },
      handle: async (context) => ok({ items: (await listConsumers(context)).map(described) }),
    }),
    jsonRoute({
      method: 'get',
      path: '/feed/consumers/{name}',
      role: 'read',
      summary: 'Show a consumer of the change feed',
      responses: { 200: { description: 'The consumer', schema: feedConsumer } },
      handle: async (context, { param }) => show(context, param('name')),
    }),
    jsonRoute({
      method: 'put',
      path: '/feed/consumers/{name}',
      role: 'administer',
      summary: 'Create a consumer of the change feed; one that exists stays as it is',
      responses: {
        200: { description: 'It existed', schema: feedConsumer },
        201: { description: 'It is new; changes are marked for it from now on', schema: feedConsumer },
        400: { description: 'The name is none' },
        409: { description: 'There are too many, or there is no catalog', schema: errorSchema },
      },
      handle: async (context, { param }) => {
        const name = checkedName(param('name'));
        try {
          const isNew = await createConsumer(context, name);
          return { ...(await show(context, name)), status: isNew ? 201 : 200 };
        } catch (error) {
          if (error instanceof ConsumerRefusedError) return conflict(error);
          throw error;
        }
      },
    }),
    jsonRoute({
      method: 'delete',
      path: '/feed/consumers/{name}',
      role: 'administer',
      summary: 'Remove a consumer of the change feed, with its marks and its snapshot',
      responses: { 204: { description: 'Removed' } },
      handle: async (context, { param }) =>
        (await removeConsumer(context, param('name'))) ? { status: 204 } : noConsumer(param('name')),
    }),
    jsonRoute({
      method: 'post',
      path: '/feed/consumers/{name}/refresh',
      role: 'operate',
      summary: 'Take the next snapshot of what changed, and wait until it is complete',
      query: refreshQuery,
      responses: {
        200: { description: 'The consumer with its new snapshot', schema: feedConsumer },
        202: { description: 'The refresh continues; ask for the consumer', schema: feedConsumer },
        409: { description: 'A refresh of this consumer is running already', schema: errorSchema },
        503: { description: 'The server stops', schema: errorSchema },
      },
      handle: async (context, { param, query }) => {
        const name = param('name');
        if (query.since !== undefined && query.since > context.clock().toISOString())
          throw new InvalidRequestError([
            { path: 'since', reason: `found ${query.since}, which is to come, expected a time before now` },
          ]);
        try {
          const run = refresher.start(context, name, query.since);
          const ended = await settlesWithin(run, WAIT_MS);
          if (ended && (await run) === undefined) return noConsumer(name);
          return { ...(await show(context, name)), status: ended ? 200 : 202 };
        } catch (error) {
          if (error instanceof FeedBusyError) return conflict(error);
          if (error instanceof RefreshEndedError) return { status: 503, body: { error: error.message } };
          throw error;
        }
      },
    }),
    jsonRoute({
      method: 'post',
      path: '/feed/consumers/{name}/acknowledge',
      role: 'operate',
      summary: 'Acknowledge a snapshot: its rows are deleted. To repeat it is no error',
      query: acknowledgeQuery,
      responses: {
        200: { description: 'The consumer', schema: feedConsumer },
        409: { description: 'It is not the last snapshot', schema: errorSchema },
      },
      handle: (context, { param, query }) =>
        orGone(async () => {
          const consumer = await acknowledge(context, param('name'), query.snapshot);
          return consumer === undefined ? noConsumer(param('name')) : show(context, param('name'));
        }),
    }),
    jsonRoute({
      method: 'get',
      path: '/feed/consumers/{name}/snapshot/{table}',
      role: 'operate',
      summary: `Read a page of a table of the last snapshot: ${FEED_TABLE_NAMES.join(', ')}`,
      query: rowsQuery,
      responses: {
        200: { description: 'A page of rows, by request id', schema: feedPage },
        409: { description: 'There is no such snapshot, or none any more', schema: errorSchema },
      },
      handle: (context, { param, query }) =>
        orGone(async () =>
          readPage(context, {
            consumer: param('name'),
            table: param('table'),
            snapshotNo: query.snapshot,
            limit: query.limit,
            ...(query.after === '' ? {} : { after: positionOf(query.after) }),
          }),
        ),
    }),
    exportRoute(),
  ];
}

async function show(context: BrokerContext, name: string): Promise<JsonResponse> {
  const state = await getConsumer(context, name);
  return state === undefined ? noConsumer(name) : ok(described(state));
}

async function readPage(context: BrokerContext, query: RowsQuery): Promise<JsonResponse> {
  const page = await readSnapshot(context, query);
  if (page === undefined)
    return notFound(
      `consumer ${JSON.stringify(query.consumer)} with a table ${JSON.stringify(query.table)}; tables are ${FEED_TABLE_NAMES.join(', ')}`,
    );
  const { columns, rows, next } = page;
  return ok({
    snapshot: page.snapshotNo,
    items: rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]]))),
    ...(next === undefined ? {} : { next: writePosition([String(next.requestId), String(next.key)]) }),
  });
}

async function orGone(work: () => Promise<JsonResponse>): Promise<JsonResponse> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SnapshotGoneError) return conflict(error);
    throw error;
  }
}

/** @throws {InvalidRequestError} */
function checkedName(name: string): string {
  const { success, error } = consumerName.safeParse(name);
  if (success) return name;
  throw new InvalidRequestError([
    { path: 'name', reason: `found ${JSON.stringify(name.slice(0, 60))}, ${error.issues[0]?.message ?? ''}` },
  ]);
}

/** @throws {InvalidRequestError} */
function positionOf(text: string): { requestId: number; key: number } {
  const [requestId, key] = readPosition(text, 2).map(Number);
  if (!Number.isSafeInteger(requestId) || !Number.isSafeInteger(key))
    throw new InvalidRequestError([{ path: 'after', reason: 'found no position, expected `next` of the page before' }]);
  return { requestId: requestId ?? 0, key: key ?? 0 };
}

function described({ consumer, marks }: ConsumerState): object {
  const { name, createdAt, snapshotNo, takenAt, since, orders, acknowledgedNo, acknowledgedAt, owner, phase, done } =
    consumer;
  return {
    name,
    created_at: createdAt,
    orders_waiting: marks,
    snapshot:
      takenAt === null
        ? null
        : {
            number: snapshotNo,
            taken_at: takenAt,
            since,
            orders,
            acknowledged_at: acknowledgedNo < snapshotNo ? null : acknowledgedAt,
          },
    refresh: owner === '' || phase === '' ? null : { phase, orders: done },
  };
}
