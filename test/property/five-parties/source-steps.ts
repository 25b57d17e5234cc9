import { hasLeft, isOpen, isWaiting } from './model.js';
import type { Asked, Line, Order } from './model.js';
import { must } from './scene.js';
import type { Scene, Step } from './scene.js';

/** The source of fulfillment requests, by its JSON calls: items are named by the number that the order's system gave the line. */

const PLACE = 'SRC/OAK';

interface Known {
  readonly id: number;
  readonly asked: Asked;
  readonly order: Order;
  readonly lines: readonly Line[];
}

function known({ model }: Scene): Known[] {
  return [...model.asked].flatMap(([id, asked]) => {
    const order = model.orders.get(asked.order);
    if (asked.place !== PLACE || order === undefined) return [];
    return [{ id, asked, order, lines: order.lines.filter(({ request }) => request === id) }];
  });
}

function drawn(scene: Scene): Known | undefined {
  const live = known(scene).filter(({ order, lines }) => !order.underReview && lines.some(isOpen));
  return live.length === 0 ? undefined : scene.random.pick(live.slice(-10));
}

const called = async (scene: Scene, target: string, body?: object): Promise<boolean> =>
  (await scene.server.json(target, body)).status === 200;

/** It is handed what waits for it, which is then marked as fetched. */
export const fetchProcessing: Step = async (scene) => {
  const expected = known(scene).filter(
    ({ asked, order, lines }) => !order.underReview && !asked.isTaken && lines.some(isOpen),
  );
  const { body } = await scene.server.json<readonly { readonly id: number }[]>('GET /fulfillment-requests/processing');
  const [is, wanted] = [body.map(({ id }) => id).sort(), expected.map(({ id }) => id).sort()];
  must(is.join() === wanted.join(), `SRC/OAK is handed ${is.join()}, expected ${wanted.join()}`);
  // The mark follows the answer.
  for (let tries = 0; tries < 1_000; tries += 1) {
    if ((await scene.rows('SELECT 1 AS found FROM request_lease LIMIT 1')).length === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  for (const { lines } of expected)
    for (const line of lines) if (line.status === 'new_order') scene.model.move(line, 'polled');
  return `SRC/OAK is handed ${is.join()}`;
};

/** It marks a request as fetched, acknowledges all of it, or gives it back. */
export const answer: Step = async (scene) => {
  const found = drawn(scene);
  if (found === undefined) return undefined;
  const { id, asked, order, lines } = found;
  const act = scene.random.pick(['processed', 'acknowledge', 'acknowledge', 'cancel'] as const);
  const words = `SRC/OAK says: request ${String(id)} of order ${String(order.id)} ${act}`;
  must(await called(scene, `PATCH /fulfillment-requests/${String(id)}/${act}`), `${words}: it must be taken`);
  const wasTaken = asked.isTaken;
  for (const line of lines.filter(isOpen))
    if (act === 'cancel') scene.model.giveBack(order, line);
    else if (act === 'acknowledge' ? isWaiting(line) : line.status === 'new_order' && !wasTaken)
      scene.model.move(line, act === 'acknowledge' ? 'accepted' : 'posted');
  return words;
};

/** It acknowledges and gives back some units of an item, as totals. */
export const adjust: Step = async (scene) => {
  const found = drawn(scene);
  if (found === undefined) return undefined;
  const { random, model } = scene;
  const { id, asked, order, lines } = found;
  const { family } = random.pick(lines);
  const own = lines.filter((line) => line.family === family);
  const waiting = own.filter(isWaiting);
  const units = sum(waiting);
  if (units === 0) return undefined;
  const more = random.between(0, units);
  const fewer = random.between(more === 0 ? 1 : 0, units - more);
  const acknowledged = sum(own.filter((line) => hasLeft(line) || (isOpen(line) && !isWaiting(line)))) + more;
  const canceled = (asked.canceled.get(family) ?? 0) + fewer;
  const isTooMuch = random.percent(10);
  const item = {
    id: family,
    acknowledgedQuantity: acknowledged + (isTooMuch ? units : 0),
    cancelledQuantity: canceled + (isTooMuch ? 1 : 0),
  };
  const words = `SRC/OAK says: of line ${String(family)} of request ${String(id)} ${String(item.acknowledgedQuantity)} will come, ${String(item.cancelledQuantity)} will not`;
  const target = `POST /fulfillment-requests/${String(id)}/adjust`;
  const ok = await called(scene, target, { items: [item] });
  must(ok === !isTooMuch, `${words}: ${isTooMuch ? 'it must be refused' : 'it must be taken'}`);
  if (isTooMuch) return words;
  let [accepting, refusing] = [more, fewer];
  for (const line of waiting) {
    const confirmed = Math.min(line.quantity, accepting);
    const refused = Math.min(line.quantity - confirmed, refusing);
    [accepting, refusing] = [accepting - confirmed, refusing - refused];
    if (refused > 0) model.giveBack(order, model.part(order, line, refused));
    if (confirmed > 0) model.move(model.part(order, line, confirmed), 'accepted');
  }
  return words;
};

const sum = (lines: readonly Line[]): number => lines.reduce((total, { quantity }) => total + quantity, 0);

/** It ships units of an item; what it has not taken, and more than is left, is refused. */
export const ship: Step = async (scene) => {
  const found = drawn(scene);
  if (found === undefined) return undefined;
  const { random, model } = scene;
  const { id, asked, order, lines } = found;
  const { family } = random.pick(lines.filter(isOpen));
  const open = lines.filter((line) => line.family === family && isOpen(line));
  const quantity = random.percent(10) ? sum(open) + 1 : random.between(1, sum(open));
  const body = {
    purchaseOrderId: id,
    shipment: { trackingNumber: `1Z${String(scene.next())}`, shipmentItems: [{ id: family, quantity }] },
  };
  const words = `SRC/OAK ships ${String(quantity)} of line ${String(family)} of request ${String(id)}`;
  const mayBe = asked.isTaken && quantity <= sum(open);
  const ok = await called(scene, 'POST /shipments', body);
  must(ok === mayBe, `${words}: ${mayBe ? 'it must be taken' : 'it must be refused'}`);
  if (!mayBe) return words;
  scene.told.push(async () => {
    must(order.underReview || (await called(scene, 'POST /shipments', body)), `${words}: a repeat must be taken`);
  });
  let left = quantity;
  for (const line of open) {
    const units = Math.min(line.quantity, left);
    left -= units;
    if (units > 0) model.leave(order, model.part(order, line, units));
  }
  return words;
};
