import type { MessageMasks } from '../../platform/exchange-record.js';
import { maskXml } from '../../platform/xml/mask.js';
import type { MaskRule } from '../../platform/xml/mask.js';

/**
 * Which fields may be shown in the message log, as an allowlist: numbers of orders, lines, items and parcels, quantities, statuses
 * and dates. Everything else is masked: the Secret, names and addresses, what people wrote, and the documents in parameters, whose
 * content is text there. The SOAP header is masked as a whole.
 */
const SHOWN: ReadonlySet<string> = new Set(
  [
    'SupplNr',
    'AllOrders',
    'AllOrderlines',
    'OrderNR',
    'OrderNRExternal',
    'OrderDate',
    'OrderlineRef',
    'OrderHistKey',
    'OrderHistoryKey',
    'OrderlineKey',
    'ExcludeStatuses',
    'LockedCustomers',
    'Status',
    'Qty',
    'DFShipDate',
    'DFTrackingID',
    'ShipDate',
    'TrackingID',
    'ShipmentTrackingId',
    'ReturnTrackingId',
    'ShipVendor',
    'ShippingVendor',
    'InvoiceNrExternal',
    'BatchNumber',
    'SerialNumber',
    'BestBeforeDate',
    'CreateInvoices',
    'ShowDetailedMessages',
    'ReturnCode',
    'LineNr',
    'ItemNrInt',
    'ItemNrSuppl',
    'EANUPC',
    'ArtName',
    'Price',
    'DF_Type',
    'Confirmed',
    'CancelRequested',
    'ShipToMerchant',
    'Currency',
    // the form of answers
    'SqlResultCode',
    'Class',
    'Number',
    'LineNumber',
    'Procedure',
    'Server',
    'Source',
    'State',
    'name',
    'type',
    'base',
    'value',
    'minOccurs',
    'maxOccurs',
    'namespace',
    'targetNamespace',
    'elementFormDefault',
  ].map((name) => name.toLowerCase()),
);

/** Elements of a fault whose values never come from the caller. */
const SHOWN_IN_FAULTS: ReadonlySet<string> = new Set(['faultcode', 'Value', 'key', 'correlationId', 'line', 'column']);

const inRequests: MaskRule = {
  shows: (name) => SHOWN.has(name.toLowerCase()),
  masksAll: (name, depth) => name === 'Header' && depth === 2,
};
const inResponses: MaskRule = {
  ...inRequests,
  shows: (name, value) => inRequests.shows(name, value) || SHOWN_IN_FAULTS.has(name),
};
/** Credentials are in the header, and in each call. */
const onlyCredentials: MaskRule = { ...inRequests, shows: (name) => name.toLowerCase() !== 'secret' };

/** How the message log masks messages of direct fulfillment. */
export const DIRECT_FULFILLMENT_MASKS: MessageMasks = {
  personalData: (text, kind) => maskXml(text, kind === 'request' ? inRequests : inResponses),
  credentials: (text) => maskXml(text, onlyCredentials),
};
