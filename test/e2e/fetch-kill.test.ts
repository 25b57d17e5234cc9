import { setTimeout as sleep } from 'node:timers/promises';
import { verifyDatabase } from '../../src/app/offline.js';
import type { Channel } from '../../src/domain/partner/channel.js';
import { onEveryEngine } from '../support/databases.js';
import { Random } from '../support/random.js';
import { startBuiltServer, temporaryFolder } from '../support/server/built-server.js';
import { callSql } from '../support/server/direct-fulfillment.js';
import type { SqlAnswer } from '../support/server/direct-fulfillment.js';
import { callLogistics } from '../support/server/logistics.js';
import { post, submit } from './support/callers.js';
import { orderStatusMessage } from './support/messages.js';
import { notShipped, partnerCatalog, shippedLines, untilDone } from './support/partners.js';

/**
 * The broker is killed between what a partner fetches and its word that it has it, while it answers a fetch, and while it takes that
 * word. Whoever fetches again is offered the same, nothing leaves twice, nothing is lost, and all figures agree.
 *
 * `FETCH_KILLS=50 npm test -- test/e2e/fetch-kill` kills more often.
 */
const ROUNDS = Math.ceil(Number(process.env.FETCH_KILLS ?? 2) / 2);
const ORDERS = ROUNDS + 2;
const ITEMS = ['THING 1', 'THING 2'];
/** Longer than the broker takes for a call. */
const LONGEST_CALL_MS = 40;

/** What a partner was offered. */
interface Offer {
  /** Of the line or order, as the partner names it. */
  readonly id: string;
  /** Everything that it has to know to ship it. */
  readonly content: string;
}

/** How a partner speaks. Each call may fail, and is made again. */
interface Partner {
  readonly channel: Channel;
  readonly services: string;
  readonly offersOfOrder: number;
  /** What it fetches that it has not said it has. */
  readonly fetch: (url: string) => Promise<readonly Offer[]>;
  /** It has it. */
  readonly mark: (url: string, id: string) => Promise<void>;
  readonly ship: (url: string, id: string) => Promise<void>;
  /** Changes in what it has; undefined where it is told of none. */
  readonly changes?: (url: string) => Promise<readonly Offer[]>;
}

const SUPPLIER = { SupplNr: 'ONE', Secret: 'S-4711' };

async function rowsOf(url: string, call: string, parameters: object = {}): Promise<SqlAnswer['rows']> {
  const answer = await callSql(`${url}/soap/pixiDEMO/`, call, { ...SUPPLIER, ...parameters });
  const refusal = answer.message ?? answer.fault ?? answer.rows.find(({ Status }) => Status === '500')?.ErrorMsg;
  if (refusal !== undefined) throw new Error(`${call}: ${refusal}`);
  return answer.rows;
}

const linesOf = (rows: SqlAnswer['rows']): Offer[] =>
  rows.map(({ OrderHistKey = '', OrderNRExternal, ItemNrSuppl, Qty, Status }) => ({
    id: OrderHistKey,
    content: [OrderNRExternal, ItemNrSuppl, Qty, Status].join(' '),
  }));

const PARTNERS: Readonly<Record<string, Partner>> = {
  'a supplier who confirms lines': {
    channel: 'direct_fulfillment',
    services: 'direct-fulfillment',
    offersOfOrder: ITEMS.length,
    fetch: async (url) => {
      const offers: Offer[] = [];
      for (const { OrderNR = '' } of await rowsOf(url, 'pixiDFGetOrders'))
        offers.push(...linesOf(await rowsOf(url, 'pixiDFGetOrderlines', { OrderNR })));
      return offers;
    },
    mark: async (url, id) => {
      await rowsOf(url, 'pixiDFGetChangesConfirmation', { OrderHistKey: id });
    },
    ship: async (url, id) => {
      await rowsOf(url, 'pixiDFUpdateOrderlineStatus', { OrderHistoryKey: id, Status: 'FUS', DFTrackingID: `T-${id}` });
    },
    changes: async (url) => linesOf(await rowsOf(url, 'pixiDFGetChanges')),
  },
  'a warehouse that prints orders': {
    channel: 'threepl',
    services: 'threepl',
    offersOfOrder: 1,
    fetch: async (url) => {
      const { Orders } = await callLogistics(url, 'GetOrders', '<OrderStatus>Accepted</OrderStatus>', {
        login: undefined,
      });
      return (Orders?.OrderResponse ?? []).map((order) => {
        const details = order?.Details?.OrderDetailResponse ?? [];
        const units = details.map((detail) => `${detail?.ItemCode ?? ''} ${detail?.Quantity ?? ''}`);
        return { id: String(order?.OrderID), content: [order?.Reference1, ...units].join(' ') };
      });
    },
    mark: (url, id) => changeStatus(url, id, 'Printed'),
    ship: (url, id) => changeStatus(url, id, 'Shipped'),
  },
};

async function changeStatus(url: string, id: string, status: string): Promise<void> {
  const inside = `<OrderID>${id}</OrderID><OrderStatus>${status}</OrderStatus>`;
  const { Result } = await callLogistics(url, 'ChangeOrderStatus', inside, { login: undefined });
  if (Result?.Status !== 'Success') throw new Error(JSON.stringify(Result));
}

onEveryEngine((engine) => {
  test.each(Object.entries(PARTNERS))(
    '%s is offered the same after a kill',
    async (_, partner) => {
      const home = await engine.create();
      const folder = temporaryFolder();
      const random = new Random(Date.now() % 2 ** 31);
      const start = () =>
        startBuiltServer(
          { DEMO_DATA: 'false', JOBS: 'false', DATABASE_URL: home.url, SERVICES: `locate,${partner.services}` },
          folder.path,
        );
      let server = await start();
      const url = (): string => server.url;
      /** Kills the broker while it does something, or just after that, and starts it again. */
      const killDuring = async (work: (at: string) => Promise<unknown>): Promise<void> => {
        const inFlight = work(url()).catch(() => undefined);
        await sleep(random.next() * LONGEST_CALL_MS);
        await server.kill();
        await inFlight;
        server = await start();
      };
      /** A call of the partner, made again until it is answered. */
      const done = <Result>(call: (at: string) => Promise<Result>): Promise<Result> =>
        untilDone(
          async () => ({ result: await call(url()) }),
          () => undefined,
        ).then(({ result }) => result);
      try {
        const admin = async (path: string, body: object): Promise<void> => {
          const answer = await fetch(`${url()}/admin/v1${path}`, {
            method: 'PUT',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          });
          if (!answer.ok) throw new Error(await answer.text());
        };
        await admin('/catalog', partnerCatalog(partner.channel, ITEMS));
        if (partner.channel === 'direct_fulfillment')
          // The nearer one to the customers, to whom all orders go.
          await admin('/suppliers/6/W2', { number: SUPPLIER.SupplNr, secret: SUPPLIER.Secret });
        const orders: string[] = [];
        for (let count = 0; count < ORDERS; count += 1)
          orders.push((await submit(url, `F-${String(count)}`, ITEMS)).requestId);

        let waiting = await done((at) => partner.fetch(at));
        expect(waiting).toHaveLength(ORDERS * partner.offersOfOrder);
        for (let round = 0; round < ROUNDS; round += 1) {
          await killDuring((at) => partner.fetch(at));
          expect(await done((at) => partner.fetch(at))).toEqual(waiting);
          const [offer] = waiting;
          const id = offer?.id ?? '';
          await killDuring((at) => partner.mark(at, id));
          await done((at) => partner.mark(at, id));
          waiting = waiting.slice(1);
          expect(await done((at) => partner.fetch(at))).toEqual(waiting);
          await done((at) => partner.ship(at, id));
        }

        const canceled = await cancelLast(partner);
        for (const { id } of waiting.slice(0, waiting.length - canceled)) await done((at) => partner.ship(at, id));
        expect(await done((at) => partner.fetch(at))).toEqual([]);

        const database = await home.open();
        const lines = await shippedLines(database);
        await database.close();
        expect(lines).toHaveLength(ORDERS * ITEMS.length);
        expect(notShipped(lines).map(({ orderId, status, shipped }) => ({ orderId, status, shipped }))).toEqual(
          Array.from({ length: canceled }, () => ({
            orderId: `F-${String(ORDERS - 1)}`,
            status: 'canceled',
            shipped: 0,
          })),
        );
        expect(Object.values(await verifyDatabase(home.url)).flat()).toEqual([]);

        /** The last order is canceled after the partner has it: a change that is offered until it is confirmed. @returns its lines */
        async function cancelLast({ changes, mark, offersOfOrder }: Partner): Promise<number> {
          if (changes === undefined) return 0;
          for (const { id } of waiting.slice(-offersOfOrder)) await done((at) => mark(at, id));
          await post(url(), orderStatusMessage(orders.at(-1) ?? '', 'W1', 'canceled'));
          const ofLast = async (): Promise<readonly Offer[]> =>
            (await done((at) => changes(at))).filter(({ content }) => content.startsWith(`F-${String(ORDERS - 1)} `));
          const told = await ofLast();
          expect(told.map(({ content }) => content.endsWith('STO'))).toEqual(ITEMS.map(() => true));
          await killDuring((at) => changes(at));
          expect(await ofLast()).toEqual(told);
          for (const { id } of told) await done((at) => mark(at, id));
          expect(await ofLast()).toEqual([]);
          return told.length;
        }
      } finally {
        await server.kill();
        folder.remove();
        await home.drop();
      }
    },
    300_000,
  );
});
