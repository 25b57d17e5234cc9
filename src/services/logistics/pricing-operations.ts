import { quoteRates, RatesUnavailableError } from '../../broker/outbound/quote-rates.js';
import type { RateProvider } from '../../broker/outbound/quote-rates.js';
import type { BrokerContext } from '../../broker/context.js';
import { needsCoordinates, RATE_TYPES } from '../../domain/outbound/rate-card.js';
import type { Parcel, RatePlace, RateRequest, RateType } from '../../domain/outbound/rate-card.js';
import type { JsonAnswer, JsonCall, JsonOperation } from '../../platform/http/json/json-service.js';
import { ProblemError } from '../../platform/http/json/json-service.js';
import { refusable } from './caller.js';
import { answered } from './envelope.js';
import { FieldReader, invalid } from './field-reader.js';

const MAX_SKUS = 200;
const MAX_RATES = 200;
/** Centimeters and kilograms: what a truck takes. */
const MAX_CM = 2_000;
const MAX_KG = 50_000;

/** What client platforms ask before they ship. */
export function pricingOperations(broker: BrokerContext, providers: readonly RateProvider[]): readonly JsonOperation[] {
  const price = async (request: RateRequest, call: JsonCall, most = MAX_RATES, skip = 0): Promise<JsonAnswer> => {
    try {
      const { rates, unavailable } = await refusable(() => quoteRates(broker, providers, request));
      const data = { total_data: rates.length, rates: rates.slice(skip, skip + most), unavailable };
      return answered(call, broker.clock(), data);
    } catch (error) {
      if (!(error instanceof RatesUnavailableError)) throw error;
      throw new ProblemError({
        key: 'rates-unavailable',
        status: 503,
        title: 'No rate can be told now',
        detail: `${error.message}: send the request again later`,
        retryAfter: 5,
      });
    }
  };
  const general = (name: string, path: string): JsonOperation => ({
    name,
    method: 'POST',
    path,
    handle: (body, call) => {
      const { request, limit, page } = readParcel(body, call.parameters.get('rate_type'));
      return price(request, call, limit, (page - 1) * limit);
    },
  });
  return [
    {
      name: 'PriceFulfillment',
      method: 'POST',
      path: '/fulfillment/pricing/domestic',
      handle: (body, call) => price(readGoods(body), call),
    },
    general('PriceParcel', '/pricing/domestic'),
    general('PriceParcelOfType', '/pricing/domestic/{rate_type}'),
  ];
}

/** Goods of an order: SKUs with their measures. */
function readGoods(body: unknown): RateRequest {
  const fields = new FieldReader(body);
  const parcels = fields.list('skus', { min: 1, max: MAX_SKUS }).map((sku) => ({
    ...measuresOf(sku),
    quantity: sku.has('quantity') || sku.has('qty') ? sku.whole('quantity', { min: 1, max: 999_999, or: ['qty'] }) : 1,
  }));
  fields.flag('for_order');
  const request = readWay(fields, rateTypeOf(fields), parcels, 'order_price');
  fields.check();
  return request;
}

/** One parcel. @param type of the path, if it has one */
function readParcel(
  body: unknown,
  type: string | undefined,
): { readonly request: RateRequest; readonly limit: number; readonly page: number } {
  const fields = new FieldReader(body);
  const known = RATE_TYPES.find((one) => one === type);
  if (type !== undefined && known === undefined)
    throw invalid([
      { path: 'rate_type', reason: `found ${type.slice(0, 40)}, expected one of ${RATE_TYPES.join(', ')}` },
    ]);
  const parcels = [{ ...measuresOf(fields), quantity: 1 }];
  const request = readWay(fields, known ?? rateTypeOf(fields), parcels, 'item_value');
  const limit = fields.has('limit') ? fields.whole('limit', { min: 1, max: MAX_RATES }) : 30;
  const page = fields.has('page') ? fields.whole('page', { min: 1, max: 1_000 }) : 1;
  if (fields.has('sort_by')) fields.word('sort_by', ['final_price', 'price']);
  fields.check();
  return { request, limit, page };
}

function rateTypeOf(fields: FieldReader): RateType | undefined {
  const names = ['rate_type_id', 'rate_type'].filter((name) => fields.has(name));
  const [name] = names;
  return name === undefined ? undefined : fields.word(name, RATE_TYPES);
}

function measuresOf(fields: FieldReader): Omit<Parcel, 'quantity'> {
  return {
    weight: fields.number('weight', { min: 0.001, max: MAX_KG }),
    length: fields.number('length', { min: 0, max: MAX_CM }),
    width: fields.number('width', { min: 0, max: MAX_CM }),
    height: fields.number('height', { min: 0, max: MAX_CM }),
  };
}

function readWay(
  fields: FieldReader,
  type: RateType | undefined,
  parcels: readonly Parcel[],
  value: string,
): RateRequest {
  const exact = type !== undefined && needsCoordinates(type);
  return {
    origin: placeOf(fields, 'origin', exact),
    destination: placeOf(fields, 'destination', exact),
    type,
    serviceType: fields.text('service_type', { max: 40 }),
    parcels,
    value: Number(fields.amount(value) || '0'),
    insured: fields.flag('with_insurance'),
    cod: fields.flag('cod'),
  };
}

function placeOf(fields: FieldReader, name: string, exact: boolean): RatePlace {
  const group = fields.group(name);
  if (group === undefined) {
    fields.fault(name, 'found nothing, expected a group with area_id');
    return { areaId: 0, point: undefined };
  }
  const areaId = group.whole('area_id', { min: 1, max: 999_999_999 });
  if (group.has('suburb_id')) group.whole('suburb_id', { min: 0, max: 999_999_999 });
  if (!exact && !(group.has('lat') && group.has('lng'))) return { areaId, point: undefined };
  const point = {
    latitude: group.number('lat', { min: -90, max: 90 }),
    longitude: group.number('lng', { min: -180, max: 180 }),
  };
  return { areaId, point };
}
