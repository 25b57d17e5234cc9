import { isForward, isOpen } from './model.js';
import type { Line, Order } from './model.js';
import { must } from './scene.js';
import type { Scene, Step } from './scene.js';

/** The store that ships (STC/10) and the one where customers collect (STC/20), by the Locate service. */

const SHIPS = 'STC/10';
const COLLECTS = 'STC/20';
/** A party to its own orders only. */
const STRANGER = 'CLP/SHOP';

/** A store polls: it gets exactly the lines that wait for it. */
export const poll: Step = async (scene) => {
  const { random, model } = scene;
  const what = random.pick(['fulfillments', 'intransit'] as const);
  const at = what === 'intransit' ? COLLECTS : SHIPS;
  const waits = (line: Line): boolean =>
    what === 'intransit' ? line.status === 'intransit' : line.place === at && line.status === 'new_order';
  const expected = [...model.orders.values()].flatMap((order) =>
    order.lines.filter(waits).map((line) => ({ order, line })),
  );
  const { lines = [] } = await scene.locate({ kind: 'poll', what, at, fate: 'sent' });
  const names = ({ order, line }: { order: Order; line: Line }): string => `${String(order.id)}/${String(line.no)}`;
  const [is, wanted] = [lines.map((line) => line.split(' ')[0]).sort(), expected.map(names).sort()];
  must(is.join() === wanted.join(), `${at} polls ${what}: found ${is.join()}, expected ${wanted.join()}`);
  for (const { line } of expected) model.move(line, what === 'intransit' ? 'intransit_polled' : 'polled');
  return `${at} polls ${what}: ${wanted.join()}`;
};

async function say(scene: Scene, order: Order, line: Line, from: string, status: string, quantity: number) {
  const answer = await scene.locate({
    kind: 'update',
    request: order.id,
    from,
    sentAt: '',
    status: '',
    items: [{ line: line.no, quantity: quantity === line.quantity ? 0 : quantity, status }],
  });
  return answer.ok;
}

/** The store that has a line accepts it, picks, ships or refuses it, or a part; also what is too late. */
export const report: Step = async (scene) => {
  const { random, model } = scene;
  const found = scene.lineAt(SHIPS);
  if (found === undefined) return undefined;
  const { order, line } = found;
  const gone = order.type === 'DELIVERY' ? 'fulfilled' : 'intransit';
  const status = random.pick(['accepted', 'picked', gone, gone, 'rejected']);
  const quantity = scene.unitsOf(line);
  const words = `${SHIPS} says: ${String(quantity)} of line ${String(line.no)} of order ${String(order.id)} ${status}`;
  const mayBe = status === gone ? !order.underReview : status === 'rejected' || isForward(line.status, status);
  const ok = await say(scene, order, line, SHIPS, status, quantity);
  // What it said before, said again, is a repeat.
  if (mayBe || status === gone) must(ok === mayBe, `${words}: ${mayBe ? 'it must be taken' : 'it must be refused'}`);
  if (!mayBe) return words;
  const part = model.part(order, line, quantity);
  if (status === 'rejected') model.lose(order, part, 'refused');
  else model.move(part, status);
  return words;
};

/** The store where the customer collects receives, hands over or sends back what a party shipped to it. */
export const collect: Step = async (scene) => {
  const { random, model } = scene;
  const coming = [...model.orders.values()]
    .filter(({ underReview }) => !underReview)
    .flatMap((order) =>
      order.lines
        .filter(({ status }) => ['intransit', 'intransit_polled', 'received'].includes(status))
        .map((line) => ({ order, line })),
    );
  if (coming.length === 0) return undefined;
  const { order, line } = random.pick(coming.slice(-10));
  const status = random.pick(['received', 'fulfilled', 'fulfilled', 'rejected']);
  const quantity = scene.unitsOf(line);
  const words = `${COLLECTS} says: ${String(quantity)} of line ${String(line.no)} of order ${String(order.id)} ${status}`;
  const mayBe = status !== line.status;
  const ok = await say(scene, order, line, COLLECTS, status, quantity);
  if (!mayBe) return words;
  must(ok, `${words}: it must be taken`);
  const part = model.part(order, line, quantity);
  if (status === 'rejected') model.lose(order, part, 'refused');
  else model.move(part, status);
  return words;
};

/** Somebody who does not have a line reports on it: nothing may change. */
export const meddle: Step = async (scene) => {
  const { random, model } = scene;
  const all = [...model.orders.values()].flatMap((order) =>
    order.from === STRANGER ? [] : order.lines.filter(isOpen).map((line) => ({ order, line })),
  );
  if (all.length === 0) return undefined;
  const { order, line } = random.pick(all);
  const ok = await say(scene, order, line, STRANGER, random.pick(['accepted', 'rejected', 'fulfilled']), line.quantity);
  must(!ok, `${STRANGER} spoke for line ${String(line.no)} of order ${String(order.id)} at ${line.place}`);
  return `${STRANGER} speaks for line ${String(line.no)} of order ${String(order.id)}`;
};
