import { findOutboundById, listOutbounds } from '../../../broker/outbound/list-outbounds.js';
import { takeParcelReport } from '../../../broker/outbound/parcel-reports.js';
import { cardProvider, quoteRates } from '../../../broker/outbound/quote-rates.js';
import type { RatePlace } from '../../../domain/outbound/rate-card.js';
import { parseParcelStatus } from '../../../domain/outbound/parcel-status.js';
import { jsonRoute, notFound, ok } from '../../rest/json-route.js';
import type { Route } from '../../rest/route.js';
import { errorSchema } from '../../schemas/common.js';
import * as schema from '../../schemas/outbounds.js';

/** Outbounds of client platforms, and what shipping costs. */
export const outboundRoutes: readonly Route[] = [
  jsonRoute({
    method: 'get',
    path: '/outbounds',
    role: 'read',
    summary: 'List outbounds and returns of client platforms, newest first',
    query: schema.outboundQuery,
    responses: { 200: { description: 'A page of outbounds', schema: schema.outboundPage } },
    handle: async (context, { query }) => {
      const { so_number: soNumber, customer_id: systemCd, state, order_type: type, after, limit } = query;
      const filter = {
        ...(soNumber === undefined ? {} : { soNumber }),
        ...(systemCd === undefined ? {} : { systemCd }),
        ...(state === undefined ? {} : { state }),
        ...(type === undefined ? {} : { type }),
      };
      const { items, next } = await listOutbounds(context, filter, after, limit);
      return ok({ items, ...(next === undefined ? {} : { next: String(next) }) });
    },
  }),
  jsonRoute({
    method: 'post',
    path: '/outbounds/{id}/parcel',
    role: 'operate',
    summary: 'Record how far the parcel of an outbound is, as its carrier said by other means',
    body: { schema: schema.parcelReport },
    responses: { 200: { description: 'Whether it was news', schema: schema.parcelResult } },
    handle: async (context, { param, body }) => {
      const trackingId = await findOutboundById(context, param('id'));
      const code = parseParcelStatus(body.status);
      if (trackingId === undefined || code === undefined)
        return notFound('such outbound; GET /admin/v1/outbounds lists them');
      const at = new Date(body.at ?? context.clock()).toISOString();
      const external = { code: body.status, name: '' };
      const result = await takeParcelReport(context, {
        provider: 'operator',
        trackingId,
        code,
        at,
        awb: body.awb,
        external,
      });
      return ok({ result });
    },
  }),
  jsonRoute({
    method: 'post',
    path: '/shipping-quotes',
    role: 'read',
    summary: 'Price a parcel by the rate card of the catalog',
    body: { schema: schema.rateRequest },
    responses: {
      200: { description: 'The rates, cheapest first', schema: schema.rateQuote },
      404: { description: 'No rate covers it', schema: errorSchema },
    },
    handle: async (context, { body }) => {
      const { origin, destination, weight, length, width, height, value, cod } = body;
      const quotes = await quoteRates(context, [cardProvider(context)], {
        origin: placeOf(origin),
        destination: placeOf(destination),
        type: body.rate_type,
        serviceType: body.service_type,
        parcels: [{ weight, length, width, height, quantity: 1 }],
        value,
        insured: body.with_insurance,
        cod,
      });
      return ok(quotes);
    },
  }),
];

function placeOf(place: {
  readonly area_id: number;
  readonly latitude?: number | undefined;
  readonly longitude?: number | undefined;
}): RatePlace {
  const { area_id: areaId, latitude, longitude } = place;
  return {
    areaId,
    point: latitude === undefined || longitude === undefined ? undefined : { latitude, longitude },
  };
}
