import { Writable } from 'node:stream';
import { pino } from 'pino';
import {
  THIRD_PARTY_CONTRACT,
  THIRD_PARTY_NAMESPACE,
} from '../../../../src/services/third-party-logistics/contract.js';
import { toJson } from '../../../../src/services/third-party-logistics/json-form.js';
import type { Database } from '../../../../src/store/database.js';
import { onEveryEngine } from '../../../support/databases.js';
import type { TestDatabase } from '../../../support/databases.js';
import { fullData, MARK } from '../../../services/third-party-logistics/full-data.js';
import { brokerOn, CUSTOMER, orderOf, submitted } from '../../../support/server/broker.js';
import { basic, startInstance } from '../../../support/server/closed-broker.js';
import { addLogisticsUsers, LOGIN, RETAILER_WITH_LOGISTICS, sendLogistics } from '../../../support/server/logistics.js';

/** What a started server keeps of third-party logistics in its message log and its output, with full logging. */
onEveryEngine((engine) => {
  let home: TestDatabase;
  let database: Database;
  let printed = '';
  const log = pino(
    { level: 'trace' },
    new Writable({
      write(chunk: Buffer, _, done) {
        printed += chunk.toString();
        done();
      },
    }),
  );

  beforeAll(async () => {
    home = await engine.create();
    database = await home.open();
    const broker = await brokerOn(database, RETAILER_WITH_LOGISTICS);
    broker.now = new Date();
    await addLogisticsUsers(database);
    const marked = { ...CUSTOMER, name: { ...CUSTOMER.name, last: MARK } };
    const { details } = orderOf('X', []);
    await submitted(
      broker,
      orderOf('M-1', [{ item: 'VITAMIN', qty: 2 }], {
        details: { ...details, soldTo: marked, specialInstructions: MARK },
      }),
    );
  }, 60_000);
  afterAll(async () => {
    await database.close();
    await home.drop();
  });

  /** Sends the same by SOAP and by REST. @returns what the caller got, and what the broker kept */
  async function exchanged(personalData: string): Promise<{ answers: string; kept: string; count: number }> {
    printed = '';
    const settings = { SERVICES: 'locate,threepl', MESSAGE_LOG: 'all', MESSAGE_LOG_PERSONAL_DATA: personalData };
    const server = await startInstance(home, settings, log);
    const { url } = server.gateway;
    const update = fullData('UpdateOrderRequest', { OrderID: 999_999, OrderKey: '' });
    const payload = await THIRD_PARTY_CONTRACT.writeYielding('UpdateOrderRequest', update, THIRD_PARTY_NAMESPACE);
    const list = `<GetOrdersRequest xmlns="${THIRD_PARTY_NAMESPACE}"><ReturnCustomer>true</ReturnCustomer></GetOrdersRequest>`;
    const rest = (path: string, body?: object): Promise<Response> =>
      fetch(`${url}/3.0${path}`, {
        method: body === undefined ? 'GET' : 'PATCH',
        headers: { ...basic(`${LOGIN.name}@${LOGIN.company}`, LOGIN.password), 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const responses = [
      await sendLogistics(url, list),
      await sendLogistics(url, list, { soap: '1.2' }),
      await sendLogistics(url, payload),
      await sendLogistics(
        url,
        `<UpdateOrderRequest xmlns="${THIRD_PARTY_NAMESPACE}"><OrderID>${MARK}</OrderID></UpdateOrderRequest>`,
      ),
      await rest('/orders?returnCustomer=true'),
      await rest(`/orders?other14=${MARK}`),
      await rest(`/orders?orderID=${MARK}`),
      await rest('/orders', await toJson('UpdateOrderRequest', update)),
      await rest('/orders', { loyalty: MARK }),
    ];
    const answers = (await Promise.all(responses.map((response) => response.text()))).join('\n');
    await server.stop();
    const rows = await database.transaction(async (session) => [
      ...(await session.all('SELECT * FROM message_log')),
      ...(await session.all('SELECT * FROM message_text')),
    ]);
    await database.transaction(async (session) => {
      await session.run('DELETE FROM message_text');
      await session.run('DELETE FROM message_log');
    });
    return { answers, kept: JSON.stringify(rows), count: rows.length };
  }

  test('shows orders and numbers, and neither persons nor credentials', async () => {
    const { answers, kept, count } = await exchanged('masked');
    expect(answers).toContain(`<LastName>${MARK}</LastName>`);
    expect(answers).toContain(`"lastName":"${MARK}"`);
    expect(count).toBe(18);
    expect(kept).toContain('L-VITAMIN');
    expect(kept).toContain('999999');
    expect(kept).not.toContain(MARK);
    expect(printed).toContain('GetOrders');
    expect(printed).not.toContain(MARK);
    for (const text of [kept, printed]) expect(text).not.toContain(LOGIN.password);
  });

  test('shows persons where that is set, and no credentials', async () => {
    const { kept } = await exchanged('plain');
    expect(kept).toContain(MARK);
    expect(kept).not.toContain(LOGIN.password);
    expect(printed).not.toContain(MARK);
    expect(printed).not.toContain(LOGIN.password);
  });
});
