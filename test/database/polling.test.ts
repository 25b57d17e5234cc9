import { LargeAnswerError } from '../../src/broker/inquiry/answer-size.js';
import { listPolling } from '../../src/broker/polling/list-polling.js';
import { pollLocation } from '../../src/broker/polling/poll.js';
import type { Poll } from '../../src/broker/polling/poll.js';
import { releaseLeases } from '../../src/broker/polling/poll-leases.js';
import { reconcile } from '../../src/broker/inventory/reconcile.js';
import type { CatalogDocument } from '../../src/domain/network/catalog-document.js';
import type { Preferences } from '../../src/domain/network/preferences.js';
import type { PollKind } from '../../src/domain/order/polling.js';
import type { Status } from '../../src/domain/values/status.js';
import type { Database } from '../../src/store/database.js';
import { brokerOn, orderOf, outcome, place, SMALL_RETAILER, submitted, update } from '../support/server/broker.js';
import type { TestBroker } from '../support/server/broker.js';
import { onEveryEngine } from '../support/databases.js';
import { freshForEach, stateOf } from '../support/server/fresh-broker.js';

const [OMS, STORES] = SMALL_RETAILER.systems ?? [];
if (OMS === undefined || STORES === undefined) throw new Error('the small retailer has two systems');
const UPDATES_ITSELF: Partial<CatalogDocument> = { systems: [OMS, { ...STORES, require_status_update: true }] };

onEveryEngine((engine) => {
  let database: Database;
  let broker: TestBroker;

  freshForEach(engine, (fresh) => {
    ({ database, broker } = fresh);
  });

  const state = (requestId: number): Promise<string> => stateOf(broker, requestId);
  const polled = async (kind: PollKind, location: string): Promise<Poll> => {
    const poll = await pollLocation(broker, kind, place(location));
    if (poll === undefined) throw new Error(`${location} is unknown`);
    return poll;
  };
  const idsOf = (poll: Poll): number[] => poll.orders.map((view) => view.order.requestId);
  const given = async (kind: PollKind, location: string): Promise<number[]> => idsOf(await polled(kind, location));
  const passSeconds = (seconds: number): void => {
    broker.now = new Date(broker.now.getTime() + seconds * 1000);
  };
  const rows = (sql: string) => database.transaction((session) => session.all(sql));
  const leases = async (): Promise<number> => Number((await rows('SELECT COUNT(*) AS n FROM poll_lease'))[0]?.n);
  const pollCounts = async (requestId: number): Promise<number[]> =>
    (await rows(`SELECT poll_count FROM order_line WHERE request_id = ${requestId} ORDER BY line_no`)).map((row) =>
      Number(row.poll_count),
    );
  const notes = async (requestId: number): Promise<string[]> =>
    (
      await rows(`SELECT * FROM status_change WHERE request_id = ${requestId} AND employee_id = 'SYSTEM' ORDER BY id`)
    ).map((row) => `${String(row.from_status)} > ${String(row.to_status)} ${String(row.reason_note)}`.trim());
  const prefer = (preferences: Preferences) =>
    brokerOn(database, { preferences: { ...SMALL_RETAILER.preferences, ...preferences } });

  /** An order of one pencil for a poll by store 20: one that it is to fulfill, or one in transit to it from store 10. */
  const orderFor = async (kind: PollKind, orderId: string): Promise<number> => {
    if (kind === 'fulfillments')
      return (await submitted(broker, orderOf(orderId, [{ item: 'PENCIL', at: 'STC/20' }]))).requestId;
    const { requestId } = await submitted(
      broker,
      orderOf(orderId, [{ item: 'PENCIL', at: 'STC/10' }], { type: 'SHIPFORPICKUP', pickupLocation: place('STC/20') }),
    );
    expect(outcome(await update(broker, requestId, 'intransit', 'STC/10'))).toBe('ok');
    return requestId;
  };
  const KINDS: readonly (readonly [PollKind, Status, string, string])[] = [
    ['fulfillments', 'new_order', 'new_order: 20 new_order', 'polled: 20 polled'],
    ['intransit', 'intransit', 'intransit: 10 intransit', 'intransit_polled: 10 intransit_polled'],
  ];

  describe.each(KINDS)('a poll for %s', (kind, offered, before, after) => {
    test('returns its orders once, oldest first, with its own item codes and the status they had', async () => {
      const first = await orderFor(kind, 'A');
      const second = await orderFor(kind, 'B');
      const poll = await polled(kind, 'STC/20');
      expect(idsOf(poll)).toEqual([first, second]);
      expect(poll.orders[0]?.lines).toMatchObject([{ itemId: 'S-PENCIL', line: { status: offered } }]);
      expect(await given(kind, 'STC/20')).toEqual([]);
      expect(await state(first)).toBe(after);
      expect(await pollCounts(first)).toEqual([1]);
    });

    test('of an unknown location is distinguished from one without lines, and is not recorded', async () => {
      expect(await pollLocation(broker, kind, place('STC/99'))).toBeUndefined();
      expect(await rows('SELECT * FROM location_poll')).toEqual([]);
      expect(await polled(kind, 'STC/10')).toEqual({ orders: [] });
      expect(await rows('SELECT kind, polls FROM location_poll')).toEqual([{ kind, polls: 1 }]);
    });

    test('of a system that updates statuses itself returns all lines again until it does, also after a lost response', async () => {
      await brokerOn(database, UPDATES_ITSELF);
      const requestId = await orderFor(kind, 'A');
      const lost = await polled(kind, 'STC/20');
      expect([idsOf(lost), lost.delivered]).toEqual([[requestId], undefined]);
      expect(await given(kind, 'STC/20')).toEqual([requestId]);
      expect(await state(requestId)).toBe(before);
      expect(await pollCounts(requestId)).toEqual([2]);
      expect(
        outcome(await update(broker, requestId, kind === 'fulfillments' ? 'polled' : 'intransit polled', 'STC/20')),
      ).toBe('ok');
      expect(await given(kind, 'STC/20')).toEqual([]);
      expect(await leases()).toBe(0);
    });

    test('returns each order once, even to many concurrent polls', async () => {
      const orders: number[] = [];
      for (let i = 0; i < 20; i += 1) orders.push(await orderFor(kind, `P${String(i)}`));
      const handed = (await Promise.all(Array.from({ length: 8 }, () => given(kind, 'STC/20')))).flat();
      handed.push(...(await given(kind, 'STC/20')));
      expect(handed.sort((a, b) => a - b)).toEqual(orders);
      expect(await rows('SELECT polls FROM location_poll')).toEqual([{ polls: 9 }]);
    });

    test('of a system that updates statuses itself is counted each time, whatever updates come in between', async () => {
      await brokerOn(database, UPDATES_ITSELF);
      const requestId = await orderFor(kind, 'A');
      const handed = await Promise.all(Array.from({ length: 8 }, () => given(kind, 'STC/20')));
      expect(handed).toEqual(Array.from({ length: 8 }, () => [requestId]));
      expect(await pollCounts(requestId)).toEqual([8]);
    });

    test('ends when its orders are large, and the next polls return the rest', async () => {
      const orders: number[] = [];
      for (let i = 0; i < 5; i += 1) orders.push(await orderFor(kind, `P${String(i)}`));
      const pollWithin = async (bytes: number): Promise<number[]> => {
        const poll = await pollLocation({ ...broker, answers: { bytes, cut: true } }, kind, place('STC/20'));
        return (poll?.orders ?? []).map((view) => view.order.requestId);
      };
      // An order of one line with little text has some 1,900 bytes.
      expect(await pollWithin(4_800)).toEqual(orders.slice(0, 2));
      expect(await pollWithin(4_800)).toEqual(orders.slice(2, 4));
      expect(await pollWithin(4_800)).toEqual(orders.slice(4));
      expect(await pollWithin(4_800)).toEqual([]);
    });

    test('is not kept from small orders by one that fits into no answer: that comes alone, after the others', async () => {
      const [large, ...small] = [await orderFor(kind, 'A'), await orderFor(kind, 'B'), await orderFor(kind, 'C')];
      await database.transaction((session) =>
        session.run('UPDATE order_line SET details = ? WHERE request_id = ?', [
          JSON.stringify({ shipTo: null, taxes: [], customizations: [], message: 'x'.repeat(20_000) }),
          large,
        ]),
      );
      const pollWithin = async (cut: boolean): Promise<Poll | undefined> =>
        pollLocation({ ...broker, answers: { bytes: 16_000, cut } }, kind, place('STC/20'));
      await expect(pollWithin(false)).rejects.toThrow(LargeAnswerError);
      expect(idsOf((await pollWithin(true)) ?? { orders: [] })).toEqual(small);
      expect(idsOf((await pollWithin(true)) ?? { orders: [] })).toEqual([large]);
    });

    test('is final once its response was sent', async () => {
      const requestId = await orderFor(kind, 'A');
      const { delivered } = await polled(kind, 'STC/20');
      expect(await leases()).toBe(1);
      await delivered?.(true);
      expect(await leases()).toBe(0);
      passSeconds(86_400);
      expect(await releaseLeases(broker)).toBe(0);
      expect(await given(kind, 'STC/20')).toEqual([]);
      expect(await state(requestId)).toBe(after);
    });

    test('offers its lines again at once if the caller disconnected', async () => {
      const requestId = await orderFor(kind, 'A');
      const { delivered } = await polled(kind, 'STC/20');
      await delivered?.(false);
      expect([await state(requestId), await leases()]).toEqual([before, 0]);
      expect(await given(kind, 'STC/20')).toEqual([requestId]);
      expect((await notes(requestId))[1]).toMatch(/hung up/);
      expect(await pollCounts(requestId)).toEqual([2]);
    });

    test('of unknown outcome offers its lines again after the lease, to the next poll of the location', async () => {
      await prefer({ poll_lease_seconds: 30 });
      const requestId = await orderFor(kind, 'A');
      await polled(kind, 'STC/20');
      passSeconds(29);
      expect(await given(kind, 'STC/20')).toEqual([]);
      passSeconds(1);
      expect(await given(kind, 'STC/10')).toEqual([]);
      expect(await given(kind, 'STC/20')).toEqual([requestId]);
      expect((await notes(requestId)).map((note) => note.replace(/ [A-Z].*/, ''))).toEqual(
        kind === 'fulfillments'
          ? ['new_order > polled', 'polled > new_order', 'new_order > polled']
          : ['intransit > intransit_polled', 'intransit_polled > intransit', 'intransit > intransit_polled'],
      );
    });

    test('of unknown outcome is undone once by the release of leases, however many instances run it', async () => {
      const orders: number[] = [];
      for (let i = 0; i < 5; i += 1) orders.push(await orderFor(kind, `R${String(i)}`));
      await polled(kind, 'STC/20');
      expect(await releaseLeases(broker)).toBe(0);
      passSeconds(61);
      const released = await Promise.all(Array.from({ length: 4 }, () => releaseLeases(broker)));
      expect(released.reduce((sum, n) => sum + n, 0)).toBe(5);
      for (const requestId of orders) expect(await state(requestId)).toBe(before);
      expect(await leases()).toBe(0);
    });

    test('offers its lines again after a configured time without a status update', async () => {
      await prefer({ poll_reoffer_minutes: 30 });
      const requestId = await orderFor(kind, 'A');
      await (await polled(kind, 'STC/20')).delivered?.(true);
      passSeconds(29 * 60);
      expect(await given(kind, 'STC/20')).toEqual([]);
      passSeconds(61);
      const again = await polled(kind, 'STC/20');
      expect(idsOf(again)).toEqual([requestId]);
      expect((await notes(requestId))[1]).toMatch(/No status update/);
      await again.delivered?.(true);
      // A status update ends the lease.
      expect(
        outcome(await update(broker, requestId, kind === 'fulfillments' ? 'accepted' : 'received', 'STC/20')),
      ).toBe('ok');
      passSeconds(31 * 60);
      expect(await given(kind, 'STC/20')).toEqual([]);
      expect(await releaseLeases(broker)).toBe(0);
      expect(await leases()).toBe(0);
    });

    test('concurrent with updates leaves each order consistent', async () => {
      for (let i = 0; i < 8; i += 1) {
        const requestId = await orderFor(kind, `U${String(i)}`);
        const [handed, updated] = await Promise.all([
          given(kind, 'STC/20'),
          update(broker, requestId, kind === 'fulfillments' ? 'accepted' : 'received', 'STC/20'),
        ]);
        expect(outcome(updated)).toBe('ok');
        expect(handed.length).toBeLessThanOrEqual(1);
        expect(await state(requestId)).toBe(
          kind === 'fulfillments' ? 'accepted: 20 accepted' : 'received: 10 received',
        );
        expect(await pollCounts(requestId)).toEqual([handed.length]);
      }
    });

    test('does not offer lines again that were updated before the disconnect was detected', async () => {
      const requestId = await orderFor(kind, 'A');
      const { delivered } = await polled(kind, 'STC/20');
      expect(
        outcome(await update(broker, requestId, kind === 'fulfillments' ? 'accepted' : 'received', 'STC/20')),
      ).toBe('ok');
      await delivered?.(false);
      expect(await state(requestId)).toBe(kind === 'fulfillments' ? 'accepted: 20 accepted' : 'received: 10 received');
      expect(await leases()).toBe(0);
    });

    test.each<[Status[]]>([
      [[offered]],
      [['polled', 'intransit_polled']],
      [['accepted']],
      [['new_order', 'polled', 'intransit', 'intransit_polled']],
    ])('and its end keep the reserved quantity correct for a system that counts %j', async (reserved_statuses) => {
      await brokerOn(database, {
        systems: [
          { ...OMS, reserved_statuses },
          { ...STORES, reserved_statuses },
        ],
      });
      await orderFor(kind, 'A');
      const { delivered } = await polled(kind, 'STC/20');
      expect(await reconcile(broker)).toEqual([]);
      await delivered?.(false);
      expect(await reconcile(broker)).toEqual([]);
      await polled(kind, 'STC/20');
      passSeconds(61);
      expect(await releaseLeases(broker)).toBe(1);
      expect(await reconcile(broker)).toEqual([]);
    });
  });

  test('a response reported after its lease expired ends no later lease', async () => {
    const requestId = await orderFor('fulfillments', 'A');
    const slow = await polled('fulfillments', 'STC/20');
    passSeconds(61);
    expect(await given('fulfillments', 'STC/20')).toEqual([requestId]);
    await slow.delivered?.(true);
    await slow.delivered?.(false);
    expect([await state(requestId), await leases()]).toEqual(['polled: 20 polled', 1]);
  });

  test('a line that returned to a location by another way keeps only its newer lease', async () => {
    await prefer({ poll_reoffer_minutes: 60 });
    const requestId = await orderFor('fulfillments', 'A');
    await (await polled('fulfillments', 'STC/20')).delivered?.(true);
    // As if it had been canceled, reassigned and polled again.
    passSeconds(600);
    await database.transaction((session) =>
      session.run("UPDATE order_line SET status = 'new_order', status_date = ?", [broker.now.toISOString()]),
    );
    passSeconds(1);
    await (await polled('fulfillments', 'STC/20')).delivered?.(true);
    passSeconds(3000);
    expect([await releaseLeases(broker), await state(requestId), await leases()]).toEqual([0, 'polled: 20 polled', 1]);
    passSeconds(700);
    expect([await releaseLeases(broker), await state(requestId), await leases()]).toEqual([
      1,
      'new_order: 20 new_order',
      0,
    ]);
  });

  test('an order whose lines both kinds of poll offer again has the status of its lines', async () => {
    const { requestId } = await submitted(
      broker,
      orderOf(
        'A',
        [
          { item: 'PENCIL', at: 'STC/10' },
          { item: 'PENCIL', at: 'STC/20' },
        ],
        { type: 'SHIPFORPICKUP', pickupLocation: place('STC/30') },
      ),
    );
    await update(broker, requestId, 'intransit', 'STC/20', [2]);
    await polled('fulfillments', 'STC/10');
    await polled('intransit', 'STC/30');
    passSeconds(61);
    expect(await releaseLeases(broker)).toBe(2);
    expect(await state(requestId)).toBe('new_order: 10 new_order, 20 intransit');
  });

  test('the rest of a line is offered again unless its location changed some of the units', async () => {
    await prefer({ allow_partial_updates: true, poll_reoffer_minutes: 30 });
    const orders: number[] = [];
    for (const as of ['STC/20', '6/1']) {
      const { requestId } = await submitted(broker, orderOf(`R${as}`, [{ item: 'PENCIL', qty: 7, at: 'STC/20' }]));
      orders.push(requestId);
      await (await polled('fulfillments', 'STC/20')).delivered?.(true);
      expect(outcome(await update(broker, requestId, 'canceled', as, [1], { quantity: 3 }))).toBe('ok');
    }
    passSeconds(1801);
    expect(await given('fulfillments', 'STC/20')).toEqual([orders[1]]);
  });

  test('more than one batch of orders is offered again', async () => {
    const orders: number[] = [];
    for (let i = 0; i < 120; i += 1)
      orders.push(
        (
          await submitted(
            broker,
            orderOf(`M${String(i)}`, [
              { item: 'PENCIL', at: 'STC/20' },
              { item: 'PEN', at: 'STC/20' },
            ]),
          )
        ).requestId,
      );
    const { delivered } = await polled('fulfillments', 'STC/20');
    await delivered?.(false);
    expect(await leases()).toBe(0);
    expect(await given('fulfillments', 'STC/20')).toEqual(orders);
  });

  test('concurrent polls of two locations leave their shared order with the status of its lines', async () => {
    for (let i = 0; i < 10; i += 1) {
      const { requestId } = await submitted(
        broker,
        orderOf(`T${String(i)}`, [
          { item: 'PENCIL', at: 'STC/10' },
          { item: 'PENCIL', at: 'STC/20' },
        ]),
      );
      const handed = (await Promise.all([given('fulfillments', 'STC/10'), given('fulfillments', 'STC/20')])).flat();
      // One of them may get the order later, but never twice.
      handed.push(...(await given('fulfillments', 'STC/10')), ...(await given('fulfillments', 'STC/20')));
      expect(handed).toEqual([requestId, requestId]);
      expect(await state(requestId)).toBe('polled: 10 polled, 20 polled');
    }
  });

  test('Intransit returns no deliveries, no pickups at the store itself, and nothing for other stores', async () => {
    await submitted(broker, orderOf('D', [{ item: 'PENCIL', at: 'STC/20' }]));
    await submitted(broker, orderOf('P', [{ item: 'PENCIL', at: 'STC/20' }], { type: 'PICKUP' }));
    const { requestId } = await submitted(
      broker,
      orderOf('S', [{ item: 'PENCIL', at: 'STC/10' }], { type: 'SHIPFORPICKUP', pickupLocation: place('STC/30') }),
    );
    await update(broker, requestId, 'intransit', 'STC/10');
    expect(await given('intransit', 'STC/20')).toEqual([]);
    expect(await given('intransit', 'STC/10')).toEqual([]);
    expect(await given('intransit', 'STC/30')).toEqual([requestId]);
  });

  test('Intransit returns only lines that have been shipped, and the others once they are', async () => {
    const { requestId } = await submitted(
      broker,
      orderOf(
        'S',
        [
          { item: 'PENCIL', at: 'STC/10' },
          { item: 'PEN', at: 'STC/20' },
        ],
        { type: 'SHIPFORPICKUP', pickupLocation: place('STC/30') },
      ),
    );
    await update(broker, requestId, 'intransit', 'STC/20', [2]);
    expect(
      (await polled('intransit', 'STC/30')).orders.map((view) => view.lines.map(({ line }) => line.lineNo)),
    ).toEqual([[2]]);
    await update(broker, requestId, 'intransit', 'STC/10', [1]);
    expect(
      (await polled('intransit', 'STC/30')).orders.map((view) => view.lines.map(({ line }) => line.lineNo)),
    ).toEqual([[1]]);
    expect(await state(requestId)).toBe('intransit_polled: 10 intransit_polled, 20 intransit_polled');
  });

  test('lists the polling of locations that polled or have lines waiting, or only of late ones', async () => {
    await given('fulfillments', 'STC/30');
    await orderFor('fulfillments', 'A');
    await orderFor('intransit', 'B');
    const told = async (late: boolean) =>
      (await listPolling(broker, { late, limit: 10 })).items.map((one) => [
        one.location.locationCd,
        one.fulfillments.waiting?.count,
        one.fulfillments.late,
        one.intransit.waiting?.count,
        one.intransit.late,
      ]);
    expect(await told(false)).toEqual([
      ['20', 1, false, 1, false],
      ['30', undefined, false, undefined, false],
    ]);
    expect(await told(true)).toEqual([]);
    passSeconds(3601);
    expect(await told(true)).toEqual([['20', 1, true, 1, true]]);
    await given('intransit', 'STC/20');
    expect(await told(true)).toEqual([['20', 1, true, undefined, false]]);
    const [of20] = (await listPolling(broker, { late: false, limit: 1 })).items;
    expect(of20?.intransit.poll).toMatchObject({
      polls: 1,
      lastLines: 1,
      lastPolledAt: broker.now.toISOString(),
      lastHandedOutAt: broker.now.toISOString(),
    });
    const behind = await listPolling(broker, { late: false, limit: 1, after: { systemCd: 'STC', locationCd: '20' } });
    expect([behind.items.map((one) => one.location.locationCd), behind.more]).toEqual([['30'], false]);
    await given('fulfillments', 'STC/20');
    expect(await told(true)).toEqual([]);
  });
});
