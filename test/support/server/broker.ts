import { pino } from 'pino';
import { NetworkCache } from '../../../src/broker/network-cache.js';
import type { BrokerContext } from '../../../src/broker/context.js';
import type { LocationCode } from '../../../src/domain/network/location-code.js';
import type { SubmitLine, SubmitOrderCommand } from '../../../src/broker/orders/submit-order-command.js';
import { loadCatalog } from '../../../src/broker/network/load-catalog.js';
import { submitOrder } from '../../../src/broker/orders/submit-order.js';
import { updateStatus } from '../../../src/broker/orders/update-status.js';
import type { UpdateStatusResult } from '../../../src/broker/orders/update-status.js';
import type { CatalogDocument } from '../../../src/domain/network/catalog-document.js';
import type { Customer } from '../../../src/domain/order/order.js';
import type { Database } from '../../../src/store/database.js';

/** A broker with a clock that only the test advances. */
export type TestBroker = BrokerContext & { now: Date };

/** Creates a broker on a database, with the small retailer loaded. */
export async function brokerOn(database: Database, changes: Partial<CatalogDocument> = {}): Promise<TestBroker> {
  const context = {
    database,
    networks: new NetworkCache(),
    log: pino({ level: 'silent' }),
    now: new Date('2030-01-02T03:04:05.678Z'),
    clock: (): Date => context.now,
  };
  const result = await loadCatalog(context, { ...SMALL_RETAILER, ...changes });
  if ('faults' in result) throw new Error(JSON.stringify(result.faults));
  return context;
}

/**
 * An OMS "6" with a warehouse and the unfulfillable location, and a POS system "STC" with three stores: 10 in
 * Worcester, 20 in Boston, 30 in Seattle. PENCIL is at 10 (5 units) and 20 (50), PEN at 20 (3), LAMP at the warehouse
 * only (2).
 */
export const SMALL_RETAILER: CatalogDocument = {
  organization: { code: 'DEMO', account: 'LOCATE', default_system: '6' },
  preferences: {
    default_unfulfillable_location: { system_cd: '6', location_cd: 'UNF' },
    search_radius: 5000,
    search_retries: 10,
  },
  systems: [
    {
      system_cd: '6',
      name: 'OMS',
      locations: [
        { location_cd: '1', name: 'Warehouse', address: { postal: '01602', country: 'US' }, priority: 5 },
        { location_cd: 'UNF', name: 'Unfulfillable', address: { postal: '01602', country: 'US' } },
      ],
    },
    {
      system_cd: 'STC',
      name: 'Stores',
      locations: [
        {
          location_cd: '10',
          name: 'Worcester',
          address: { postal: '01608', city: 'WORCESTER', province: 'MA', country: 'US' },
        },
        {
          location_cd: '20',
          name: 'Boston',
          address: { postal: '02108', city: 'BOSTON', province: 'MA', country: 'US' },
        },
        {
          location_cd: '30',
          name: 'Seattle',
          address: { postal: '98101', city: 'SEATTLE', province: 'WA', country: 'US' },
        },
      ],
    },
  ],
  products: ['PENCIL', 'PEN', 'LAMP'].map((code) => ({
    product_cd: code,
    description: `A ${code.toLowerCase()}`,
    system_products: [
      { system_cd: '6', item_id: code },
      { system_cd: 'STC', item_id: `S-${code}` },
    ],
  })),
  inventory: [
    { system_cd: 'STC', location_cd: '10', item_id: 'S-PENCIL', available_qty: 5 },
    { system_cd: 'STC', location_cd: '20', item_id: 'S-PENCIL', available_qty: 50 },
    { system_cd: 'STC', location_cd: '20', item_id: 'S-PEN', available_qty: 3 },
    { system_cd: '6', location_cd: '1', item_id: 'LAMP', available_qty: 2 },
  ],
};

export const CUSTOMER: Customer = {
  name: { company: '', prefix: '', first: 'FIRST', middle: '', last: 'LAST', suffix: '' },
  address: {
    attention: '',
    address1: '1 Example Street',
    address2: '',
    address3: '',
    address4: '',
    apt: '',
    city: 'WORCESTER',
    province: 'MA',
    postal: '01602',
    email: '',
    phone1: '',
    phone2: '',
    country: 'US',
  },
};

export interface WantedLine extends Partial<Omit<SubmitLine, 'itemId' | 'quantity'>> {
  readonly item: string;
  readonly qty?: number;
  /** `system/location` of the fulfilling location; if absent, routing chooses it. */
  readonly at?: string;
}

/** A SubmitOrder with defaults for everything that the test does not specify. */
export function orderOf(
  orderId: string,
  lines: readonly WantedLine[],
  changes: Partial<SubmitOrderCommand> = {},
): SubmitOrderCommand {
  return {
    type: 'DELIVERY',
    transactionNo: '',
    orderId,
    refTransactionNo: '',
    underReview: '',
    requestingLocation: { systemCd: '6', locationCd: '1' },
    pickupLocation: { systemCd: '', locationCd: '' },
    amounts: {
      transaction_subtotal: '1.0',
      transaction_tax: '0.06',
      transaction_total: '1.06',
      freight_amount: '',
      balance_due: '',
      order_additional_freight_charges: '',
      order_additional_charges: '',
      freight_tax: '',
    },
    details: {
      employeeId: 'CWS',
      transactionDate: '',
      channel: '1',
      specialInstructions: '',
      shipVia: '',
      shipViaDescription: '',
      gift: 'N',
      sourceCode: '',
      currency: 'US',
      shipComplete: 'N',
      orderMessage: '',
      giftMessage: '',
      soldTo: CUSTOMER,
    },
    tenders: [],
    lines: lines.map(({ item, qty = 1, at = '/', ...rest }, index) => ({
      lineItemNo: String(index + 1),
      location: place(at),
      itemId: item,
      quantity: qty,
      unitPrice: '1.0',
      extendedFreight: '',
      customizationCharge: '',
      shipWeight: '',
      taxes: [],
      shipTo: CUSTOMER,
      customizations: [],
      details: { specialInstructions: '', upc: '', ean: '', giftWrap: 'N', shipAlone: 'N', message: '' },
      ...rest,
    })),
    ...changes,
  };
}

export function place(text: string): LocationCode {
  const [systemCd = '', locationCd = ''] = text.split('/');
  return { systemCd, locationCd };
}

/** Submits an order that must be accepted. @returns its request id, and each line as `system/location status` */
export async function submitted(
  broker: BrokerContext,
  command: SubmitOrderCommand,
): Promise<{ requestId: number; lines: string[] }> {
  const result = await submitOrder(broker, command);
  if (!result.accepted) throw new Error(result.rejections.map((rejection) => rejection.text).join(' '));
  return {
    requestId: result.requestId,
    lines: result.lines.map((line) => `${line.location.system.systemCd}/${line.location.locationCd} ${line.status}`),
  };
}

/** An update of the whole order, or of the given lines. @param as the calling system, `system/location` */
export function update(
  broker: BrokerContext,
  requestId: number,
  status: string,
  as: string,
  lines: readonly number[] = [],
  extra: {
    statusDate?: string;
    trackingNumber?: string;
    shippingAgent?: string;
    quantity?: number;
    sentAt?: string;
    reason?: string;
    /** Of the order; of each item if the update has any. */
    note?: string;
  } = {},
): Promise<UpdateStatusResult> {
  const { sentAt = '', reason = '1', note, ...rest } = extra;
  const item = {
    status,
    reason: { code: reason, note: lines.length === 0 ? '' : (note ?? '') },
    quantity: 0,
    shippingAgent: '',
    trackingNumber: '',
    statusDate: '',
    ...rest,
  };
  return updateStatus(broker, {
    requestId: String(requestId),
    sentAt,
    caller: as === '' ? undefined : place(as),
    employeeId: 'E1',
    status,
    reason: { code: reason, note: lines.length === 0 ? (note ?? 'why') : 'why' },
    items: lines.length === 0 ? [{ ...item, lineNo: 0 }] : lines.map((lineNo) => ({ ...item, lineNo })),
  });
}

/** `ok`, or the key of the rejection of an update. */
export function outcome(result: UpdateStatusResult): string {
  return result.updated ? 'ok' : (result.rejections[0]?.key ?? 'refused');
}
