import { runJob } from '../../support/jobs.js';
import { ITEMS, PARTIES } from '../../support/server/five-parties.js';
import { outboundOf, workOutbounds } from '../../support/server/outbound.js';
import { isOpen } from './model.js';
import type { Line, Order } from './model.js';
import { must } from './scene.js';
import type { Scene, Step } from './scene.js';

/** The merchant: places and cancels orders, holds them for review; his jobs run. */

const OMS = '6/1';

const newLine = (family: number, item: string, quantity: number): Line => ({
  no: family,
  family,
  item,
  quantity,
  status: '?',
  place: '',
  request: 0,
  refusedBy: new Set(),
  key: undefined,
});

/** An order whose lines only some parties can ship, often all five. */
export const submit: Step = async (scene) => {
  const { random, model } = scene;
  const number = `F-${String(scene.next())}`;
  const items = random.percent(40)
    ? Object.values(PARTIES)
    : Array.from({ length: random.between(1, 5) }, () => random.pick(ITEMS));
  const lines = items.map((item, index) => newLine(index + 1, item, random.between(1, 4)));
  const type = random.percent(65) ? 'DELIVERY' : 'SHIPFORPICKUP';
  const review = random.percent(10);
  const answer = await scene.locate({
    kind: 'submit',
    from: OMS,
    number,
    type,
    pickup: type === 'DELIVERY' ? '' : 'STC/20',
    review,
    together: false,
    lines: lines.map(({ family, item, quantity }) => ({ family, item, quantity, at: '' })),
  });
  must(answer.ok, `the order ${number} was refused with ${String(answer.code)}`);
  const id = answer.request ?? 0;
  model.orders.set(id, { id, number, type, from: OMS, underReview: review, lines });
  return `OMS submits order ${String(id)} (${type}${review ? ', under review' : ''}): ${lines.map(({ quantity, item }) => `${String(quantity)} ${item}`).join(', ')}`;
};

/** A client of the warehouse hands an outbound over. */
export const sendOutbound: Step = async (scene) => {
  const { random, model } = scene;
  const number = `F-${String(scene.next())}`;
  const lines = Array.from({ length: random.between(1, 2) }, (_, index) =>
    newLine(index + 1, PARTIES['WHS/W1'], random.between(1, 4)),
  );
  const details = lines.map(({ item, quantity }) => ({ sku: item, quantity }));
  const body = outboundOf(number, { details });
  for (const repeated of [false, true]) {
    const answer = await scene.server.json<{ data: { repeated: boolean } }>('POST /v3/fulfillment/outbound/oms', body);
    must(answer.status === 200 && answer.body.data.repeated === repeated, `the outbound ${number} was not taken`);
  }
  await workOutbounds(scene.server.running.broker);
  const [row] = await scene.rows('SELECT request_id FROM outbound_request WHERE so_number = ?', [number]);
  const id = Number(row?.request_id ?? 0);
  model.orders.set(id, { id, number, type: 'DELIVERY', from: 'CLP/SHOP', underReview: false, lines });
  return `CLP sends outbound ${number}, order ${String(id)}`;
};

const anyOrder = ({ random, model }: Scene): Order | undefined => {
  const all = [...model.orders.values()];
  return all.length === 0 ? undefined : random.pick(random.percent(70) ? all.slice(-8) : all);
};

/** The OMS cancels a line, or the whole order while all of it is still there. */
export const cancel: Step = async (scene) => {
  const order = anyOrder(scene);
  if (order === undefined) return undefined;
  const { random, model } = scene;
  const canGo = (line: Line): boolean => isOpen(line) || line.status === 'unfulfillable';
  const isWhole = order.lines.every(canGo) && random.percent(50);
  const lines = isWhole ? [...order.lines] : [random.pick(order.lines)];
  const { ok } = await scene.locate({
    kind: 'update',
    request: order.id,
    from: order.from,
    sentAt: '',
    status: 'canceled',
    items: isWhole ? [] : lines.map(({ no }) => ({ line: no, quantity: 0, status: 'canceled' })),
  });
  for (const line of lines.filter(canGo)) {
    must(ok, `line ${String(line.no)} of order ${String(order.id)} was not canceled`);
    model.lose(order, line, 'canceled');
  }
  return `OMS cancels ${isWhole ? 'all' : `line ${String(lines[0]?.no)}`} of order ${String(order.id)}`;
};

/** The OMS puts an order under review, or releases it. */
export const review: Step = async (scene) => {
  const all = [...scene.model.orders.values()].filter(({ from }) => from === OMS);
  const held = all.filter(({ underReview }) => underReview);
  const order = held.length > 0 && scene.random.percent(75) ? scene.random.pick(held) : all.at(-1);
  if (order === undefined) return undefined;
  const { ok } = await scene.locate({
    kind: 'review',
    request: order.id,
    number: '',
    from: OMS,
    flag: order.underReview ? 'N' : 'Y',
  });
  if (ok) order.underReview = !order.underReview;
  return `OMS ${order.underReview ? 'holds' : 'releases'} order ${String(order.id)}`;
};

/** A job runs: none of them changes where units are. */
export const job: Step = async (scene) => {
  const name = scene.random.pick(['requests', 'release-leases', 'auto-cancel', 'invoices'] as const);
  const { outcome } = await runJob(scene.server.running.broker, name);
  must(outcome === 'done', `the job ${name} is ${outcome}`);
  return `the job ${name} runs`;
};

/** The merchant makes the invoices of what the supplier sent. */
export const invoice: Step = async (scene) => {
  const { message, fault } = await scene.server.merchantSql('pixiDFCreateInvoices');
  must(message === undefined && fault === undefined, `no invoices: ${message ?? fault ?? ''}`);
  return 'the merchant makes invoices';
};

/** Somebody whose answer was lost says again what he said: nothing may change. */
export const repeat: Step = async (scene) => {
  if (scene.told.length === 0) return undefined;
  await scene.random.pick(scene.told.slice(-20))();
  return 'a report is repeated';
};
