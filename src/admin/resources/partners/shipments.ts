import { getShipments } from '../../../broker/partners/inquiry/list-requests.js';
import { recordShipment } from '../../../broker/partners/inquiry/request-record.js';
import { jsonRoute, ok } from '../../rest/json-route.js';
import type { Route } from '../../rest/route.js';
import { shipmentListQuery, shipmentPage } from '../../schemas/shipments.js';

/** Parcels that left the locations of partners. */
export const shipmentRoutes: readonly Route[] = [
  jsonRoute({
    method: 'get',
    path: '/shipments',
    role: 'read',
    summary: 'List shipments with their tracking numbers and lines, oldest first',
    query: shipmentListQuery,
    responses: { 200: { description: 'A page of shipments', schema: shipmentPage } },
    handle: async (context, { query }) => {
      const { items, next } = await getShipments(context, {
        limit: query.limit,
        after: query.after ?? 0,
        ...(query.request_id === undefined ? {} : { requestId: query.request_id }),
      });
      return ok({
        items: items.map(({ shipment, location: { system, locationCd } }) =>
          recordShipment(shipment, { system_cd: system.systemCd, location_cd: locationCd }),
        ),
        ...(next === undefined ? {} : { next: String(next) }),
      });
    },
  }),
];
