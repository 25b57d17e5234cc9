import { reviewOrder } from '../../../src/broker/orders/review-order.js';
import { createRequest } from '../../../src/broker/partners/create-request.js';
import { generateRequests } from '../../../src/broker/partners/generate-requests.js';
import { loadCatalog } from '../../../src/broker/network/load-catalog.js';
import { submitOrder } from '../../../src/broker/orders/submit-order.js';
import type { RunView } from '../../../src/broker/jobs/list-jobs.js';
import type { CatalogDocument } from '../../../src/domain/network/catalog-document.js';
import { runJob } from '../../support/jobs.js';
import { orderOf, place, SMALL_RETAILER } from '../../support/server/broker.js';
import { retailerWithPartners } from '../../support/server/partners.js';
import type { Random } from '../../support/random.js';
import { isWaiting } from './model.js';
import type { Strategy } from './model.js';
import { takeAway } from './request-steps.js';
import type { Scene, Step } from './step.js';

const ITEMS = ['DESK', 'DESK', 'DESK', 'SHELF', 'PENCIL'];
export const PARTNERS = ['SUP/A', 'SUP/B'];
/** The products that partners have a stock record of. */
const STOCKED: Readonly<Record<string, readonly string[]>> = { 'SUP/A': ['DESK', 'SHELF'], 'SUP/B': ['DESK'] };

/** An order comes, at times under review. */
export function submitting({ random, broker, model }: Scene): Step {
  model.orders += 1;
  const orderId = random.percent(15) ? `LONG-ORDER-${model.orders}` : `O-${model.orders}`;
  const wanted = Array.from({ length: random.between(1, 3) }, () => ({
    item: random.pick(ITEMS),
    qty: random.between(1, random.percent(10) ? 30 : 4),
  }));
  const isForPickup = random.percent(30);
  const underReview = random.percent(20) ? 'Y' : '';
  const order = orderOf(orderId, wanted, {
    underReview,
    ...(isForPickup ? { type: 'SHIPFORPICKUP', pickupLocation: place('STC/10') } : {}),
  });
  const units = new Map<string, number>();
  for (const { item, qty } of wanted) units.set(item, (units.get(item) ?? 0) + qty);
  return {
    words: `submit ${orderId}: ${wanted.map(({ item, qty }) => `${qty} ${item}`).join(', ')}${isForPickup ? ' for pickup' : ''}${underReview === '' ? '' : ' under review'}`,
    act: () => submitOrder(broker, order),
    predict: (_, result) => {
      const { accepted, requestId } = result as { accepted: boolean; requestId: number };
      if (!accepted) throw new Error(`the order was not accepted: ${JSON.stringify(result)}`);
      model.submitted.set(requestId, units);
    },
  };
}

/** An order that exists; more often one of the last. */
export function drawOrder({ random, tables }: Scene): number {
  const orders = [...tables.orders.keys()];
  return random.pick(random.percent(80) ? orders.slice(-8) : orders);
}

const nothing = (): void => undefined;

/** The order management system releases an order, or puts it under review. */
export function reviewing(scene: Scene): Step {
  const { random, broker, model, tables } = scene;
  const held = [...tables.orders].filter(([, order]) => order.underReview).map(([id]) => id);
  const isRelease = held.length > 0 && random.percent(85);
  const order = isRelease ? random.pick(held) : drawOrder(scene);
  return {
    words: `${isRelease ? 'release' : 'review'} order ${order}`,
    act: () =>
      reviewOrder(broker, {
        requestId: String(order),
        orderId: '',
        caller: place('6/1'),
        employeeId: '',
        underReview: isRelease ? 'N' : 'Y',
      }),
    predict: () => {
      if (!isRelease || !model.strategy.request_auto_process) return;
      for (const asked of model.requests.values())
        if (asked.order === order && asked.state === 'unprocessed' && tables.requests.get(asked.id)?.flags === '')
          asked.state = 'processing';
    },
  };
}

/** Lines that wait are routed. */
export function generating(scene: Scene): Step {
  const { broker, tables } = scene;
  const order = drawOrder(scene);
  return {
    words: `generate order ${order}`,
    act: () => generateRequests(broker, order),
    isRefused: !tables.lines.some((line) => line.order === order && isWaiting(line)),
    predict: nothing,
  };
}

/** Somebody gives lines to a partner by hand. */
export function creating(scene: Scene): Step {
  const { random, broker, tables } = scene;
  const waiting = tables.lines.filter(isWaiting);
  const order = waiting.length > 0 && random.percent(90) ? random.pick(waiting).order : drawOrder(scene);
  const free = waiting.filter((line) => line.order === order);
  const at = random.pick(PARTNERS);
  const some = random.percent(60) ? [random.pick(tables.lines.filter((line) => line.order === order))] : undefined;
  const chosen = some?.map(({ no, quantity }) => ({
    lineNo: no,
    ...(random.percent(50) ? {} : { quantity: random.between(1, quantity + (random.percent(10) ? 1 : 0)) }),
  }));
  const given = some ?? free;
  return {
    words: `create at ${at} for order ${order}: ${chosen === undefined ? 'all that waits' : JSON.stringify(chosen)}`,
    act: () => createRequest(broker, order, place(at), chosen),
    isRefused:
      given.length === 0 ||
      given.some((line) => !isWaiting(line) || !STOCKED[at]?.includes(line.product)) ||
      (chosen ?? []).some(({ quantity = 0 }) => quantity > (some?.[0]?.quantity ?? 0)),
    predict: nothing,
  };
}

/** Time passes, and the job `requests` runs. */
export function handingOverByJob({ random, broker, model, tables }: Scene): Step {
  model.now += random.pick([0, 1, 20, 45]) * 60_000;
  return {
    words: `the job runs at ${new Date(model.now).toISOString()}`,
    act: () => {
      broker.now = new Date(model.now);
      return runJob(broker, 'requests');
    },
    predict: (_, result) => {
      const { outcome, figures } = result as RunView;
      if (outcome !== 'done' || figures.failed !== 0) throw new Error(`the job failed: ${JSON.stringify(result)}`);
      const now = broker.now.toISOString();
      for (const asked of model.requests.values()) {
        const isReleased = tables.orders.get(asked.order)?.underReview === false;
        if (model.strategy.request_delivery === 'send' && asked.state === 'processing' && isReleased)
          asked.state = 'processed';
        const due = tables.requests.get(asked.id)?.acknowledgeBy ?? '';
        if (due !== '' && due <= now && ['processing', 'processed'].includes(asked.state)) takeAway(asked);
      }
    },
  };
}

export function drawStrategy(random: Random): Strategy {
  return {
    request_number: random.pick(['{order}', 'P{request}/{n}', '{order}-{location}']),
    request_number_max_length: random.pick([12, 20, 50]),
    request_auto_process: random.percent(60),
    request_delivery: random.pick(['fetch', 'send']),
    request_on_failure: random.pick(['keep', 'reroute']),
    request_acknowledge_minutes: random.pick([null, 30, 90]),
    on_partner_cancel: random.pick(['reshop', 'reshop', 'cancel']),
  };
}

/** The retailer by a strategy. */
export const catalogOf = (strategy: Strategy): CatalogDocument => ({
  ...SMALL_RETAILER,
  ...retailerWithPartners({ ...strategy }),
});

/** The strategy of the partners changes, and their stock is counted anew. */
export function changingStrategy({ random, broker, model }: Scene): Step {
  const strategy = drawStrategy(random);
  return {
    words: `strategy ${JSON.stringify(strategy)}`,
    act: async () => {
      const loaded = await loadCatalog(broker, catalogOf(strategy));
      if ('faults' in loaded) throw new Error(JSON.stringify(loaded.faults));
    },
    predict: () => void (model.strategy = strategy),
  };
}
