import { isWaiting } from './model.js';
import type { Line, Order } from './model.js';
import { must } from './scene.js';
import type { Scene, Step } from './scene.js';

/** The supplier of direct fulfillment, in the words of its SOAP calls. */

const PLACE = 'DF/A';

const ordersHere = (scene: Scene): Order[] => [...new Set(scene.model.open(PLACE).map(({ order }) => order))];

/** It fetches the lines of an order: exactly those that are new to it or not shipped, under their present keys. */
export const fetchLines: Step = async (scene) => {
  const here = ordersHere(scene);
  if (here.length === 0) return undefined;
  const order = scene.random.pick(here.slice(-8));
  const { rows, message } = await scene.server.sql('pixiDFGetOrderlines', { OrderNR: order.id, AllOrderlines: 1 });
  must(message === undefined, `pixiDFGetOrderlines: ${message ?? ''}`);
  const wanted = order.underReview ? [] : order.lines.filter((line) => line.place === PLACE && isWaiting(line));
  const is = rows.map((row) => `${row.LineNr ?? ''}: ${row.Qty ?? ''}`).sort();
  const expected = wanted.map(({ no, quantity }) => `${String(no)}: ${String(quantity)}`).sort();
  must(
    is.join() === expected.join(),
    `DF/A fetches order ${String(order.id)}: found ${is.join()}, expected ${expected.join()}`,
  );
  for (const line of wanted) line.key = rows.find((row) => row.LineNr === String(line.no))?.OrderHistKey;
  return `DF/A fetches order ${String(order.id)}: ${is.join()}`;
};

const keyed = (scene: Scene): { order: Order; line: Line; key: string } | undefined => {
  const known = scene.model
    .open(PLACE)
    .flatMap(({ order, line }) => (line.key === undefined ? [] : [{ order, line, key: line.key }]));
  return known.length === 0 ? undefined : scene.random.pick(known.slice(-10));
};

/** It confirms what it fetched. */
export const confirm: Step = async (scene) => {
  const found = keyed(scene);
  if (found === undefined) return undefined;
  const { order, line, key } = found;
  const { rows } = await scene.server.sql('pixiDFGetChangesConfirmation', { OrderHistKey: key });
  const isDone = rows[0]?.Status === '200';
  must(isDone === !order.underReview, `confirmation of ${key}: ${rows[0]?.ErrorMsg ?? ''}`);
  if (isDone && line.status === 'new_order') scene.model.move(line, 'polled');
  return `DF/A confirms line ${String(line.no)} of order ${String(order.id)}`;
};

/** It ships units, gives them back, or says what its kind of supplier cannot; sometimes more than there are. */
export const report: Step = async (scene) => {
  const found = keyed(scene);
  if (found === undefined) return undefined;
  const { random, model } = scene;
  const { order, line, key } = found;
  const status = random.pick(['FUS', 'FUS', 'FUS', 'STO', 'BES']);
  const quantity = random.percent(10) ? line.quantity + 1 : scene.unitsOf(line);
  const said = { OrderHistoryKey: key, Status: status, Qty: quantity, DFTrackingID: `1Z${String(scene.next())}` };
  const send = async (): Promise<boolean> =>
    (await scene.server.sql('pixiDFUpdateOrderlineStatus', said)).rows[0]?.Status === '200';
  const words = `DF/A says: ${String(quantity)} of line ${String(line.no)} of order ${String(order.id)} ${status}`;
  const mayBe = status !== 'BES' && quantity <= line.quantity && !order.underReview;
  must((await send()) === mayBe, `${words}: ${mayBe ? 'it must be taken' : 'it must be refused'}`);
  if (!mayBe) return words;
  scene.told.push(async () => {
    must(await send(), `${words}: a repeat must be taken`);
  });
  const isNew = model.asked.get(line.request)?.isTaken !== true;
  if (status === 'FUS' && isNew && line.status === 'new_order') model.move(line, 'polled');
  const part = model.part(order, line, quantity);
  if (status === 'STO') model.giveBack(order, part);
  else model.leave(order, part);
  return words;
};
