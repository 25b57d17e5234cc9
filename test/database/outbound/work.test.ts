import { acceptOutbound } from '../../../src/broker/outbound/accept-outbound.js';
import { cancelOutbound } from '../../../src/broker/outbound/cancel-outbound.js';
import { listOutbounds } from '../../../src/broker/outbound/list-outbounds.js';
import { workNextOutbound } from '../../../src/broker/outbound/work-outbound.js';
import type { OutboundOrder } from '../../../src/domain/outbound/outbound-order.js';
import { readOutbound } from '../../../src/services/logistics/read-outbound.js';
import { onEveryEngine } from '../../support/databases.js';
import type { TestBroker } from '../../support/server/broker.js';
import { freshForEach } from '../../support/server/fresh-broker.js';
import { outboundOf, WITH_OUTBOUND } from '../../support/server/outbound.js';

const order = (number: string): OutboundOrder => readOutbound(outboundOf(number));
const anybody = (): undefined => undefined;

onEveryEngine((engine) => {
  let broker: TestBroker;
  freshForEach(
    engine,
    (fresh) => {
      broker = fresh.broker;
    },
    WITH_OUTBOUND,
  );

  const states = async (): Promise<(readonly [string, string, boolean])[]> =>
    (await listOutbounds(broker, {}, undefined, 100)).items.map((one) => [
      one.so_number,
      one.state,
      one.request_id !== null,
    ]);
  const work = async (): Promise<void> => {
    while (await workNextOutbound(broker));
  };

  test('what was acknowledged is worked on by whoever comes next, if the instance died', async () => {
    await acceptOutbound(broker, 'CLP', order('A-1'), anybody);
    expect(await states()).toEqual([['A-1', 'accepted', false]]);
    const dying = { ...broker, networks: { current: () => Promise.reject(new Error('killed')) } as never };
    expect(await workNextOutbound(dying)).toBe(false);
    expect(await states()).toEqual([['A-1', 'accepted', false]]);
    expect(await workNextOutbound(broker)).toBe(false);
    broker.now = new Date(broker.now.getTime() + 5_000);
    await work();
    expect(await states()).toEqual([['A-1', 'created', true]]);
  });

  test('several instances make one order of each', async () => {
    for (const number of ['B-1', 'B-2', 'B-3']) await acceptOutbound(broker, 'CLP', order(number), anybody);
    await Promise.all([work(), work(), work(), work()]);
    await work();
    expect(await states()).toEqual([
      ['B-3', 'created', true],
      ['B-2', 'created', true],
      ['B-1', 'created', true],
    ]);
    const orders = await broker.database.transaction((session) =>
      session.all('SELECT DISTINCT request_id FROM order_line'),
    );
    expect(orders).toHaveLength(3);
  });

  test('one that is canceled before it is worked on never becomes an order', async () => {
    await acceptOutbound(broker, 'CLP', order('C-1'), anybody);
    const cancellation = { systemCd: 'CLP', number: 'C-1', warehouseId: 'W1', reason: '' };
    expect(await cancelOutbound(broker, cancellation, anybody)).toMatchObject({ repeated: false });
    await work();
    expect(await states()).toEqual([['C-1', 'canceled', false]]);
    const rows = await broker.database.transaction((session) => session.all('SELECT payload FROM outbound_request'));
    expect(rows).toEqual([{ payload: 'null' }]);
  });

  test('a cancellation and the work on it end in one of both, never in an order that nobody wants', async () => {
    for (const number of ['D-1', 'D-2', 'D-3', 'D-4']) {
      await acceptOutbound(broker, 'CLP', order(number), anybody);
      const cancellation = { systemCd: 'CLP', number, warehouseId: 'W1', reason: '' };
      await Promise.all([work(), cancelOutbound(broker, cancellation, anybody).catch(() => undefined)]);
      await cancelOutbound(broker, cancellation, anybody);
    }
    const open = await broker.database.transaction((session) =>
      session.all("SELECT request_id FROM order_line WHERE status <> 'canceled'"),
    );
    expect(open).toEqual([]);
  });
});
