import { reconcile } from '../../../src/broker/inventory/reconcile.js';
import { reconcileStatuses } from '../../../src/broker/orders/reconcile-statuses.js';
import { verifyRequests } from '../../../src/broker/partners/inquiry/verify-requests.js';
import { verifyServices } from '../../../src/broker/partners/inquiry/verify-services.js';
import { Random } from '../../support/random.js';
import { fiveParties, PARTIES, startFiveParties } from '../../support/server/five-parties.js';
import * as logistics from './logistics-steps.js';
import * as merchant from './merchant-steps.js';
import { hasLeft, isOpen, Model, placesWith } from './model.js';
import type { Order } from './model.js';
import { must, Scene } from './scene.js';
import type { Step } from './scene.js';
import * as source from './source-steps.js';
import * as store from './store-steps.js';
import * as supplier from './supplier-steps.js';
import * as warehouse from './warehouse-steps.js';

/** What somebody does, by how often. */
const STEPS: readonly Step[] = [
  ...Array<Step>(4).fill(merchant.submit),
  merchant.sendOutbound,
  merchant.cancel,
  merchant.cancel,
  merchant.review,
  merchant.job,
  merchant.invoice,
  merchant.repeat,
  merchant.repeat,
  store.poll,
  store.report,
  store.report,
  store.collect,
  store.collect,
  store.meddle,
  supplier.fetchLines,
  supplier.fetchLines,
  supplier.confirm,
  supplier.report,
  supplier.report,
  logistics.list,
  logistics.report,
  logistics.report,
  source.fetchProcessing,
  source.answer,
  source.adjust,
  source.adjust,
  source.ship,
  source.ship,
  warehouse.list,
  warehouse.report,
  warehouse.report,
  warehouse.issue,
  warehouse.issue,
];

/** Steps between two looks at everything that is stored. */
const BETWEEN_VERIFIES = 50;

/**
 * All five parties do random things with lines of the same orders, each over the wire in its own dialect. After each step, what
 * Locate tells of every order that changed must be what the model says.
 * @throws {Error} with the seed and every step so far, if they differ
 */
export async function run(seed: number, steps: number, database: string): Promise<number> {
  const random = new Random(seed);
  const onPartnerCancel = random.percent(70) ? 'reshop' : 'cancel';
  const server = await startFiveParties(database, fiveParties(onPartnerCancel));
  const scene = new Scene(random, server, new Model(onPartnerCancel));
  const script = [`on_partner_cancel ${onPartnerCancel}`];
  let done = 0;
  try {
    for (let step = 1; step <= steps; step += 1) {
      const before = new Map([...scene.model.orders].map(([id, order]) => [id, JSON.stringify(order.lines)]));
      const words = await (step === 1 ? merchant.submit : random.pick(STEPS))(scene);
      if (words !== undefined) done += 1;
      script.push(`${String(step).padStart(4)}. ${words ?? 'nothing to do'}`);
      for (const order of scene.model.orders.values())
        if (before.get(order.id) !== JSON.stringify(order.lines)) await agree(scene, order);
      const touched = random.pick(
        [...scene.model.orders.values()].slice(-5).concat([...scene.model.orders.values()].slice(0, 1)),
      );
      await agree(scene, touched);
      if (step % BETWEEN_VERIFIES === 0) await verify(scene);
    }
    for (const order of scene.model.orders.values()) await agree(scene, order);
    await merchant.invoice(scene);
    await verify(scene);
    await invoicesAgree(scene);
    return done;
  } catch (error) {
    const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new Error([`seed ${String(seed)}: ${said}`, '', 'The steps:', ...script.slice(-400)].join('\n'), {
      cause: error,
    });
  } finally {
    await server.stop();
  }
}

/** Compares an order with what Locate tells its system, and learns where units went that were given back. */
async function agree(scene: Scene, order: Order): Promise<void> {
  const { lines: told = [] } = await scene.locate({ kind: 'ask', request: order.id, from: order.from });
  const answers = told.map((line) => /^\d+\/(\d+) (\d+) (\S+) (\S+) (\S+)$/.exec(line) ?? []);
  for (const line of order.lines) {
    if (line.status !== '?') continue;
    const [, , , , status = '', place = ''] = answers.find(([, no]) => no === String(line.no)) ?? [];
    const free = placesWith(line.item).filter((one) => !line.refusedBy.has(one));
    must(
      free.length === 0 ? status === 'unfulfillable' : status === 'new_order' && free.includes(place),
      `line ${String(line.no)} of order ${String(order.id)} is ${status} at ${place}, expected it at ${free.join(' or ') || 'no place'}`,
    );
    Object.assign(line, { status, place: free.length === 0 ? '' : place });
  }
  const is = answers.map(([, no = '', quantity = '', item = '', status = '', place = '']) =>
    [no, quantity, item, status, ['canceled', 'unfulfillable'].includes(status) ? '' : place].join(' '),
  );
  const wanted = order.lines.map(({ no, quantity, item, status, place }) =>
    [no, quantity, item, status, ['canceled', 'unfulfillable'].includes(status) ? '' : place].join(' '),
  );
  must(
    is.sort().join('\n') === wanted.sort().join('\n'),
    `order ${String(order.id)}: Locate tells\n${is.join('\n')}\nexpected\n${wanted.join('\n')}`,
  );
  await learnRequests(scene, order);
}

/** Notes which fulfillment requests ask for the lines that came to a party: each line is with one party, by one request. */
async function learnRequests(scene: Scene, order: Order): Promise<void> {
  const { model } = scene;
  if (order.lines.every((line) => !isOpen(line) || line.request !== 0 || line.place.startsWith('STC'))) return;
  const attempts = await scene.rows(
    'SELECT line_no, fulfillment_request_id FROM assignment WHERE request_id = ? AND ended_at IS NULL',
    [order.id],
  );
  for (const line of order.lines) {
    const own = attempts.filter((row) => Number(row.line_no) === line.no);
    must(own.length <= 1, `line ${String(line.no)} of order ${String(order.id)} is with two parties`);
    const request = Number(own[0]?.fulfillment_request_id ?? 0);
    if (!isOpen(line) || line.request !== 0 || request === 0) continue;
    line.request = request;
    const asked = model.asked.get(request) ?? {
      order: order.id,
      place: line.place,
      asked: 0,
      canceled: new Map<number, number>(),
      isTaken: false,
    };
    asked.asked += line.quantity;
    model.asked.set(request, asked);
  }
}

/** Units that were asked are shipped, canceled or open, as the model counted them; and everything that is stored agrees. */
async function verify({ model, server }: Scene): Promise<void> {
  const { broker } = server.running;
  const faults = [
    await reconcile(broker),
    await reconcileStatuses(broker),
    await verifyRequests(broker),
    await verifyServices(broker),
  ].flat();
  must(faults.length === 0, `verify finds ${JSON.stringify(faults.slice(0, 5))}`);
  const found = await broker.database.transaction((session) =>
    session.all(
      `SELECT fulfillment_request_id AS id, SUM(quantity) AS asked,
              SUM(CASE WHEN outcome IN ('rejected', 'canceled', 'voided') THEN quantity ELSE 0 END) AS canceled
         FROM assignment WHERE fulfillment_request_id IS NOT NULL GROUP BY fulfillment_request_id`,
    ),
  );
  must(found.length === model.asked.size, `${String(found.length)} requests, expected ${String(model.asked.size)}`);
  for (const row of found) {
    const [id, asked] = [Number(row.id), model.asked.get(Number(row.id))];
    const lines = model.orders.get(asked?.order ?? 0)?.lines.filter(({ request }) => request === id) ?? [];
    const units = (keep: typeof isOpen): number => lines.filter(keep).reduce((sum, { quantity }) => sum + quantity, 0);
    const canceled = [...(asked?.canceled.values() ?? [])].reduce((sum, quantity) => sum + quantity, 0);
    const is = `${String(row.asked)} asked, ${String(row.canceled)} canceled`;
    const wanted = `${String(asked?.asked)} asked, ${String(canceled)} canceled`;
    must(is === wanted, `request ${String(id)}: ${is}, expected ${wanted}`);
    const sum = `${String(units(hasLeft))} shipped, ${String(canceled)} canceled, ${String(units(isOpen))} open`;
    must(asked?.asked === units(hasLeft) + canceled + units(isOpen), `request ${String(id)}: ${wanted} is not ${sum}`);
  }
}

/** What the supplier shipped, and still counts as shipped, is on invoices: every unit once. */
async function invoicesAgree(scene: Scene): Promise<void> {
  const [row] = await scene.rows(
    `SELECT SUM(il.quantity) AS units FROM df_invoice_line il JOIN df_invoice i ON i.id = il.invoice_id
       JOIN order_line l ON l.request_id = i.request_id AND l.line_no = il.line_no AND l.location_id = i.location_id
      WHERE l.status IN ('intransit', 'intransit_polled', 'received', 'fulfilled')`,
  );
  const shipped = [...scene.model.orders.values()]
    .flatMap(({ lines }) => lines)
    .filter((line) => line.place === ('DF/A' satisfies keyof typeof PARTIES) && hasLeft(line))
    .reduce((sum, { quantity }) => sum + quantity, 0);
  must(Number(row?.units ?? 0) === shipped, `${String(row?.units)} units are on invoices, expected ${String(shipped)}`);
}
