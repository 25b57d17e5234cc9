import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { CatalogCache } from '../../src/broker/catalog-cache.js';
import { verify } from '../../src/broker/verify.js';
import { startBuiltServer, temporaryFolder } from '../support/built-server.js';
import type { BuiltServer } from '../support/built-server.js';
import { warehouses } from '../support/catalog.js';
import { onEveryEngine } from '../support/databases.js';
import type { TestDatabase } from '../support/databases.js';

/**
 * The process dies at any moment, and nothing it acknowledged is lost or doubled.
 *
 * Callers submit orders one after the other. The server is killed with SIGKILL at random moments and started again on
 * the same database; callers themselves hang up on some messages. A caller that got no answer sends the same message until
 * it has one. Stock runs out on the way, so that the last units are fought over too.
 */

const KILLS = 8;
const CALLERS = 8;
/** Each order takes one unit of every item: many rows to write, so that a kill often falls in between. */
const ITEMS = Array.from({ length: 20 }, (_, index) => `THING ${String(index + 1)}`);
const STOCK = { locations: 3, each: 40 };
const MOST_ORDERS = 2_000;
/** One message in so many is given up within so many milliseconds: mostly when its order is stored already or about to be. */
const HANG_UP = { every: 5, within: 12 };
const PATIENCE_MS = 10_000;

interface Acknowledged {
  readonly orderId: string;
  readonly requestId: string;
  /** How often the message was sent. */
  readonly sent: number;
  readonly code: string;
}

/** Mulberry32: the same seed kills at the same times, as far as times can be the same. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const header = (operation: string): string => `<message_header xaction_type="INSERT" xaction_response="1" message_type="${operation}">`
  + '<datetime>2030-01-02T03:04:05</datetime><version>18.0</version><source>KILL</source><destination>LOCATE</destination></message_header>';
const message = (operation: string, inner: string, body: string): string =>
  '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
  + `<l:${operation} xmlns:l="http://microsretail.com/Locate"><l:${inner}>${header(operation)}<message_body>${body}</message_body></l:${inner}></l:${operation}></e:Body></e:Envelope>`;
const CUSTOMER = '<name><first>A</first><last>B</last></name><address><city>WORCESTER</city><province>MA</province><postal>01602</postal><country>US</country></address>';

const submitMessage = (orderId: string): string => message('SubmitOrder', 'order_request_message',
  `<transactions><transaction_header transaction_type_id="DELIVERY" transaction_no="${orderId}" request_id="" order_id="${orderId}">`
  + '<transaction_date>2030-01-02T03:04:05</transaction_date><employee_id/><transaction_subtotal>1</transaction_subtotal>'
  + '<transaction_tax>0</transaction_tax><transaction_total>1</transaction_total><transaction_status>new_order</transaction_status>'
  + `<transaction_channel>1</transaction_channel><sold_to_customer>${CUSTOMER}</sold_to_customer><store_location location_cd="W1" system_cd="6"/>`
  + `<transaction_details>${ITEMS.map(lineOf).join('')}</transaction_details></transaction_header></transactions>`);
const lineOf = (item: string, index: number): string => `<transaction_detail line_item_no="${String(index + 1)}"><location_cd/><system_cd/>`
  + `<item_id>${item}</item_id><qty>1</qty><unit_price>1</unit_price><ship_to>${CUSTOMER}</ship_to></transaction_detail>`;
const statusMessage = (orderId: string): string => message('StatusRequest', 'status_request_message',
  `<lookup_data order_id="${orderId}" request_id=""><employee_id/><store_location location_cd="W1" system_cd="6"/></lookup_data>`);

/** @returns undefined when the answer was not read to its end: the server died, or patience did */
async function post(url: string, text: string, patience = PATIENCE_MS): Promise<string | undefined> {
  try {
    const response = await fetch(`${url}/Locate/LocateServices`, {
      method: 'POST', headers: { 'content-type': 'text/xml; charset=utf-8' }, body: text, signal: AbortSignal.timeout(patience),
    });
    return await response.text();
  } catch {
    return undefined;
  }
}

const attribute = (xml: string, name: string): string => new RegExp(` ${name}="([^"]*)"`).exec(xml)?.[1] ?? '';

async function killAndCount(database: TestDatabase): Promise<void> {
  const seed = Date.now() % 2 ** 31;
  const random = randomFrom(seed);
  const folder = temporaryFolder();
  const settings = { DEMO_DATA: 'false', DATABASE_URL: database.url };
  let server: BuiltServer = await startBuiltServer(settings, folder.path);
  let over = false;
  const acknowledged: Acknowledged[] = [];

  /** Sends one order until it is answered; the server comes back on another port. */
  const submit = async (orderId: string): Promise<void> => {
    for (let sent = 1; sent <= 200; sent += 1) {
      const patience = sent === 1 && random() * HANG_UP.every < 1 ? Math.ceil(random() * HANG_UP.within) : PATIENCE_MS;
      const answer = await post(server.url, submitMessage(orderId), patience);
      if (answer !== undefined) {
        acknowledged.push({ orderId, requestId: attribute(answer, 'request_id'), sent, code: attribute(answer, 'response_code') || answer });
        return;
      }
      await sleep(50);
    }
    throw new Error(`${orderId} was never answered`);
  };
  const caller = async (name: number): Promise<void> => {
    for (let count = 0; !over && count < MOST_ORDERS / CALLERS; count += 1) await submit(`K${String(name)}-${String(count)}`);
  };

  try {
    const loaded = await fetch(`${server.url}/admin/v1/catalog`, {
      method: 'PUT', headers: { 'content-type': 'application/json' }, body: warehouses(STOCK.locations, ITEMS, STOCK.each),
    });
    expect(loaded.status).toBe(200);
    const callers = Promise.all(Array.from({ length: CALLERS }, (_, index) => caller(index)));
    for (let kill = 0; kill < KILLS; kill += 1) {
      await sleep(100 + random() * 700);
      await server.kill();
      server = await startBuiltServer(settings, folder.path);
    }
    await sleep(200);
    over = true;
    await callers;

    const told = new Map<string, string>();
    for (const { orderId } of acknowledged) told.set(orderId, await post(server.url, statusMessage(orderId)) ?? '');
    await server.stop();

    // Repeats of both kinds happened, of orders that were stored and of orders that were not; each was answered as taken.
    const repeats = acknowledged.filter(({ sent }) => sent > 1).map(({ code }) => code);
    expect(repeats).toEqual(expect.arrayContaining(['0', '2040']));
    expect(acknowledged.filter(({ code, sent }) => code !== '0' && (code !== '2040' || sent === 1))).toEqual([]);
    const wrong = acknowledged.filter(({ orderId, requestId }) => {
      const answer = told.get(orderId) ?? '';
      return answer.split('<order ').length !== 2 || attribute(answer, 'request_id') !== requestId || answer.split('<item ').length !== ITEMS.length + 1;
    });
    expect(wrong).toEqual([]);
    await expectStockToAgree(database, acknowledged.length);
  } catch (error) {
    await server.kill();
    throw new Error(`with the seed ${String(seed)}, after ${String(acknowledged.length)} orders: ${String(error)}`, { cause: error });
  } finally {
    over = true;
    folder.remove();
  }
}

/** One order for each message and no more; stock is held for as many units as are assigned, and never more than there are. */
async function expectStockToAgree(stored: TestDatabase, orders: number): Promise<void> {
  const database = await stored.open();
  try {
    const context = { database, catalogs: new CatalogCache(), clock: () => new Date(), log: pino({ level: 'silent' }) };
    expect(await verify(context)).toEqual([]);
    const counted = await database.transaction(async (session) => ({
      ...await session.first("SELECT COUNT(*) AS lines_stored, SUM(status = 'new_order') AS held FROM order_line"),
      ...await session.first('SELECT SUM(reserved_qty) AS reserved, SUM(reserved_qty > available_qty) AS oversold FROM product_location'),
    }));
    const held = Math.min(orders, STOCK.locations * STOCK.each) * ITEMS.length;
    // MariaDB gives sums as text.
    expect(Object.fromEntries(Object.entries(counted).map(([name, value]) => [name, Number(value)])))
      .toEqual({ lines_stored: orders * ITEMS.length, held, reserved: held, oversold: 0 });
  } finally {
    await database.close();
  }
}

onEveryEngine((engine) => {
  test(`${String(KILLS)} kills lose no acknowledged order and double none`, async () => {
    const database = await engine.create();
    try {
      await killAndCount(database);
    } finally {
      await database.drop();
    }
  }, 90_000);
});
