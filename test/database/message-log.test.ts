import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { adminRouter } from '../../src/admin/router.js';
import type { BrokerContext } from '../../src/broker/context.js';
import { MessageLog } from '../../src/broker/messages/message-log.js';
import type { MessageLogOptions } from '../../src/broker/messages/message-log.js';
import type { ExchangeRecord } from '../../src/platform/exchange-record.js';
import { startGateway } from '../../src/app/listen.js';
import type { RunningGateway } from '../../src/app/listen.js';
import { LOCATE_MASKS } from '../../src/services/locate/personal-data.js';
import { LOCATE_PATH, locateService } from '../../src/services/locate/service.js';
import { DEFAULT_MESSAGE_LIMITS } from '../../src/platform/soap/message.js';
import type { Database } from '../../src/store/database.js';
import { DatabaseUnavailableError } from '../../src/platform/db/database-error.js';
import { AdminServer } from '../admin/support/admin-server.js';
import { brokerOn } from '../support/server/broker.js';
import { onEveryEngine } from '../support/databases.js';
import type { TestDatabase } from '../support/databases.js';
import { runJob, runnerFor } from '../support/jobs.js';
import { fullPayload, inEnvelope, MARK } from '../support/marked-messages.js';
import { within } from '../support/within.js';
import { loopbackTools } from '../support/server/webhook-tools.js';

const EXCHANGE: ExchangeRecord = {
  at: new Date('2030-01-02T03:04:05.678Z'),
  milliseconds: 12.345,
  correlationId: 'c-1',
  user: '',
  operation: 'SubmitOrder',
  soap: '1.1',
  outcome: 'answered',
  status: 200,
  delivered: true,
  responseCode: 0,
  requestId: 7,
  orderId: 'A-1',
  injectedFault: undefined,
  requestBytes: 10,
  request: '<a>1</a>',
  response: '<b/>',
  masks: { personalData: () => undefined, credentials: (text) => text },
};
const OPTIONS: MessageLogOptions = { level: 'all', personalData: 'plain' };

interface Listed {
  readonly items: readonly { readonly id: string; readonly correlation_id: string }[];
  readonly next?: string;
}

onEveryEngine((engine) => {
  let home: TestDatabase;
  let database: Database;
  let broker: BrokerContext & { now: Date };
  let admin: AdminServer;
  beforeEach(async () => {
    home = await engine.create();
    database = await home.open();
    broker = await brokerOn(database);
    admin = await AdminServer.over(broker);
  });
  afterEach(async () => {
    await admin[Symbol.asyncDispose]();
    await database.close();
    await home.drop();
  });

  /** Records exchanges and waits until they are written. */
  async function record(
    exchanges: readonly Partial<ExchangeRecord>[],
    options: Partial<MessageLogOptions> = {},
  ): Promise<MessageLog> {
    const log = new MessageLog(broker, { ...OPTIONS, ...options });
    for (const exchange of exchanges) log.record({ ...EXCHANGE, ...exchange });
    await log.stop();
    return log;
  }
  const list = async (query = ''): Promise<string[]> => {
    const reply = await admin.get(`/messages${query}`);
    expect(reply.status).toBe(200);
    return (reply.body as Listed).items.map((one) => one.correlation_id);
  };

  describe('a logged exchange', () => {
    test('is stored completely, and listed without its texts', async () => {
      await record([{ user: 'oms', response: 'Grüße 🎁' }]);
      const shown = {
        at: '2030-01-02T03:04:05.678Z',
        user: 'oms',
        operation: 'SubmitOrder',
        correlation_id: 'c-1',
        request_id: 7,
        order_id: 'A-1',
        soap_version: '1.1',
        outcome: 'answered',
        delivered: true,
        response_code: 0,
        status: 200,
        duration_ms: 12.3,
        request_bytes: 10,
        response_bytes: 12,
        personal_data: 'plain',
        injected_fault: null,
      };
      const { body } = await admin.get('/messages');
      const id = (body as Listed).items[0]?.id ?? '';
      expect(body).toEqual({ items: [{ id, ...shown }] });
      expect((await admin.get(`/messages/${id}`)).body).toEqual({
        id,
        ...shown,
        request: '<a>1</a>',
        response: 'Grüße 🎁',
      });
      expect(await admin.get('/messages/01a1fdd3-ff72-7a62-9716-23e7695c8454')).toMatchObject({
        status: 404,
        body: { error: 'there is no such message' },
      });
    });

    test('is stored as far as it is known', async () => {
      await record([
        {
          operation: undefined,
          soap: undefined,
          outcome: 'malformed',
          status: 500,
          responseCode: undefined,
          requestId: undefined,
          orderId: undefined,
          requestBytes: undefined,
          request: undefined,
          response: undefined,
        },
      ]);
      const { body } = await admin.get('/messages');
      expect(body).toMatchObject({
        items: [
          {
            operation: '',
            request_id: null,
            order_id: '',
            response_code: null,
            request_bytes: null,
            response_bytes: null,
          },
        ],
      });
      expect((await admin.get(`/messages/${(body as Listed).items[0]?.id ?? ''}`)).body).toMatchObject({
        request: null,
        response: null,
      });
    });

    test('is stored even if its values exceed the columns', async () => {
      await record([{ requestId: 9_999_999_999, orderId: 'x'.repeat(5000), user: 'y'.repeat(5000) }, { requestId: 0 }]);
      expect((await list()).length).toBe(2);
    });

    test('is stored with its size and without its text when that is too long to mask quickly', async () => {
      await record([
        { request: `<a>${'x'.repeat(1_100_000)}</a>`, requestBytes: 1_100_007, response: 'y'.repeat(1_100_000) },
      ]);
      const { body } = await admin.get('/messages');
      expect((await admin.get(`/messages/${(body as Listed).items[0]?.id ?? ''}`)).body).toMatchObject({
        request: null,
        request_bytes: 1_100_007,
        response: null,
        response_bytes: 1_100_000,
      });
    });

    test('is stored without a text that cannot be masked', async () => {
      await record([{}], { personalData: 'masked' });
      const { body } = await admin.get('/messages');
      expect((await admin.get(`/messages/${(body as Listed).items[0]?.id ?? ''}`)).body).toMatchObject({
        request: null,
        response: null,
        personal_data: 'masked',
      });
    });
  });

  test.each([
    ['all', ['fine', 'refused', 'fault', 'gone', 'undelivered', 'on-purpose']],
    ['errors', ['refused', 'fault', 'gone', 'undelivered', 'on-purpose']],
    ['none', []],
  ] as const)('level %s logs %j', async (level, stored) => {
    await record(
      [
        { correlationId: 'fine' },
        { correlationId: 'refused', responseCode: 2040 },
        { correlationId: 'fault', outcome: 'schema-invalid' },
        { correlationId: 'gone', outcome: 'caller-gone', delivered: false },
        { correlationId: 'undelivered', delivered: false },
        { correlationId: 'on-purpose', injectedFault: 'slow-1' },
      ],
      { level },
    );
    expect((await list()).sort()).toEqual([...stored].sort());
  });

  describe('a search', () => {
    const at = (seconds: number): Date => new Date(Date.UTC(2030, 0, 1, 0, 0, seconds));
    beforeEach(() =>
      record([
        { correlationId: 'a', at: at(1), operation: 'EchoTest', requestId: undefined, orderId: undefined, user: 'pos' },
        { correlationId: 'b', at: at(2), outcome: 'schema-invalid' },
        { correlationId: 'c', at: at(3), requestId: 8, orderId: 'B 2' },
        { correlationId: 'd', at: at(4), user: 'oms' },
      ]).then(() => undefined),
    );

    test.each([
      ['', ['d', 'c', 'b', 'a']],
      ['?operation=EchoTest', ['a']],
      ['?outcome=schema-invalid', ['b']],
      ['?request_id=8', ['c']],
      ['?order_id=B%202', ['c']],
      ['?user=oms', ['d']],
      ['?correlation_id=b', ['b']],
      ['?request_id=7&user=oms', ['d']],
      ['?operation=echotest', []],
      ['?since=2030-01-01T00:00:03Z', ['d', 'c']],
      ['?until=2030-01-01T00:00:03.000Z', ['b', 'a']],
      ['?since=2030-01-01T02:00:02%2B02:00&until=2030-01-01T00:00:04Z', ['c', 'b']],
    ])('for %j finds %j, newest first', async (query, found) => {
      expect(await list(query)).toEqual(found);
    });

    test('is paged', async () => {
      const first = (await admin.get('/messages?limit=3')).body as Listed;
      expect(first.items.map((one) => one.correlation_id)).toEqual(['d', 'c', 'b']);
      const second = (await admin.get(`/messages?limit=3&after=${first.next ?? ''}`)).body as Listed;
      expect(second).toMatchObject({ items: [{ correlation_id: 'a' }] });
      expect(second.next).toBeUndefined();
    });

    test.each([
      ['?since=yesterday', 'since'],
      ['?request_id=x', 'request_id'],
      ['?limit=0', 'limit'],
      ['?operation=', 'operation'],
    ])('rejects the invalid query %s', async (query, path) => {
      expect(await admin.get(`/messages${query}`)).toMatchObject({ status: 400, body: { faults: [{ path }] } });
    });
  });

  test('writes many concurrent exchanges in several batches', async () => {
    const log = await record(
      Array.from({ length: 432 }, (_, index) => ({
        correlationId: String(index),
        at: new Date(Date.UTC(2030, 0, 1) + index),
      })),
    );
    expect(log.counts).toEqual({ waiting: 0, written: 432, dropped: 0 });
    expect(await list('?limit=1000')).toEqual(Array.from({ length: 432 }, (_, index) => String(431 - index)));
  });

  test('drops an exchange that the database rejects, and no other', async () => {
    const log = await record([
      { correlationId: 'a' },
      { correlationId: 'b', milliseconds: Number.NaN, outcome: null as never },
      { correlationId: 'c' },
    ]);
    expect(log.counts).toEqual({ waiting: 0, written: 2, dropped: 1 });
    expect((await list()).sort()).toEqual(['a', 'c']);
  });

  test('deletes old messages with their texts in batches, and keeps younger ones', async () => {
    const day = 86_400_000;
    await record([
      ...Array.from({ length: 1203 }, () => ({ at: new Date(broker.now.getTime() - 31 * day) })),
      { correlationId: 'young', at: new Date(broker.now.getTime() - 29 * day) },
    ]);
    expect((await runJob(broker, 'forget-messages')).figures).toEqual({ rows: 1203 });
    expect(await list()).toEqual(['young']);
    expect(await database.transaction((session) => session.all('SELECT message_id FROM message_text'))).toHaveLength(1);
  });

  test('deletes the oldest messages above the size limit, and always keeps the newest', async () => {
    const at = (ms: number): Date => new Date(broker.now.getTime() - 3_600_000 + ms);
    // 2,101 messages of 10 KB including their rows.
    await record([
      ...Array.from({ length: 2_100 }, (_, n) => ({
        correlationId: String(n),
        at: at(n),
        requestBytes: 8_996,
        response: 'done',
      })),
      { correlationId: 'newest', at: at(9_999), requestBytes: 500_000 },
    ]);
    const deleteAbove = async (bytes: number): Promise<unknown> =>
      (await runJob(broker, 'forget-messages', {}, { messageRetention: { days: 30, bytes } })).figures;
    expect(await deleteAbove(0)).toEqual({ rows: 0 });
    expect(await deleteAbove(100_000_000)).toEqual({ rows: 0 });
    expect(await deleteAbove(15_501_004)).toEqual({ rows: 600 });
    expect((await list('?limit=1000')).slice(0, 2)).toEqual(['newest', '2099']);
    expect((await list('?limit=1000&until=2030-01-02T02:04:06.288Z')).at(-1)).toBe('600');
    expect(await deleteAbove(1)).toEqual({ rows: 1500 });
    expect(await list()).toEqual(['newest']);
    expect(await database.transaction((session) => session.all('SELECT message_id FROM message_text'))).toHaveLength(1);
  });

  test('counts only the rows of messages whose texts were not stored', async () => {
    await record([
      { correlationId: 'old' },
      ...Array.from({ length: 9 }, (_, n) => ({
        correlationId: String(n),
        at: new Date(broker.now.getTime() + 1 + n),
        request: undefined,
        response: undefined,
        requestBytes: 1_000_000,
      })),
    ]);
    expect(
      (await runJob(broker, 'forget-messages', {}, { messageRetention: { days: 0, bytes: 20_000 } })).figures,
    ).toEqual({ rows: 0 });
    expect(
      (await runJob(broker, 'forget-messages', {}, { messageRetention: { days: 0, bytes: 9_000 } })).figures,
    ).toEqual({ rows: 1 });
  });

  describe('through the gateway', () => {
    let gateway: RunningGateway;
    let log: MessageLog;
    let lines: string[];
    const start = async (personalData: 'masked' | 'plain'): Promise<void> => {
      lines = [];
      const logger = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
      log = new MessageLog({ database, log: logger }, { level: 'all', personalData });
      gateway = await startGateway({
        host: '127.0.0.1',
        port: 0,
        limits: DEFAULT_MESSAGE_LIMITS,
        log: logger,
        registry: new Registry(),
        services: [
          {
            protocol: 'soap',
            path: LOCATE_PATH,
            wsdl: '',
            masks: LOCATE_MASKS,
            service: locateService(
              {
                broker: { ...broker, log: logger },
                orderTypeNumbers: new Map(),
                isTemporary: () => false,
                maxVersion: { major: 25, minor: 9 },
                search: { responses: 25, mostResponses: 200, window: 1000 },
              },
              'tolerant',
            ),
          },
        ],
        ready: () => Promise.resolve({ ready: true, reasons: [] }),
        record: (exchange) => {
          log.record(exchange);
        },
        admin: adminRouter(broker, {
          readOrder: () => Promise.resolve({ faults: [] }),
          jobs: runnerFor(broker),
          webhooks: loopbackTools(),
          resend: (text, user) => gateway.resend(text, user),
        }),
      });
    };
    afterEach(async () => {
      await gateway.close();
      await log.stop();
    });
    const post = (body: string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${gateway.url}/Locate/LocateServices`, {
        method: 'POST',
        headers: { 'content-type': 'text/xml', ...headers },
        body,
      });
    const ask = async (method: string, path: string): Promise<{ status: number; body: Record<string, unknown> }> => {
      const response = await fetch(`${gateway.url}/admin/v1${path}`, { method });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    /** Waits for the first message of a query. @returns its id */
    const logged = async (query = ''): Promise<string> => {
      for (;;) {
        const [one] = ((await ask('GET', `/messages${query}`)).body as unknown as Listed).items;
        if (one !== undefined) return one.id;
        await sleep(20);
      }
    };
    const order = inEnvelope(
      fullPayload(
        'SubmitOrder',
        { namespace: 'http://microsretail.com/Locate', prefix: 'q' },
        {
          system_cd: '6',
          location_cd: '1',
          item_id: 'LAMP',
          destination: 'LOCATE',
          transaction_type_id: 'DELIVERY',
          order_id: 'A-1',
          line_item_no: '1',
          unit_price: '1.0',
          under_review: 'N',
          ship_complete: 'N',
        },
      ),
    );

    test('answers a resent SubmitOrder as a duplicate, and logs it again', async () => {
      await start('plain');
      expect(await (await post(order)).text()).toContain('response_code="0"');
      const id = await logged();
      expect((await ask('GET', `/messages/${id}`)).body).toMatchObject({
        request: order,
        operation: 'SubmitOrder',
        order_id: 'A-1',
        personal_data: 'plain',
      });
      const resent = await ask('POST', `/messages/${id}/resend`);
      expect(resent).toMatchObject({ status: 200, body: { outcome: 'answered', status: 200, response_code: 2040 } });
      expect(resent.body.response).toContain('response_code="2040"');
      const again = await logged(`?correlation_id=${String(resent.body.correlation_id)}`);
      expect((await ask('GET', `/messages/${again}`)).body).toMatchObject({
        request: order,
        response: resent.body.response,
        request_id: resent.body.request_id,
      });
    });

    test('does not resend a masked message, and logs no personal data', async () => {
      await start('masked');
      await post(order);
      const id = await logged();
      expect(await ask('POST', `/messages/${id}/resend`)).toMatchObject({
        status: 409,
        body: { error: expect.stringContaining('masked') as string },
      });
      expect(JSON.stringify((await ask('GET', `/messages/${id}`)).body)).not.toContain(MARK);
      expect(await database.transaction((session) => session.all('SELECT * FROM customer_order'))).toHaveLength(1);
    });

    test('logs a malformed message with size and outcome, without its text', async () => {
      await start('plain');
      await post(`<a>${MARK}`);
      const id = await logged();
      expect((await ask('GET', `/messages/${id}`)).body).toMatchObject({
        outcome: 'malformed',
        request: null,
        request_bytes: 3 + MARK.length,
      });
      expect(await ask('POST', `/messages/${id}/resend`)).toMatchObject({
        status: 409,
        body: { error: expect.stringContaining('not stored') as string },
      });
      expect(await ask('POST', '/messages/nothing/resend')).toMatchObject({ status: 404 });
    });

    test('writes the correlation id into every log line of an exchange', async () => {
      await start('masked');
      await post(
        inEnvelope(
          fullPayload(
            'StatusListRequest',
            { namespace: 'http://retail.com/Locate', prefix: '' },
            { destination: 'LOCATE', request_id: '999', system_cd: '6' },
          ),
        ),
        { 'x-request-id': 'from-the-caller' },
      );
      const own = lines.map((line) => JSON.parse(line) as { msg: string; correlationId?: string });
      expect(own.map(({ msg }) => msg)).toEqual(['Status List Request ID Invalid', 'exchange']);
      expect(own.map(({ correlationId }) => correlationId)).toEqual(['from-the-caller', 'from-the-caller']);
    });
  });
});

describe('while the database is unavailable', () => {
  const unavailable = (): { log: MessageLog; recover: () => void; attempts: () => number; messages: string[] } => {
    const messages: string[] = [];
    let isUp = false;
    let attempts = 0;
    const database = {
      transaction: () => {
        attempts += 1;
        return isUp ? Promise.resolve() : Promise.reject(new DatabaseUnavailableError('no connection'));
      },
    } as unknown as Database;
    const logger = pino(
      { level: 'info' },
      { write: (line: string) => messages.push((JSON.parse(line) as { msg: string }).msg) },
    );
    return {
      log: new MessageLog({ database, log: logger }, { ...OPTIONS, limits: { exchanges: 100, characters: 10_000 } }),
      recover: () => {
        isUp = true;
      },
      attempts: () => attempts,
      messages,
    };
  };

  test('limits the queue by number, drops and counts further exchanges, and logs that once', async () => {
    const { log, messages } = unavailable();
    for (let i = 0; i < 5000; i += 1) log.record(EXCHANGE);
    expect(log.counts).toEqual({ waiting: 100, written: 0, dropped: 4900 });
    expect(messages.filter((line) => line.includes('cannot keep up'))).toHaveLength(1);
    await log.stop(10);
  });

  test('limits the queue by size', async () => {
    const { log } = unavailable();
    for (let i = 0; i < 50; i += 1) log.record({ ...EXCHANGE, request: 'x'.repeat(3000), response: undefined });
    expect(log.counts).toMatchObject({ waiting: 3, dropped: 47 });
    await log.stop(10);
  });

  test('writes the queue when the database is available again', async () => {
    const { log, recover, attempts } = unavailable();
    log.record(EXCHANGE);
    while (attempts() === 0) await sleep(10);
    expect(log.counts).toEqual({ waiting: 1, written: 0, dropped: 0 });
    recover();
    await log.stop();
    expect(log.counts).toEqual({ waiting: 0, written: 1, dropped: 0 });
  });

  test('stops within its time and logs the lost exchanges; later ones are dropped too', async () => {
    const { log, messages } = unavailable();
    log.record(EXCHANGE);
    await within(2_000, log.stop(50));
    expect(messages).toContain('exchanges were lost: the message log could not be written in time');
    log.record(EXCHANGE);
    expect(log.counts).toEqual({ waiting: 0, written: 0, dropped: 2 });
  });
});
