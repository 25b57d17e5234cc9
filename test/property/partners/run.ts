import { createConsumer } from '../../../src/broker/feed/consumers.js';
import { reconcile } from '../../../src/broker/inventory/reconcile.js';
import type { Database } from '../../../src/store/database.js';
import { verifyRequests } from '../../../src/broker/partners/inquiry/verify-requests.js';
import { verifyServices } from '../../../src/broker/partners/inquiry/verify-services.js';
import { verifyFeed } from '../../../src/store/feed/verify-feed.js';
import { Random } from '../../support/random.js';
import { brokerOn } from '../../support/server/broker.js';
import { endpointAt, loopbackTools } from '../../support/server/webhook-tools.js';
import { broken } from './invariants.js';
import * as locate from './locate-steps.js';
import { adopt } from './model.js';
import type { Model } from './model.js';
import * as orders from './order-steps.js';
import * as requests from './request-steps.js';
import { shipping } from './shipping.js';
import type { Scene, Step } from './step.js';
import { drawSubject } from './subject.js';
import { Tables } from './tables.js';
import type { Snapshot } from './tables.js';
import { CONSUMER, lostEvents, noteChanges, refreshing } from './traces.js';

/** What somebody does with a request, by how often. */
const WITH_REQUESTS = [
  ...Array<typeof shipping>(5).fill(shipping),
  requests.processing,
  requests.processing,
  requests.handingOver,
  requests.handingOver,
  requests.handingOver,
  requests.acknowledging,
  requests.acknowledging,
  requests.answering,
  requests.answering,
  requests.answering,
  requests.canceling,
  requests.failing,
  requests.voiding,
  requests.voiding,
  requests.keeping,
  requests.regenerating,
  requests.regenerating,
  requests.renumbering,
];

/** What somebody does with orders, by how often. */
const WITH_ORDERS = [
  ...Array<typeof orders.submitting>(6).fill(orders.submitting),
  orders.reviewing,
  orders.reviewing,
  orders.generating,
  orders.generating,
  orders.creating,
  orders.creating,
  locate.omsCanceling,
  locate.partnerUpdating,
  locate.partnerUpdating,
  locate.partnerUpdating,
  locate.storeUpdating,
  locate.storeUpdating,
  locate.polling,
  orders.handingOverByJob,
  orders.handingOverByJob,
  orders.changingStrategy,
];

/** Steps between two looks at everything that is stored. */
const BETWEEN_VERIFIES = 50;

/**
 * Does random things with orders of a retailer with partners, and compares the broker with the model after each.
 * @returns how many steps were done, and how many of them were refused
 * @throws {Error} with the seed and every step so far, if they differ
 */
export async function run(seed: number, steps: number, database: Database): Promise<{ done: number; refused: number }> {
  const random = new Random(seed);
  const strategy = orders.drawStrategy(random);
  const broker = await brokerOn(database, orders.catalogOf(strategy));
  await createConsumer(broker, CONSUMER);
  await endpointAt(broker, loopbackTools(), 'http://127.0.0.1:8099/');
  const model: Model = {
    now: broker.now.getTime(),
    strategy,
    requests: new Map(),
    submitted: new Map(),
    references: new Map(),
    changed: new Set(),
    orders: 0,
  };
  const tables = new Tables(database);
  const ids = await partnerIds(database);
  const script: string[] = [`strategy ${JSON.stringify(strategy)}`];
  let before = await tables.snapshot();
  let refusals = 0;

  for (let step = 1; step <= steps; step += 1) {
    broker.now = new Date((model.now += 1000));
    const scene: Scene = { random, broker, model, tables: before };
    const next = draw(scene, ids, tables);
    const outcome = await done(next);
    script.push(`${String(step).padStart(4)}. ${next.words}: ${outcome.words}`);
    const after = await tables.snapshot();
    const faults = judge(next, outcome, model, before, after);
    const changed = await tables.newlyChanged();
    noteChanges(model, before, after, changed);
    faults.push(...lostEvents(before, after, await tables.newEvents(), changed));
    if ((await reconcile(broker)).length > 0) faults.push('reserved stock and order lines do not agree');
    faults.push(...(await database.transaction(verifyFeed)).map((one) => JSON.stringify(one)));
    if (step % BETWEEN_VERIFIES === 0 || step === steps) {
      const verified = [...(await verifyRequests(broker)), ...(await verifyServices(broker))];
      faults.push(...verified.map((one) => JSON.stringify(one)));
    }
    if (faults.length > 0)
      throw new Error(
        [`seed ${seed}, step ${step}:`, ...faults.map((one) => `  ${one}`), '', 'The steps:', ...script].join('\n'),
      );
    if (outcome.isRefused) refusals += 1;
    before = after;
  }
  return { done: steps, refused: refusals };
}

function draw(scene: Scene, ids: ReadonlyMap<string, number>, tables: Tables): Step {
  const { random, model } = scene;
  if (model.submitted.size === 0) return orders.submitting(scene);
  if (random.percent(6)) return refreshing(scene, tables);
  const subject = random.percent(60) ? drawSubject(scene, ids) : undefined;
  return subject === undefined ? random.pick(WITH_ORDERS)(scene) : random.pick(WITH_REQUESTS)(subject);
}

interface Outcome {
  readonly words: string;
  readonly isRefused: boolean;
  readonly fault?: string;
  readonly result?: unknown;
}

/** Does a step. A refusal is an answer; every other error is a fault. */
async function done({ act }: Step): Promise<Outcome> {
  try {
    return { words: 'done', isRefused: false, result: await act() };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    if (error instanceof Error && error.name === 'RefusedError') return { words, isRefused: true };
    return { words, isRefused: false, fault: error instanceof Error ? (error.stack ?? words) : words };
  }
}

function judge(
  { isRefused, predict, predictRefused }: Step,
  outcome: Outcome,
  model: Model,
  before: Snapshot,
  after: Snapshot,
): string[] {
  if (outcome.fault !== undefined) return [outcome.fault];
  const faults: string[] = [];
  if (isRefused !== undefined && isRefused !== outcome.isRefused)
    faults.push(isRefused ? 'it must be refused' : 'it must not be refused');
  try {
    if (outcome.isRefused) predictRefused?.();
    else predict(after, outcome.result);
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error));
  }
  faults.push(...adopt(model, before, after), ...broken(model, after));
  return faults;
}

async function partnerIds(database: Database): Promise<Map<string, number>> {
  const rows = await database.transaction((session) =>
    session.all("SELECT id, location_cd FROM location WHERE system_cd = 'SUP'"),
  );
  return new Map(rows.map((row) => [`SUP/${String(row.location_cd)}`, Number(row.id)]));
}
