import { OPERATIONS } from '../../../src/services/direct-fulfillment/service.js';
import type { ParameterSpec } from '../../../src/services/direct-fulfillment/parameters.js';
import { THIRD_PARTY_NAMESPACE } from '../../../src/services/third-party-logistics/contract.js';
import { THIRD_PARTY_SOAP_PATH } from '../../../src/services/third-party-logistics/service.js';
import { SOAP11, SOAP12 } from '../../platform/soap/support.js';
import type { Random } from '../../support/random.js';
import { someId, someOf, someUnits } from './draft.js';
import type { Make, ValidRequest } from './draft.js';

/** Valid requests of the partner services that speak SOAP: direct fulfillment and third-party logistics. */

export const DIRECT_PATH = '/soap/pixiDEMO/';

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const element = (name: string, inside: string): string => `<${name}>${inside}</${name}>`;

function inEnvelope(payload: string, header: string, operation: string, target: string, random: Random): ValidRequest {
  const soap12 = random.chance(0.3);
  return {
    edge: 'soap',
    operation,
    method: 'POST',
    target,
    type: `${soap12 ? 'application/soap+xml' : 'text/xml'}; charset=utf-8`,
    body: `<s:Envelope xmlns:s="${soap12 ? SOAP12 : SOAP11}">${header}<s:Body>${payload}</s:Body></s:Envelope>`,
  };
}

const STATUSES = ['FUS', 'FUT', 'STO', 'CAN', 'LOC', 'NLB', 'EXT'];
const report = (random: Random): string =>
  element(
    'ITEM',
    Object.entries({
      ORDERHISTORYKEY: String(someId(random)),
      STATUS: random.pick(STATUSES),
      ...someOf(
        {
          QTY: String(someUnits(random)),
          SHIPDATE: '20300114 16:46:12',
          TRACKINGID: '1Z70',
          INVOICENREXTERNAL: 'RE-70',
        },
        random,
      ),
    })
      .map(([name, value]) => element(name, value))
      .join(''),
  );
const stock = (random: Random): string =>
  `<ITEM><ITEMNRINT>LANTERN-01</ITEMNRINT><INVBINS><INVBIN><BINNAME>SUP/PINE</BINNAME><STOCKADD>${String(someUnits(random))}</STOCKADD></INVBIN></INVBINS></ITEM>`;
const many = (make: (random: Random) => string, random: Random): string =>
  Array.from({ length: someUnits(random) }, () => make(random)).join('');

/** The documents within a document, by operation. */
const DOCUMENTS: Readonly<Record<string, (random: Random) => string>> = {
  pixiDFSetStatus: (random) => element('SETDFSTATUS', many(report, random)),
  pixiDFCreateInvoices: (random) =>
    element(
      'Orderlines',
      many(
        () =>
          `<Orderline><OrderlineKey>${String(someId(random))}</OrderlineKey><ShipVendor>DHL</ShipVendor><ShipmentTrackingId>1Z</ShipmentTrackingId></Orderline>`,
        random,
      ),
    ),
  pixiSetStockMultiple: (random) => element('ITEMSTOCK', many(stock, random)),
};

function parameterOf({ name, type, length = 50 }: ParameterSpec, operation: string, random: Random): string {
  if (name === 'SupplNr') return 'MGS';
  if (name === 'Secret') return 'DEMO-4711';
  if (/XML$/i.test(name)) {
    const text = DOCUMENTS[operation]?.(random) ?? '<a/>';
    return random.chance(0.5) ? escaped(text) : random.chance(0.5) ? text : `<![CDATA[${text}]]>`;
  }
  switch (type) {
    case 'int':
      return String(someId(random));
    case 'bit':
      return random.pick(['0', '1', 'true']);
    case 'datetime':
      return random.pick(['2026-01-01', '20300114 16:46:12', '2030-01-14T16:46:12']);
    case 'varchar':
      return name.includes('Status') ? random.pick(STATUSES) : 'DF-1'.slice(0, length);
  }
}

const directFulfillment: readonly Make[] = OPERATIONS.map(({ name, parameters }) => (random) => {
  const given = parameters.filter(
    (one) =>
      one.required === true || ['SupplNr', 'Secret', 'XML', 'OrderLinesXML'].includes(one.name) || random.chance(0.3),
  );
  const inside = given.map((one) => element(one.name, parameterOf(one, name, random))).join('');
  return inEnvelope(
    `<m:${name} xmlns:m="http://localhost${DIRECT_PATH}">${inside}</m:${name}>`,
    '',
    name,
    DIRECT_PATH,
    random,
  );
});

const AUTHENTICATION = `<s:Header><ApiAuthentication xmlns="${THIRD_PARTY_NAMESPACE}"><LoginName>x</LoginName><Password>y</Password><Company>DEMO</Company></ApiAuthentication></s:Header>`;

const id = (random: Random): string => element('OrderID', String(someId(random)));
const status = (random: Random): string =>
  element('OrderStatus', random.pick(['Accepted', 'Printed', 'Shipped', 'Canceled']));
const fields = (all: Readonly<Record<string, string>>, random: Random): string =>
  Object.entries(someOf(all, random))
    .map(([name, value]) => element(name, value))
    .join('');
const PARCELS = { TrackingNumber1: '1Z60A', TrackingNumber2: '1Z60B' };

/** The content of the request of each operation. */
const LOGISTICS_REQUESTS: Readonly<Record<string, (random: Random) => string>> = {
  GetOrders: (random) =>
    fields(
      {
        OrderID: String(someId(random)),
        OrderStatus: 'Accepted',
        WarehouseID: '7',
        OrderIDs: '<int>1</int><int>2</int>',
        OrderDateStart: '2020-01-01T00:00:00',
        GreaterThanModifiedDate: '2026-01-01T00:00:00Z',
        BatchSize: '5',
        GreaterThanOrderID: '1',
        ReturnCustomer: 'true',
        ReturnKitDetails: 'true',
      },
      random,
    ),
  UpdateOrder: (random) =>
    id(random) +
    fields({ ...PARCELS, WebCarrierID: 'UPS', Other14: 'blue', DeclineCount: '1', City: 'NASHUA' }, random),
  ChangeOrderStatus: (random) => id(random) + status(random) + fields(PARCELS, random),
  ChangeOrderStatusBatch: (random) =>
    status(random) +
    element(
      'Details',
      many(() => element('OrderBatchDetailRequest', id(random) + fields(PARCELS, random)), random),
    ),
  GetWarehouses: () => '',
  GetShipMethods: (random) =>
    `<WarehouseID>7</WarehouseID>${fields({ CurrencyCode: 'USD', OrderSubTotal: '10.5', OrderWieght: '1' }, random)}`,
  AdjustInventory: (random) =>
    `<WarehouseID>7</WarehouseID><ItemCode>VIT-60</ItemCode><Quantity>${String(someUnits(random))}</Quantity><Notes>counted</Notes>`,
};

const thirdPartyLogistics: readonly Make[] = Object.entries(LOGISTICS_REQUESTS).map(([name, inside]) => (random) => {
  const request = `${name}Request`;
  return inEnvelope(
    `<${request} xmlns="${THIRD_PARTY_NAMESPACE}">${inside(random)}</${request}>`,
    random.chance(0.5) ? AUTHENTICATION : '',
    name,
    THIRD_PARTY_SOAP_PATH,
    random,
  );
});

export const SOAP_REQUESTS: readonly Make[] = [...directFulfillment, ...thirdPartyLogistics];
