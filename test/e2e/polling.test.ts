import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { reconcile } from '../../src/broker/inventory/reconcile.js';
import { startGateway } from '../../src/app/listen.js';
import type { RunningGateway } from '../../src/app/listen.js';
import { wsdl } from '../../src/services/locate/contract.js';
import { locateService } from '../../src/services/locate/service.js';
import { DEFAULT_MESSAGE_LIMITS } from '../../src/platform/soap/message.js';
import type { Database } from '../../src/store/database.js';
import { brokerOn, orderOf, SMALL_RETAILER, submitted } from '../support/server/broker.js';
import { startBuiltServer, temporaryFolder } from '../support/server/built-server.js';
import { onEveryEngine } from '../support/databases.js';
import type { TestDatabase } from '../support/databases.js';

/** Stores poll over real connections that break, and no order that they must fulfill is lost. */

const PATH = '/Locate/LocateServices';
const POLL =
  '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><l:Fulfillments xmlns:l="http://microsretail.com/Locate">' +
  '<l:fulfillment_request_message><message_header xaction_type="INSERT" xaction_response="1" message_type="Fulfillments"><datetime>2030-01-02</datetime>' +
  '<version>16.0</version><source>STORE</source><destination>LOCATE</destination></message_header>' +
  '<message_body><store_location location_cd="20" system_cd="STC"/></message_body></l:fulfillment_request_message></l:Fulfillments></e:Body></e:Envelope>';

onEveryEngine((engine) => {
  let home: TestDatabase;
  let database: Database;
  let broker: Awaited<ReturnType<typeof brokerOn>>;
  let gateway: RunningGateway;

  beforeEach(async () => {
    home = await engine.create();
    database = await home.open();
    broker = await brokerOn(database, { preferences: { ...SMALL_RETAILER.preferences, poll_reoffer_minutes: 10 } });
    gateway = await startGateway({
      services: [
        {
          protocol: 'soap',
          path: PATH,
          wsdl: wsdl(),
          service: locateService(
            {
              broker,
              orderTypeNumbers: new Map(),
              isTemporary: () => false,
              maxVersion: { major: 25, minor: 9 },
              search: { responses: 25, mostResponses: 200, window: 1000 },
            },
            'tolerant',
          ),
        },
      ],
      limits: DEFAULT_MESSAGE_LIMITS,
      log: pino({ level: 'silent' }),
      registry: new Registry(),
      ready: () => Promise.resolve({ ready: true, reasons: [] }),
      host: '127.0.0.1',
      port: 0,
    });
  });
  afterEach(async () => {
    await gateway.close();
    expect(await reconcile(broker)).toEqual([]);
    await database.close();
    await home.drop();
  });

  const orders = async (count: number): Promise<number[]> => {
    const ids: number[] = [];
    for (let i = 0; i < count; i += 1)
      ids.push((await submitted(broker, orderOf(`E${String(i)}`, [{ item: 'PENCIL', at: 'STC/20' }]))).requestId);
    return ids;
  };
  const statuses = async () =>
    (await database.transaction((session) => session.all('SELECT DISTINCT status FROM order_line'))).map(
      (row) => row.status,
    );
  /** @returns the request ids in a complete response */
  const poll = async (url = gateway.url): Promise<number[]> => {
    const response = await fetch(url + PATH, { method: 'POST', headers: { 'content-type': 'text/xml' }, body: POLL });
    return [...(await response.text()).matchAll(/ request_id="(\d+)"/g)].map(([, id]) => Number(id));
  };
  /** Polls on a connection that is cut after the given number of milliseconds. */
  const pollAndHangUp = async (ms: number): Promise<void> => {
    const socket = connect({ port: gateway.port, host: '127.0.0.1' });
    socket.on('error', () => undefined).pause();
    socket.write(
      `POST ${PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: ${POLL.length}\r\n\r\n${POLL}`,
    );
    await sleep(ms);
    socket.destroy();
  };

  test('a store that disconnects during the response gets its orders with the next poll', async () => {
    await poll();
    const ids = await orders(3);
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    // This transaction blocks the poll: by the row where polls are recorded, or on SQLite by the only connection.
    const holder = database.transaction(async (session) => {
      await session.all(`SELECT * FROM location_poll ${session.dialect === 'mysql' ? 'FOR UPDATE' : ''}`);
      await held;
    });
    await pollAndHangUp(100);
    await sleep(100);
    letGo();
    await holder;
    // The response can no longer be sent; poll until that has taken effect.
    const polled: number[] = [];
    for (let attempt = 0; attempt < 100 && polled.length === 0; attempt += 1) {
      await sleep(20);
      polled.push(...(await poll()));
    }
    expect(polled).toEqual(ids);
    expect(await statuses()).toEqual(['polled']);
    const notes = await database.transaction((session) =>
      session.all("SELECT reason_note FROM status_change WHERE to_status = 'new_order' AND from_status <> ''"),
    );
    expect(notes.map((row) => String(row.reason_note))).toEqual(
      ids.map(() => expect.stringMatching(/hung up/) as string),
    );
  });

  test('stores that disconnect at any moment get every order again that was not delivered or not acknowledged in time', async () => {
    const ids = await orders(40);
    const received: number[] = [];
    await Promise.all(
      Array.from({ length: 6 }, async (_, caller) => {
        for (let i = 0; i < 10; i += 1) {
          if ((i + caller) % 5 === 4) received.push(...(await poll()));
          else await pollAndHangUp((i * 7 + caller * 3) % 23);
        }
      }),
    );
    await sleep(300);
    broker.now = new Date(broker.now.getTime() + 11 * 60_000);
    received.push(...(await poll()));
    expect([...new Set(received)].sort((a, b) => a - b)).toEqual(ids);
    expect(await statuses()).toEqual(['polled']);
  });

  test('a store that does not disconnect gets each order once', async () => {
    const ids = await orders(10);
    const received = (await Promise.all(Array.from({ length: 6 }, () => poll()))).flat();
    received.push(...(await poll()));
    expect(received.sort((a, b) => a - b)).toEqual(ids);
  });

  test('a broker that is killed while it responds to polls offers undelivered orders again after the lease', async () => {
    const LEASE_SECONDS = 5;
    await brokerOn(database, { preferences: { ...SMALL_RETAILER.preferences, poll_lease_seconds: LEASE_SECONDS } });
    const folder = temporaryFolder();
    const start = () => startBuiltServer({ DEMO_DATA: 'false', DATABASE_URL: home.url }, folder.path);
    const received = new Set<number>();
    const ids: number[] = [];
    try {
      for (const ms of [20, 40, 60, 90]) {
        const server = await start();
        for (let i = 0; i < 150; i += 1)
          ids.push(
            (await submitted(broker, orderOf(`K${String(ms)}-${String(i)}`, [{ item: 'PENCIL', at: 'STC/20' }])))
              .requestId,
          );
        const answered = poll(server.url).catch((): number[] => []);
        await sleep(ms);
        await server.kill();
        for (const id of await answered) received.add(id);
      }
      const server = await start();
      const missing = (): number[] => ids.filter((id) => !received.has(id));
      for (const end = Date.now() + (LEASE_SECONDS + 3) * 1000; missing().length > 0 && Date.now() < end;) {
        for (const id of await poll(server.url)) received.add(id);
        await sleep(200);
      }
      await server.stop();
      expect(missing()).toEqual([]);
    } finally {
      folder.remove();
    }
  }, 60_000);
});
