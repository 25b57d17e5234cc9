import type { RateProvider } from '../../broker/outbound/quote-rates.js';
import { RATE_TYPES } from '../../domain/outbound/rate-card.js';
import type { Rate, RateRequest } from '../../domain/outbound/rate-card.js';
import type { OutboundRules } from '../../platform/auth/outbound-address.js';
import { postOutbound } from '../../platform/http/outbound/post.js';
import { FieldReader } from './field-reader.js';

/** The most of an answer that is read, and the most rates of it that are used. */
const MAX_BYTES = 200_000;
const MAX_RATES = 200;

export interface HttpRatesOptions {
  readonly name: string;
  readonly url: string;
  /** Sent as X-API-Key; empty for none. */
  readonly key: string;
  /** Milliseconds until it counts as unavailable. */
  readonly timeoutMs: number;
  /** Which addresses may be called. */
  readonly rules: OutboundRules;
}

/**
 * A provider that is asked over HTTP: a POST of the way and the parcels, answered with `{ "rates": [...] }` in the form in which
 * this service answers its own clients. Whatever else comes is no answer.
 */
export function httpProvider({ name, url, key, timeoutMs, rules }: HttpRatesOptions): RateProvider {
  return {
    name,
    quote: async (request) => {
      const outcome = await postOutbound(
        {
          url,
          headers: {
            'content-type': 'application/json',
            accept: 'application/json',
            'user-agent': 'order-broker',
            ...(key === '' ? {} : { 'x-api-key': key }),
          },
          body: JSON.stringify(bodyOf(request)),
        },
        { rules, maxMs: timeoutMs, keepBytes: MAX_BYTES },
      );
      if (outcome.status !== 200) throw new Error(outcome.error ?? `it answered ${String(outcome.status)}`);
      return ratesOf(name, outcome.text);
    },
  };
}

function bodyOf({ origin, destination, type, serviceType, parcels, value, insured, cod }: RateRequest): object {
  const place = ({ areaId, point }: RateRequest['origin']): object => ({
    area_id: areaId,
    ...(point === undefined ? {} : { lat: String(point.latitude), lng: String(point.longitude) }),
  });
  return {
    origin: place(origin),
    destination: place(destination),
    ...(type === undefined ? {} : { rate_type_id: type }),
    ...(serviceType === '' ? {} : { service_type: serviceType }),
    order_price: value,
    with_insurance: insured,
    cod,
    skus: parcels,
  };
}

/** @throws {Error} for an answer that is none */
function ratesOf(name: string, text = ''): Rate[] {
  const answer = JSON.parse(text) as unknown;
  const fields = new FieldReader(answer);
  const data = fields.has('rates') ? fields : (fields.group('data') ?? fields);
  const rates = data.list('rates', { min: 0, max: MAX_RATES }).map((rate): Rate => {
    const shipping = priceOf(rate, 'shipping');
    const [insurance, cod] = [priceOf(rate, 'insurance'), priceOf(rate, 'cod')];
    return {
      rate_id: `${name}:${rate.text('rate_id', { max: 60, required: true })}`,
      courier: rate.text('courier', { max: 100, required: true }),
      rate_type: rate.word('rate_type', RATE_TYPES),
      service_type: rate.text('service_type', { max: 40 }),
      currency: rate.text('currency', { max: 3, required: true }),
      price: rate.has('price') ? priceOf(rate, 'price') : shipping,
      shipping,
      insurance,
      cod,
      chargeable_weight: rate.number('chargeable_weight', { min: 0, max: 1_000_000 }),
      volume_weight: rate.number('volume_weight', { min: 0, max: 1_000_000 }),
      min_days: rate.whole('min_days', { min: 0, max: 365 }),
      max_days: rate.whole('max_days', { min: 0, max: 365 }),
    };
  });
  fields.check();
  return rates;
}

const priceOf = (rate: FieldReader, name: string): string => Number(rate.amount(name) || '0').toFixed(2);
