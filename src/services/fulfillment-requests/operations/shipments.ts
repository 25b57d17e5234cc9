import { z } from 'zod';
import { findShipments } from '../../../broker/partners/exchange/find-shipments.js';
import type { ShipmentView } from '../../../broker/partners/exchange/find-shipments.js';
import { shipItems } from '../../../broker/partners/exchange/ship-items.js';
import { operation } from '../operation.js';
import type { MakeOperation } from '../operation.js';
import { shipmentBody, shipmentListQuery } from '../schemas.js';
import { shipmentSchema, writeShipment } from '../write-shipment.js';
import { placeOf } from './requests.js';

/** Parcels of fulfillment requests. */
export const shipmentOperations: readonly MakeOperation[] = [
  operation({
    name: 'ListShipments',
    method: 'GET',
    path: '/shipments',
    kinds: ['account', 'source', 'channel'],
    summary: 'List shipments by ascending id: of the source, or of the orders of the channel',
    query: shipmentListQuery,
    answer: { status: 200, description: 'A page; an empty one ends the list', schema: z.array(shipmentSchema) },
    act: async (context, { client, query }) => {
      const { kind, locationIds, systems } = client;
      const fulfillmentRequestId = query.filterFulfillmentRequestId ?? query.filterPurchaseOrderId;
      const { skip, most } = placeOf(query);
      const shipments = await findShipments(context, {
        after: query.sinceId ?? 0,
        limit: most,
        skip,
        ...(query.filterOrderId === undefined ? {} : { requestId: query.filterOrderId }),
        ...(fulfillmentRequestId === undefined ? {} : { fulfillmentRequestId }),
        ...(kind === 'source' ? { locationIds: [...locationIds] } : {}),
        ...(kind === 'channel' ? { systems: [...(systems ?? [])] } : {}),
      });
      return { status: 200, body: shipments.map(writeShipment) };
    },
  }),
  operation({
    name: 'CreateShipments',
    method: 'POST',
    path: '/shipments',
    kinds: ['account', 'source'],
    summary: 'Report parcels of a fulfillment request: all of them, or none',
    body: { schema: shipmentBody },
    idempotent: true,
    answer: {
      status: 200,
      description: 'The shipment; a list of them for `shipments`',
      schema: z.union([shipmentSchema, z.array(shipmentSchema)]),
    },
    act: async (context, { actor, body }) => {
      const id = body.purchaseOrderId ?? body.fulfillmentRequestId ?? 0;
      const views: ShipmentView[] = [];
      for (const parcel of body.shipments ?? [body.shipment]) {
        const { trackingNumber = '', carrier = '', method = '', shippedAt, shipmentItems } = parcel ?? {};
        const { shipment } = await shipItems(context, id, actor, {
          trackingNumber,
          carrier,
          method,
          ...(shippedAt === undefined ? {} : { shippedAt }),
          ...(shipmentItems === undefined
            ? {}
            : {
                items: shipmentItems.map((item) => ({
                  name: { lineNo: item.id, sku: item.sku },
                  quantity: item.quantity,
                })),
              }),
        });
        views.push(...(await findShipments(context, { after: shipment.id - 1, limit: 1 })));
      }
      const [first] = views;
      const isOne = body.shipment !== undefined && first !== undefined;
      return { status: 200, body: isOne ? writeShipment(first) : views.map(writeShipment) };
    },
  }),
];
