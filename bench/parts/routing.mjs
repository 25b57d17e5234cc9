// The cost of routing, in one process on a SQLite file, as ratios of medians:
//
// 1. routing a 3-line order over 10,000 locations, compared with 1,000, with the same number inside the radius (100);
// 2. SubmitOrder with its trace, compared with its time without: the trace's share is timed inside the same orders;
// 3. LocateItems over 10,000 locations and 1,000,000 product locations, compared with 100 locations, with the same number
//    inside the radius.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { NetworkCache } from '../../dist/broker/network-cache.js';
import { loadCatalog } from '../../dist/broker/network/load-catalog.js';
import { locateItems } from '../../dist/broker/availability/locate-items.js';
import { previewOrder } from '../../dist/broker/orders/preview.js';
import { submitOrder } from '../../dist/broker/orders/submit-order.js';
import { readOrder } from '../../dist/services/locate/read-order.js';
import { Database } from '../../dist/store/database.js';
import { readTraces, recordTrace } from '../../dist/store/orders/history.js';
import { orderMessage } from '../order-message.mjs';

const IN_RADIUS = 100;
const LIMITS = { depth: 64, elements: 100_000, attributes: 128, nameLength: 256, textLength: 65_536 };

export async function benchRouting() {
  const folder = mkdtempSync(join(tmpdir(), 'order-broker-bench-'));
  const opened = [];
  const open = async (name, locations, products, inRadius) => {
    const broker = await retailer(join(folder, `${name}.db`), locations, products, inRadius);
    opened.push(broker);
    return broker;
  };
  try {
    const small = await open('small', 1000, 3);
    const large = await open('large', 10_000, 3);
    const order = await threeLines();
    report(
      'route a 3-line order, 10,000 locations / 1,000',
      await ratio(
        () => previewOrder(large, order),
        () => previewOrder(small, order),
      ),
      4,
    );

    const near = await open('near', 1000, 1, 1000);
    report('SubmitOrder over 1,000 candidates, trace on / off', await traceRatio(near), 1.1);

    const few = await open('few', IN_RADIUS, 1);
    const many = await open('many', 10_000, 100);
    const search = (broker) =>
      locateItems(broker, {
        items: [{ itemId: 'P0', quantity: '1', fulfillmentType: 'PICKUP' }],
        requestingLocation: { systemCd: 'OMS', locationCd: 'HOME' },
        requestedLocation: { systemCd: '', locationCd: '' },
        address: { postal: '', city: '', province: '', country: '' },
        distance: '50',
        unit: 'MI',
      });
    report(
      'LocateItems, 10,000 locations and 1,000,000 product locations / 100 locations',
      await ratio(
        () => search(many),
        () => search(few),
      ),
      2,
    );
  } finally {
    for (const broker of opened) await broker.database.close();
    rmSync(folder, { recursive: true });
  }
}

function report(what, { value, spread, note = '' }, limit) {
  console.log(`${what.padEnd(80)} ${value.toFixed(2).padStart(6)} x  (range ${spread}; at most ${limit})${note}`);
}

/** Runs both sides alternately, so that other load on the machine affects both. */
async function ratio(one, other, rounds = 60) {
  const times = [[], []];
  for (let i = 0; i < rounds + 10; i += 1) {
    for (const [side, work] of [one, other].entries()) {
      const start = performance.now();
      await work();
      if (i >= 10) times[side].push(performance.now() - start);
    }
  }
  const ratios = times[0].map((time, i) => time / times[1][i]).sort((a, b) => a - b);
  return {
    value: median(times[0]) / median(times[1]),
    spread: `${ratios[Math.floor(rounds * 0.1)].toFixed(2)}-${ratios[Math.floor(rounds * 0.9)].toFixed(2)}`,
    note: `; ${median(times[0]).toFixed(2)} ms / ${median(times[1]).toFixed(2)} ms`,
  };
}

/** Stores the trace of each order a second time and times only that: the trace's share of the order. */
async function traceRatio(broker) {
  const orders = [];
  const traces = [];
  let bytes = 0;
  for (let i = 0; i < 110; i += 1) {
    const command = { ...(await threeLines(1)), orderId: `T-${i}` };
    let start = performance.now();
    const { requestId } = await submitOrder(broker, command);
    const whole = performance.now() - start;
    const [stored] = await broker.database.transaction((session) => readTraces(session, requestId));
    const parsed = JSON.parse(stored.trace);
    let trace = 0;
    await broker.database.transaction(async (session) => {
      start = performance.now();
      await recordTrace(session, requestId, stored.at, JSON.stringify(parsed));
      trace = performance.now() - start;
    });
    if (i < 10) continue;
    bytes = stored.trace.length;
    orders.push(whole);
    traces.push(trace);
  }
  const [whole, trace] = [median(orders), median(traces)];
  return {
    value: whole / (whole - trace),
    spread: '-',
    note: `; ${trace.toFixed(3)} ms of ${whole.toFixed(2)} ms, ${bytes} bytes an order`,
  };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Locations in a grid of a quarter of a degree around the customer, the first IN_RADIUS of them within 50 miles. */
async function retailer(file, locations, products, inRadius = IN_RADIUS) {
  const database = await Database.open({ url: `sqlite:${file}`, pool: 1, acquireTimeout: 10_000 });
  const broker = { database, networks: new NetworkCache(), clock: () => new Date(), log: pino({ level: 'silent' }) };
  const result = await loadCatalog(broker, {
    organization: { code: 'BENCH', account: 'LOCATE', default_system: 'OMS' },
    preferences: { search_radius: 50, max_responses: 25 },
    systems: [
      { system_cd: 'OMS', locations: [{ location_cd: 'HOME', name: 'Home', latitude: 42.27, longitude: -71.84 }] },
      { system_cd: 'POS', locations: Array.from({ length: locations }, (_, i) => location(i, inRadius)) },
    ],
    products: Array.from({ length: products }, (_, i) => ({
      product_cd: `P${i}`,
      description: `Product ${i}`,
      system_products: ['OMS', 'POS'].map((system_cd) => ({ system_cd, item_id: `P${i}` })),
    })),
  });
  if ('faults' in result) throw new Error(JSON.stringify(result.faults.slice(0, 3)));
  const ids = await database.transaction((session) => session.all("SELECT id FROM location WHERE system_cd = 'POS'"));
  for (let product = 1; product <= products; product += 1) {
    await database.transaction((session) =>
      session.insertRows(
        'product_location',
        ['product_id', 'location_id', 'available_qty', 'reserved_qty', 'next_po_qty', 'updated_at'],
        ids.map(({ id }) => [product, id, 1_000_000, 0, 0, '2030-01-01T00:00:00.000Z']),
      ),
    );
  }
  return broker;
}

function location(i, inRadius) {
  const near = i < inRadius;
  const angle = i * 2.399963;
  const distance = near ? 0.6 * Math.sqrt((i + 1) / inRadius) : 3 + (i % 97) * 0.1;
  return {
    location_cd: `L${i}`,
    name: `Location ${i}`,
    latitude: 42.27 + distance * Math.sin(angle),
    longitude: -71.84 + distance * Math.cos(angle),
  };
}

/** An order near the middle of the grid. */
async function threeLines(lines = 3) {
  const command = await readOrder(orderMessage('1-1'), LIMITS, 'tolerant');
  if ('faults' in command) throw new Error(JSON.stringify(command.faults));
  const [line] = command.lines;
  const shipTo = { ...line.shipTo, address: { ...line.shipTo.address, postal: '01602', country: 'US' } };
  return {
    ...command,
    requestingLocation: { systemCd: 'OMS', locationCd: 'HOME' },
    lines: Array.from({ length: lines }, (_, i) => ({
      ...line,
      shipTo,
      lineItemNo: String(i + 1),
      itemId: `P${i}`,
      quantity: 1,
      location: { systemCd: '', locationCd: '' },
    })),
  };
}
