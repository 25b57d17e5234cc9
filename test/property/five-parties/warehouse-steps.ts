import { isOpen, isWaiting } from './model.js';
import type { Line, Order } from './model.js';
import { must } from './scene.js';
import type { Scene, Step } from './scene.js';

/** The warehouse behind outbounds, in its JSON: it names orders by number and units by SKU. */

const PLACE = 'WHS/W1';

interface Reported {
  readonly order: Order;
  readonly open: readonly Line[];
}

function drawn(scene: Scene): Reported | undefined {
  const found = scene.lineAt(PLACE);
  if (found === undefined) return undefined;
  const { order } = found;
  return { order, open: order.lines.filter((line) => line.place === PLACE && isOpen(line)) };
}

const called = async (scene: Scene, what: string, body: object): Promise<boolean> =>
  (await scene.server.json(`POST /v3/fulfillment/outbound/wms/${what}`, { warehouse_id: 'W1', ...body })).status ===
  200;

/** It reads its work: every line that it has, of orders that are not held. */
export const list: Step = async (scene) => {
  const { body } = await scene.server.json<{
    data: { items: readonly { so_number: string; details: readonly { quantity: number; status: string }[] }[] };
  }>('GET /v3/fulfillment/outbound/wms?warehouse_id=W1');
  const expected = new Map<string, string[]>();
  for (const { order, line } of scene.model.open(PLACE).filter(({ order: { underReview } }) => !underReview))
    expected.set(order.number, [...(expected.get(order.number) ?? []), `${String(line.quantity)} ${line.status}`]);
  for (const { so_number: number, details } of body.data.items) {
    const is = details.map(({ quantity, status }) => `${String(quantity)} ${status}`).sort();
    must(
      is.join() === expected.get(number)?.sort().join(),
      `WHS/W1 has ${is.join()} of ${number}, expected ${String(expected.get(number))}`,
    );
  }
  const listed = new Set(body.data.items.map((item) => item.so_number));
  if (body.data.items.length < 100)
    must(
      [...expected.keys()].every((number) => listed.has(number)),
      'work is not listed',
    );
  return `WHS/W1 reads its work: ${[...listed].join()}`;
};

/** Units by SKU: lines are filled in the order of their numbers. */
function unitsFor(scene: Scene, open: readonly Line[]): { item: string; taken: [Line, number][]; quantity: number } {
  const { item } = scene.random.pick(open);
  const own = open.filter((line) => line.item === item);
  const quantity = scene.random.between(
    1,
    own.reduce((sum, line) => sum + line.quantity, 0),
  );
  let left = quantity;
  const taken: [Line, number][] = [];
  for (const line of own) {
    const units = Math.min(line.quantity, left);
    left -= units;
    if (units > 0) taken.push([line, units]);
  }
  return { item, taken, quantity };
}

/** It allocates, picks or gives back: everything, or units of a SKU. */
export const report: Step = async (scene) => {
  const { random, model } = scene;
  const found = drawn(scene);
  if (found === undefined) return undefined;
  const { order, open } = found;
  const code = random.pick(['40', '40', '60', '60', '90']);
  const units = code !== '90' && random.percent(50) ? unitsFor(scene, open) : undefined;
  const details = units === undefined ? [] : [{ sku: units.item, quantity: units.quantity }];
  const ok = await called(scene, 'status', { order_no: order.number, status_code: code, details });
  const words = `WHS/W1 says: ${order.number} is ${code}${units === undefined ? '' : `, ${String(units.quantity)} ${units.item}`}`;
  must(ok === !order.underReview, `${words}: ${order.underReview ? 'it must be refused' : 'it must be taken'}`);
  if (order.underReview) return words;
  const named = units?.taken ?? open.map((line): [Line, number] => [line, line.quantity]);
  for (const request of new Set(named.map(([line]) => line.request))) {
    const own = open.filter((line) => line.request === request);
    const isLate = code === '40' && !own.some(isWaiting);
    for (const [line, quantity] of named.filter(([one]) => one.request === request)) {
      if (code === '90') model.giveBack(order, line);
      else if (code === '60' && line.status !== 'picked') model.move(model.part(order, line, quantity), 'picked');
      else if (code === '40' && !isLate && isWaiting(line)) model.move(model.part(order, line, quantity), 'accepted');
    }
  }
  return words;
};

/** Once a line of a request was acknowledged, all of it again is a repeat. */
const isAcknowledged = (order: Order, request: number): boolean =>
  order.lines.some((line) => line.request === request && line.status !== 'canceled' && !isWaiting(line));

/** It posts a goods issue, of everything or units of a SKU, sometimes of more than there is. */
export const issue: Step = async (scene) => {
  const { random, model } = scene;
  const found = drawn(scene);
  if (found === undefined) return undefined;
  const { order, open } = found;
  const units = random.percent(60) ? unitsFor(scene, open) : undefined;
  const isTooMuch = units !== undefined && random.percent(10);
  const details =
    units === undefined ? [] : [{ sku: units.item, qty_shipped: units.quantity + (isTooMuch ? 1_000 : 0) }];
  const body = { doc_no: order.number, delivery_no: `AWB-${String(scene.next())}`, carrier_name: 'FAST', details };
  const words = `WHS/W1 issues ${units === undefined ? 'all' : `${String(details[0]?.qty_shipped)} ${units.item}`} of ${order.number}`;
  const mayBe = !order.underReview && !isTooMuch;
  must((await called(scene, 'pgi', body)) === mayBe, `${words}: ${mayBe ? 'it must be taken' : 'it must be refused'}`);
  if (!mayBe) return words;
  scene.told.push(async () => {
    must(await called(scene, 'pgi', body), `${words}: a repeat must be taken`);
  });
  const named = units?.taken ?? open.map((line): [Line, number] => [line, line.quantity]);
  for (const request of new Set(named.map(([line]) => line.request))) {
    if (!isAcknowledged(order, request))
      for (const line of open) if (line.request === request && isWaiting(line)) model.move(line, 'accepted');
    for (const [line, quantity] of named.filter(([one]) => one.request === request))
      model.leave(order, model.part(order, line, quantity));
  }
  return words;
};
