import type { z } from 'zod';
import { listedFault, newFault } from '../../formats/fault-schema.js';
import * as entry from '../../formats/catalog/catalog-schema.js';
import { organizationPreferences, preferencesPatch } from '../../formats/catalog/preferences-schema.js';
import * as catalog from './catalog.js';
import { commentSchema, newComment } from './comments.js';
import { errorSchema, faultsSchema, jsonDocument } from './common.js';
import { faultList, removedFaults } from './faults.js';
import * as feed from './feed.js';
import { delimitedText, importEvent } from './imports.js';
import * as inventory from './inventory.js';
import { jobList, jobRun, jobWithRuns } from './jobs.js';
import { createdKey, extension, keyPage, keySchema, newKey } from './keys.js';
import { messagePage, messageSchema, resentMessage } from './messages.js';
import { orderPage, orderSchema } from './orders.js';
import * as outbounds from './outbounds.js';
import * as requests from './partners/requests.js';
import * as suppliers from './partners/suppliers.js';
import { pollingPage } from './polling.js';
import { shortOrder } from './routing.js';
import * as webhook from './webhooks.js';
import { shipmentPage, shipmentSchema } from './shipments.js';

/** Every schema of a request or response body, with its name in the OpenAPI document. */
export const NAMED_SCHEMAS: readonly (readonly [string, z.ZodType])[] = Object.entries({
  Faults: faultsSchema,
  Error: errorSchema,
  Organization: entry.organization,
  Preferences: organizationPreferences,
  PreferencesPatch: preferencesPatch,
  PreferenceList: catalog.preferenceList,
  LocationType: entry.locationType,
  LocationTypePage: catalog.locationTypePage,
  System: catalog.systemSchema,
  SystemPage: catalog.systemPage,
  Location: entry.location,
  LocationPage: catalog.locationPage,
  Product: entry.product,
  ProductPage: catalog.productPage,
  ShippingRate: entry.shippingRate,
  ShippingRatePage: catalog.shippingRatePage,
  Carrier: entry.carrier,
  CarrierPage: catalog.carrierPage,
  AttributeDefinition: entry.attributeDefinition,
  AttributeDefinitionPage: catalog.attributeDefinitionPage,
  Zone: entry.zone,
  ZonePage: catalog.zonePage,
  Place: entry.place,
  PlacePage: catalog.placePage,
  ProbabilityRule: entry.probabilityRule,
  ProbabilityRulePage: catalog.probabilityRulePage,
  ProbabilityAssignment: entry.probabilityAssignment,
  ProbabilityAssignments: catalog.probabilityAssignments,
  InventoryEntry: entry.inventoryEntry,
  Inventory: inventory.inventorySchema,
  InventoryWritten: inventory.inventoryWritten,
  StockLevel: inventory.stockLevel,
  StockPage: inventory.stockPage,
  Adjustments: inventory.adjustmentsSchema,
  Adjusted: inventory.adjusted,
  CatalogDocument: entry.catalogSchema,
  CatalogWritten: catalog.catalogWritten,
  DelimitedText: delimitedText,
  ImportEvent: importEvent,
  PollingPage: pollingPage,
  ShortOrder: shortOrder,
  OrderPage: orderPage,
  Order: orderSchema,
  RequestPage: requests.requestPage,
  FulfillmentRequest: requests.requestSchema,
  FulfillmentRequestDetails: requests.requestDetails,
  MadeRequests: requests.madeRequests,
  RequestPreview: requests.requestPreview,
  Generation: requests.generationSchema,
  Creation: requests.creationSchema,
  Regeneration: requests.regenerationSchema,
  Note: requests.noteSchema,
  Failure: requests.failureSchema,
  Renumbering: requests.renumberingSchema,
  Acknowledgement: requests.acknowledgementSchema,
  ShipmentReport: requests.shippingSchema,
  ReportedShipment: requests.shippedSchema,
  Comment: commentSchema,
  NewComment: newComment,
  StoredSupplier: suppliers.storedSupplier,
  NewSupplier: suppliers.newSupplier,
  SupplierList: suppliers.supplierList,
  SuppliedUnits: suppliers.suppliedUnits,
  SupplyOutcome: suppliers.supplyOutcome,
  LockList: suppliers.lockList,
  NewLock: suppliers.newLock,
  InvoicePage: suppliers.invoicePage,
  MadeInvoices: suppliers.madeInvoices,
  Outbound: outbounds.outboundSchema,
  OutboundPage: outbounds.outboundPage,
  ParcelReport: outbounds.parcelReport,
  ParcelResult: outbounds.parcelResult,
  RateRequest: outbounds.rateRequest,
  RateQuote: outbounds.rateQuote,
  Shipment: shipmentSchema,
  ShipmentPage: shipmentPage,
  JobList: jobList,
  Job: jobWithRuns,
  JobRun: jobRun,
  MessagePage: messagePage,
  Message: messageSchema,
  ResentMessage: resentMessage,
  NewFault: newFault,
  InjectedFault: listedFault,
  InjectedFaultList: faultList,
  RemovedFaults: removedFaults,
  Key: keySchema,
  KeyPage: keyPage,
  NewKey: newKey,
  CreatedKey: createdKey,
  KeyExtension: extension,
  FeedConsumers: feed.feedConsumers,
  FeedConsumer: feed.feedConsumer,
  FeedPage: feed.feedPage,
  FeedRow: feed.feedRow,
  NewWebhook: webhook.newEndpoint,
  WebhookChanges: webhook.endpointChanges,
  WebhookRotation: webhook.rotation,
  Webhook: webhook.endpoint,
  WebhookList: webhook.endpointList,
  CreatedWebhook: webhook.createdEndpoint,
  RotatedSecret: webhook.rotatedSecret,
  WebhookDeliveryPage: webhook.deliveryPage,
  WebhooksResent: webhook.resent,
  WebhookTest: webhook.testEvent,
  WebhooksRun: webhook.webhooksRun,
  JsonDocument: jsonDocument,
});
