import { WAREHOUSE_NUMBER } from '../../support/server/five-parties.js';
import { hasLeft, isOpen } from './model.js';
import type { Asked, Line, Order } from './model.js';
import { must } from './scene.js';
import type { Scene, Step } from './scene.js';

/** The warehouse of third-party logistics, by REST: it knows one status for each fulfillment request. */

const PLACE = 'LOG/NORTH';

interface ListedOrder {
  readonly orderID: number;
  readonly details: readonly { readonly orderLine: number; readonly quantity: number }[];
}

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

/** It lists what it can print: all of it, and nothing else; what it listed it has. */
export const list: Step = async (scene) => {
  const expected = known(scene).filter(
    ({ order, lines }) =>
      !order.underReview && lines.some(isOpen) && !lines.some((line) => line.status === 'picked' || hasLeft(line)),
  );
  const { body } = await scene.server.json<{ orders: readonly ListedOrder[] }>(
    `GET /3.0/orders?orderStatus=Accepted&warehouseID=${String(WAREHOUSE_NUMBER)}&batchSize=1000`,
  );
  const is = body.orders.map(({ orderID, details }) =>
    words(
      orderID,
      details.map(({ orderLine, quantity }) => `${String(orderLine)}x${String(quantity)}`),
    ),
  );
  const wanted = expected.map(({ id, lines }) =>
    words(
      id,
      lines.map(({ no, quantity }) => `${String(no)}x${String(quantity)}`),
    ),
  );
  must(is.sort().join() === wanted.sort().join(), `LOG/NORTH lists ${is.join()}, expected ${wanted.join()}`);
  for (const { asked, lines } of expected) {
    if (asked.isTaken) continue;
    for (const line of lines) if (line.status === 'new_order') scene.model.move(line, 'polled');
  }
  return `LOG/NORTH lists ${is.join()}`;
};

const words = (id: number, lines: readonly string[]): string => `${String(id)}: ${[...lines].sort().join(' ')}`;

/** It prints, ships or gives back, in any order and more than once. */
export const report: Step = async (scene) => {
  const { random, model, server } = scene;
  const all = known(scene);
  const live = all.filter(({ lines }) => lines.some(isOpen));
  const from = live.length > 0 && random.percent(85) ? live : all;
  if (from.length === 0) return undefined;
  const { id, order, lines } = random.pick(from.slice(-10));
  const status = random.pick(['Printed', 'Printed', 'Shipped', 'Shipped', 'Shipped', 'Canceled']);
  const note = { orderID: id, trackingNumber1: `1Z${String(scene.next())}` };
  if (status === 'Shipped' && random.percent(30)) await server.json('PATCH /3.0/orders', note);
  const send = async (): Promise<boolean> => {
    const { body } = await server.json<{ result: { status: string } }>('POST /3.0/orders/status', {
      orderID: id,
      orderStatus: status,
    });
    return body.result.status === 'Success';
  };
  const said = `LOG/NORTH says: request ${String(id)} of order ${String(order.id)} is ${status}`;
  const open = lines.filter(isOpen);
  const isOver = lines.length === 0;
  const ok = await send();
  const mayBe = !order.underReview && !isOver;
  if (!isOver) must(ok === mayBe, `${said}: ${mayBe ? 'it must be taken' : 'it must be refused'}`);
  if (!mayBe) return said;
  const isPicked = lines.some((line) => line.status === 'picked' || hasLeft(line));
  for (const line of open)
    if (status === 'Canceled') model.giveBack(order, line);
    else if (status === 'Shipped') model.leave(order, line);
    else if (!isPicked) model.move(line, 'picked');
  return said;
};
