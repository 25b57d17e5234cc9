import { statusListMessage, statusRequestMessage, pollMessage } from '../../../client/locate/inquiry-messages.js';
import type { LocationRef } from '../../../client/locate/messages.js';
import { companies, controlsOf, warehousesOf } from '../file/oms-file.js';
import { hasNewOutgoing } from '../file/outgoing.js';
import type { ProcessName } from '../file/outgoing.js';
import { dailyDone, nextRun, putDailyDone, putNextRun } from '../file/processes.js';
import { recordsWithLetter, refusedRecords } from '../file/records.js';
import { polledOrders, toldOrders } from '../messages/answers.js';
import { ask } from '../messages/exchange.js';
import { defaultLocation, senderOf, sourceOf } from '../messages/header.js';
import type { Oms } from '../oms.js';
import { isShippedToStore } from '../records/letter.js';
import type { RecordLetter } from '../records/letter.js';
import type { BrokerRecord } from '../records/record.js';
import type { Controls } from '../settings/controls.js';
import { applyTold } from './apply-told.js';
import { buildOrder } from './build-order.js';
import { Unit } from './carry-out.js';
import { deliverAll } from './deliver.js';
import { requestReadyBackorders } from './make-requests.js';

/**
 * The two processes of an OMS. Each goes through all companies once, and then sleeps for its outbound delay.
 *
 * BROKER_ORD: cancels, then what is ready, then shipments without an answer. BROKER: updates, then inquiries by letter, then
 * polls, then once a day the letters that change slowly.
 */

const MINUTE_MS = 60_000;

/** Asked about every K10 minutes, in this order. W: an answer with several locations whose lines are still to be asked for. */
const OFTEN: readonly RecordLetter[] = ['W', 'K', 'O', 'P', 'A'];
/** Asked about once a day; X is what was shipped to a store and waits there. */
const DAILY: readonly RecordLetter[] = ['L', 'S', 'T', 'V', 'X'];

/** Runs a process once. */
export async function runProcess(oms: Oms, process: ProcessName): Promise<void> {
  if (process === 'BROKER_ORD') await runBrokerOrd(oms);
  else await runBroker(oms);
}

/** Runs the processes that are due. @returns the names of those that ran */
export async function runDue(oms: Oms): Promise<ProcessName[]> {
  const ran: ProcessName[] = [];
  for (const process of ['BROKER_ORD', 'BROKER'] as const) {
    if (!isDue(oms, process)) continue;
    await runProcess(oms, process);
    const delay = Math.max(0, ...companies(oms.file).map(({ number }) => delayOf(oms, number, process)));
    putNextRun(oms.file, process, new Date(oms.now().getTime() + delay * 1000).toISOString());
    ran.push(process);
  }
  return ran;
}

const delayOf = (oms: Oms, company: number, process: ProcessName): number =>
  controlsOf(oms.file, company).number(`${process}_DELAY`);

/** New work wakes BROKER_ORD at once. */
function isDue(oms: Oms, process: ProcessName): boolean {
  if (nextRun(oms.file, process) <= oms.now().toISOString()) return true;
  if (process === 'BROKER') return false;
  return (
    hasNewOutgoing(oms.file, process) ||
    companies(oms.file).some(({ number }) =>
      recordsWithLetter(oms.file, number, 'R').some(({ kind }) => kind.startsWith('brokered')),
    )
  );
}

async function runBrokerOrd(oms: Oms): Promise<void> {
  await deliverAll(oms, 'BROKER_ORD', ['cancel']);
  for (const { number } of companies(oms.file)) requestReadyBackorders(oms, number);
  await deliverAll(oms, 'BROKER_ORD', ['submit backorder', 'submit store pickup', 'submit pick slip']);
  await deliverAll(oms, 'BROKER_ORD', ['ship']);
}

async function runBroker(oms: Oms): Promise<void> {
  await deliverAll(oms, 'BROKER');
  for (const { number } of companies(oms.file)) {
    const controls = controlsOf(oms.file, number);
    const since = new Date(oms.now().getTime() - controls.number('K10') * MINUTE_MS).toISOString();
    for (const letter of OFTEN)
      await inquire(oms, number, controls, recordsWithLetter(oms.file, number, letter, since));
    await lookIntoRefusals(oms, number, controls);
    await poll(oms, number, controls);
    await inquireDaily(oms, number, controls);
  }
}

/** Asks about records, in lists of as many requests as are allowed. Without an answer the letters stay. */
async function inquire(oms: Oms, company: number, controls: Controls, records: readonly BrokerRecord[]): Promise<void> {
  const ids = [...new Set(records.map(({ requestId }) => requestId))].filter((id) => id !== '');
  const most = Math.max(1, controls.number('OROB_MAXIMUM_STATUS_LIST_REQUEST_ORDERS'));
  for (let at = 0; at < ids.length; at += most) {
    const sender = senderOf(controls, {
      as: defaultLocation(controls),
      source: '',
      operation: 'StatusListRequest',
      now: oms.now(),
    });
    const payload = await ask(oms.server, 'StatusListRequest', statusListMessage(ids.slice(at, at + most), sender));
    if (payload === undefined) return;
    oms.file.transaction(() => {
      const unit = new Unit(oms);
      for (const told of toldOrders(payload)) applyTold(unit, company, told);
    });
  }
}

/** Asks about each request of which the broker refused something. */
async function lookIntoRefusals(oms: Oms, company: number, controls: Controls): Promise<void> {
  for (const { requestId, orderNumber } of refusedRecords(oms.file, company)) {
    const sender = senderOf(controls, {
      as: defaultLocation(controls),
      source: sourceOf({ company, number: orderNumber }),
      operation: 'StatusRequest',
      now: oms.now(),
    });
    const payload = await ask(oms.server, 'StatusRequest', statusRequestMessage(requestId, sender));
    if (payload === undefined) return;
    oms.file.transaction(() => {
      const unit = new Unit(oms);
      for (const told of toldOrders(payload)) if (told.requestId === requestId) applyTold(unit, company, told);
    });
  }
}

/** Polls for orders to fulfill: as the default location, or by warehouse (L06) as each that has a location. */
async function poll(oms: Oms, company: number, controls: Controls): Promise<void> {
  if (!controls.fulfills) return;
  const system = controls.text('K50');
  const locations: readonly LocationRef[] = controls.isOn('L06')
    ? warehousesOf(oms.file, company).flatMap(({ location }) => (location === '' ? [] : [{ system, location }]))
    : [defaultLocation(controls)];
  for (const location of locations) {
    const sender = senderOf(controls, { as: location, source: system, operation: 'Fulfillments', now: oms.now() });
    const payload = await ask(oms.server, 'Fulfillments', pollMessage('Fulfillments', location, sender));
    if (payload === undefined) return;
    oms.file.transaction(() => {
      const unit = new Unit(oms);
      for (const order of polledOrders(payload)) buildOrder(unit, company, order);
    });
  }
}

/** Inside the daily window, once a day. */
async function inquireDaily(oms: Oms, company: number, controls: Controls): Promise<void> {
  const now = oms.now().toISOString();
  const [day, time] = [now.slice(0, 10), now.slice(11, 16)];
  const isInside =
    time >= controls.text('OROB_LIMITED_STATUS_BEG_TIME') && time <= controls.text('OROB_LIMITED_STATUS_END_TIME');
  if (!isInside || dailyDone(oms.file, company) === day) return;
  for (const letter of DAILY) {
    const records = recordsWithLetter(oms.file, company, letter).filter(
      ({ kind, told }) => letter !== 'X' || (isShippedToStore(kind) && told !== 'fulfilled' && told !== 'canceled'),
    );
    await inquire(oms, company, controls, records);
  }
  putDailyDone(oms.file, company, day);
}
