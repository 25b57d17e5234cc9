import type { Schedule } from '../../domain/values/job-schedule.js';
import { isPartner } from '../../domain/partner/channel.js';
import type { FulfillmentRequest } from '../../domain/partner/fulfillment-request.js';
import { findUnacknowledged, listFulfillmentRequests } from '../../store/partners/fulfillment-requests.js';
import type { BrokerContext } from '../context.js';
import { withRequest } from '../partners/open-request.js';
import { handOver, takeAway } from '../partners/process-request.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import type { Job, JobRun } from './job.js';

/** Requests read at a time. */
const BATCH = 100;

/**
 * The job `requests`: sends the fulfillment requests of partners that do not fetch theirs, and takes back what nobody
 * acknowledged in time. One transaction for each, so that one that fails does not keep the others.
 */
export function handOverRequests(schedule: Schedule): Job {
  return {
    name: 'requests',
    does: 'sends fulfillment requests, and routes again what nobody acknowledged',
    schedule,
    takesOptions: true,
    run: async (context, run) => {
      for (const name of ['sent', 'overdue', 'failed']) run.tally.count(name, 0);
      const { asOf, requestId } = run.options;
      const now = asOf === undefined ? context.clock().toISOString() : `${asOf}T23:59:59.999Z`;
      const sending = await inUnit(context, (unit) => Promise.resolve(sendingLocations(unit)));
      await forEach(context, run, 'sent', findSendable(sending, requestId), ({ id }) =>
        handOver(context, id, BROKER, 'sent'),
      );
      await forEach(context, run, 'overdue', findOverdue(now, requestId), ({ id }) => giveUp(context, id, now));
    },
  };
}

const BROKER = { name: '' };

/** The partners that requests are sent to; the network tells, so that without any no request is read. */
function sendingLocations({ network }: Unit): number[] {
  return network.content.locations
    .filter((location) => isPartner(location) && location.preferences.requests.delivery === 'send')
    .map(({ id }) => id);
}

type Find = (unit: Unit, after: number) => Promise<FulfillmentRequest[]>;

const findSendable =
  (locationIds: readonly number[], requestId: number | undefined): Find =>
  ({ session }, after) =>
    listFulfillmentRequests(session, {
      ...(requestId === undefined ? {} : { requestId }),
      states: ['processing'],
      locationIds,
      released: true,
      after,
      limit: BATCH,
    });

const findOverdue =
  (now: string, requestId: number | undefined): Find =>
  ({ session }, after) =>
    findUnacknowledged(session, { now, after, limit: BATCH, ...(requestId === undefined ? {} : { requestId }) });

/** Checks once more under the lock: the partner may have acknowledged meanwhile. */
function giveUp(context: BrokerContext, id: number, now: string): Promise<FulfillmentRequest> {
  return withRequest(context, id, BROKER, async (open) => {
    const { acknowledgeBy, state } = open.request;
    const isOverdue = acknowledgeBy !== null && acknowledgeBy <= now;
    if (isOverdue && (state === 'processing' || state === 'processed'))
      await takeAway(open, `not acknowledged by ${acknowledgeBy}`);
  });
}

async function forEach(
  context: BrokerContext,
  { options, stopping, tally }: JobRun,
  counted: string,
  find: Find,
  act: (request: FulfillmentRequest) => Promise<unknown>,
): Promise<void> {
  for (let after = 0; !stopping();) {
    const from = after;
    const found = await inUnit(context, (unit) => find(unit, from));
    for (const request of found) {
      if (stopping()) return;
      after = request.id;
      try {
        if (options.dryRun !== true) await act(request);
        tally.count(counted);
        tally.keep({ fulfillment_request: request.id, request_id: request.requestId, number: request.number });
      } catch (error) {
        tally.count('failed');
        context.log.error(
          { err: error, fulfillmentRequest: request.id },
          'a fulfillment request could not be moved on',
        );
      }
    }
    if (found.length < BATCH) return;
  }
}
