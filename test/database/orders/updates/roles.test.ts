import { addUser } from '../../../../src/broker/access/users.js';
import { SERVICE_GROUPS } from '../../../../src/platform/auth/user.js';
import { RESPONSE_CODES } from '../../../../src/domain/response-code.js';
import type { RunningBroker } from '../../../../src/app/main.js';
import type { Database } from '../../../../src/store/database.js';
import { orderOf, submitted } from '../../../support/server/broker.js';
import type { brokerOn } from '../../../support/server/broker.js';
import {
  basic,
  ECHO_TEST,
  fillWithUsers,
  MESSAGES,
  PASSWORDS,
  send,
  startInstance,
} from '../../../support/server/closed-broker.js';
import type { UserName } from '../../../support/server/closed-broker.js';
import { onEveryEngine } from '../../../support/databases.js';
import type { TestDatabase } from '../../../support/databases.js';

/**
 * Every operation on one order, by every kind of user: the originating OMS (system 6), the fulfilling store (STC/10), and a
 * system without a role (system 9). Each user calls for its own system; test/database/access/access.test.ts proves that
 * none can call for another one.
 */

const SYSTEMS: Readonly<Record<UserName, string>> = { oms: '6', pos: 'STC', stranger: '9' };
const LOCATIONS: Readonly<Record<UserName, string>> = { oms: '1', pos: '10', stranger: '1' };
/** A request id that does not exist. */
const UNKNOWN_ID = 987_654;

onEveryEngine((engine) => {
  let home: TestDatabase;
  let database: Database;
  let broker: Awaited<ReturnType<typeof brokerOn>>;
  let instance: RunningBroker;
  let made = 0;
  beforeAll(async () => {
    home = await engine.create();
    database = await home.open();
    broker = await fillWithUsers(database);
    instance = await startInstance(home);
  }, 60_000);
  afterAll(async () => {
    await instance.stop();
    await database.close();
    await home.drop();
  });

  const order = async (): Promise<{ requestId: number; orderId: string }> => {
    const orderId = `P-${String((made += 1))}`;
    return {
      requestId: (await submitted(broker, orderOf(orderId, [{ item: 'PENCIL', at: 'STC/10' }]))).requestId,
      orderId,
    };
  };
  const messageOf = (operation: string, user: UserName, requestId: number): string =>
    (MESSAGES[operation]?.(SYSTEMS[user], requestId) ?? '').replace(
      'location_cd="1"',
      `location_cd="${LOCATIONS[user]}"`,
    );
  const say = (user: UserName, payload: string): ReturnType<typeof send> =>
    send(instance, payload, basic(user, PASSWORDS[user]));
  const codeOf = ({ text }: { text: string }): string | undefined => /response_code="(\d+)/.exec(text)?.[1];
  const code = (key: keyof typeof RESPONSE_CODES): string => String(RESPONSE_CODES[key].code);

  test.each(['StatusRequest', 'StatusListRequest', 'OrderSearch'])(
    '%s returns the order to the systems that have a role in it',
    async (operation) => {
      const { requestId } = await order();
      const seen = await Promise.all(
        (['oms', 'pos', 'stranger'] as const).map(async (user) =>
          (await say(user, messageOf(operation, user, requestId))).text.includes(`request_id="${requestId}"`),
        ),
      );
      expect(seen).toEqual([true, true, false]);
    },
  );

  test.each(['StatusRequest', 'OrderSearch'])(
    '%s by number finds the order only for the system that gave the number',
    async (operation) => {
      const { requestId, orderId } = await order();
      const seen = async (user: UserName): Promise<boolean> =>
        (
          await say(
            user,
            messageOf(operation, user, 0)
              .replace('request_id="0"', `order_id="${orderId}"`)
              .replace(' order_id=""', ''),
          )
        ).text.includes(`request_id="${requestId}"`);
      // A search covers all orders in which the caller has a role.
      expect([await seen('oms'), await seen('pos'), await seen('stranger')]).toEqual([
        true,
        operation === 'OrderSearch',
        false,
      ]);
    },
  );

  test("OrderSearch by the customer's name finds nothing for a system without a role", async () => {
    const { requestId } = await order();
    const found = async (user: UserName): Promise<boolean> =>
      (
        await say(user, messageOf('OrderSearch', user, 0).replace('request_id="0"', 'sold_to_last_name="LAST"'))
      ).text.includes(`request_id="${requestId}"`);
    expect([await found('oms'), await found('pos'), await found('stranger')]).toEqual([true, true, false]);
  });

  test('Fulfillments and Intransit return an order only to its fulfilling and its pickup location', async () => {
    const { requestId } = await submitted(
      broker,
      orderOf(`P-${String((made += 1))}`, [{ item: 'PENCIL', at: 'STC/10' }], {
        type: 'SHIPFORPICKUP',
        pickupLocation: { systemCd: '6', locationCd: '1' },
      }),
    );
    const handed = async (operation: string): Promise<boolean[]> => {
      const got: boolean[] = [];
      // The system with the role polls last; otherwise nothing would be left for the others.
      for (const user of [
        'stranger',
        ...(operation === 'Intransit' ? (['pos', 'oms'] as const) : (['oms', 'pos'] as const)),
      ] as const) {
        got.push((await say(user, messageOf(operation, user, 0))).text.includes(`request_id="${requestId}"`));
      }
      return got;
    };
    expect(await handed('Fulfillments')).toEqual([false, false, true]);
    expect(codeOf(await say('pos', messageOf('StatusUpdate', 'pos', requestId).replace('canceled', 'intransit')))).toBe(
      '0',
    );
    expect(await handed('Intransit')).toEqual([false, false, true]);
  });

  test.each([
    ['accepted', 'not_yours', 'updated'],
    ['rejected', 'not_yours', 'updated'],
    ['canceled', 'updated', 'updated'],
  ] as const)(
    'StatusUpdate to %s is accepted only from the roles that may make the change',
    async (status, oms, pos) => {
      const answered = async (user: UserName): Promise<string | undefined> =>
        codeOf(await say(user, messageOf('StatusUpdate', user, (await order()).requestId).replace('canceled', status)));
      expect([await answered('oms'), await answered('pos'), await answered('stranger')]).toEqual([
        code(oms),
        code(pos),
        code('order_unknown'),
      ]);
    },
  );

  test('OrderUpdate is accepted only from the originating system', async () => {
    const answered = async (user: UserName): Promise<string | undefined> =>
      codeOf(await say(user, messageOf('OrderUpdate', user, (await order()).requestId)));
    expect([await answered('oms'), await answered('pos'), await answered('stranger')]).toEqual([
      '0',
      code('review_not_yours'),
      code('order_unknown'),
    ]);
  });

  test("an order number of another system is free for a system's own order", async () => {
    const { requestId, orderId } = await order();
    const submit = async (user: UserName): Promise<string | undefined> => {
      const payload = (MESSAGES.SubmitOrder?.(SYSTEMS[user], 0) ?? '').replaceAll('X-order_id', orderId);
      expect(payload).toContain(orderId);
      return codeOf(await say(user, payload));
    };
    expect(await submit('stranger')).not.toBe(code('duplicate'));
    expect((await say('oms', messageOf('StatusRequest', 'oms', requestId))).text).toContain(`order_id="${orderId}"`);
  });

  const item =
    '<items><item line_no="1" requesting_system_line_no="1" item_status="canceled" item_qty="1"/></items></order>';
  test.each<[string, string, (payload: string) => string]>([
    ...['StatusRequest', 'StatusListRequest', 'OrderSearch', 'OrderUpdate'].map(
      (operation) =>
        [operation, operation, (payload: string) => payload] as [string, string, (payload: string) => string],
    ),
    ['a cancel', 'StatusUpdate', (payload) => payload],
    ['a reject', 'StatusUpdate', (payload) => payload.replace('canceled', 'rejected')],
    ['an unknown status', 'StatusUpdate', (payload) => payload.replace('canceled', 'NONSENSE')],
    ['a shipment of a line', 'StatusUpdate', (payload) => payload.replace('</order>', item)],
    [
      'a line that does not exist',
      'StatusUpdate',
      (payload) => payload.replace('</order>', item.replace('line_no="1"', 'line_no="99"')),
    ],
    ['an unknown flag', 'OrderUpdate', (payload) => payload.replace('under_review="Y"', 'under_review="X"')],
  ])(
    '%s: a system without a role gets the same response as for an order that does not exist',
    async (_, operation, change) => {
      const { requestId } = await order();
      const told = async (id: number): Promise<string> => {
        const { status, text } = await say('stranger', change(messageOf(operation, 'stranger', id)));
        return `${status} ${text
          .replaceAll(`"${id}"`, '"ID"')
          .replaceAll(`(${id})`, '(ID)')
          .replace(/<datetime>.*?</, '<')}`;
      };
      const [existing, unknown] = [await told(requestId), await told(UNKNOWN_ID)];
      expect(existing).toBe(unknown);
      expect(existing).toMatch(/^200 /);
    },
  );

  test('each operation can be called only by users with its service group', async () => {
    const context = { database, clock: () => new Date() };
    const password = 'speaks for system 6';
    for (const group of ['Locate', 'Admin']) {
      await addUser(
        context,
        {
          name: `no${group}`,
          systems: ['6'],
          groups: SERVICE_GROUPS.filter((one) => one !== group),
          password,
          digest: false,
        },
        undefined,
      );
    }
    const { requestId } = await order();
    for (const operation of [...Object.keys(MESSAGES), 'EchoTest']) {
      const payload = operation === 'EchoTest' ? ECHO_TEST : (MESSAGES[operation]?.('6', requestId) ?? '');
      const [group, other] = operation === 'ProductUpdate' ? ['Admin', 'Locate'] : ['Locate', 'Admin'];
      const [allowed, refused] = [
        await send(instance, payload, basic(`no${other}`, password)),
        await send(instance, payload, basic(`no${group}`, password)),
      ];
      expect({ operation, allowed: allowed.status, refused: refused.status, key: refused.fault?.key }).toEqual({
        operation,
        allowed: 200,
        refused: 403,
        key: 'not-authorized',
      });
    }
  });
});
