import { priceByCard } from '../../domain/outbound/rate-card.js';
import type { Rate, RateRequest } from '../../domain/outbound/rate-card.js';
import { OutboundRefusedError } from '../../domain/outbound/refusal.js';
import { readRateCard } from '../../store/outbound/rates.js';
import type { BrokerContext } from '../context.js';

/** Somebody who prices ways: a courier, or whoever knows several. */
export interface RateProvider {
  readonly name: string;
  /** @throws {Error} when it does not answer, or not usably; its message goes to the log */
  quote(request: RateRequest): Promise<readonly Rate[]>;
}

/** The rate card of the catalog. */
export function cardProvider({ database }: Pick<BrokerContext, 'database'>): RateProvider {
  return {
    name: 'rate-card',
    quote: async (request) => priceByCard(await database.transaction((session) => readRateCard(session)), request),
  };
}

/** What several providers ask for a way. */
export interface Quotes {
  /** The cheapest first. */
  readonly rates: readonly Rate[];
  /** The providers that did not answer: their rates may be missing. */
  readonly unavailable: readonly string[];
}

/** Nobody could be asked: the same request may succeed later. */
export class RatesUnavailableError extends Error {
  override readonly name = 'RatesUnavailableError';
  readonly code = 'rates-unavailable';
}

/**
 * Asks all providers at once. One that fails keeps nothing from the others.
 * @throws {RatesUnavailableError} when there is no rate and somebody did not answer
 * @throws {OutboundRefusedError} when everybody answered that there is none
 */
export async function quoteRates(
  { log }: Pick<BrokerContext, 'log'>,
  providers: readonly RateProvider[],
  request: RateRequest,
): Promise<Quotes> {
  const unavailable: string[] = [];
  const quoted = await Promise.all(
    providers.map(async (provider) => {
      try {
        return await provider.quote(request);
      } catch (error) {
        log.warn({ err: error, provider: provider.name }, 'a provider of shipping rates did not answer');
        unavailable.push(provider.name);
        return [];
      }
    }),
  );
  const rates = quoted.flat().sort((one, other) => Number(one.price) - Number(other.price));
  if (rates.length > 0) return { rates, unavailable };
  if (unavailable.length > 0) throw new RatesUnavailableError(`${unavailable.join(', ')} did not answer`);
  throw new OutboundRefusedError('rates_none', {
    weight: request.parcels.reduce((sum, { weight, quantity }) => sum + weight * quantity, 0),
    rateType: request.type ?? 'of any type',
    origin: request.origin.areaId,
    destination: request.destination.areaId,
  });
}
