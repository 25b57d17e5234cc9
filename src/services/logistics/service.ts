import type { BrokerContext } from '../../broker/context.js';
import type { RateProvider } from '../../broker/outbound/quote-rates.js';
import type { JsonOperation, JsonService } from '../../platform/http/json/json-service.js';
import { carrierOperations } from './carrier-operations.js';
import type { ProviderSecrets } from './carrier-operations.js';
import { refusalBody } from './envelope.js';
import { openApi } from './open-api.js';
import { outboundOperations } from './outbound-operations.js';
import { pricingOperations } from './pricing-operations.js';
import { warehouseOperations } from './warehouse-operations.js';

/** Where clients of the service expect it. */
export const LOGISTICS_PATH = '/v3';

/** An order of a thousand lines has 200 KB. */
const LIMITS = { bytes: 2_000_000, depth: 8, values: 30_000 } as const;

/** What the service needs beside the broker. */
export interface LogisticsOptions {
  /** Who prices ways. */
  readonly providers: readonly RateProvider[];
  /** Whose reports on parcels are taken. */
  readonly secrets: ProviderSecrets;
}

/** The outbound and logistics service: client platforms hand outbounds over, warehouses and carriers report. */
export function logisticsService(broker: BrokerContext, { providers, secrets }: LogisticsOptions): JsonService {
  const operations = [
    ...outboundOperations(broker),
    ...warehouseOperations(broker),
    ...pricingOperations(broker, providers),
    ...carrierOperations(broker, secrets),
  ];
  const description = openApi(operations, LOGISTICS_PATH);
  const describe: JsonOperation = {
    name: 'DescribeOutboundService',
    method: 'GET',
    path: '/openapi.json',
    handle: () => Promise.resolve({ status: 200, body: description }),
  };
  return {
    group: 'outbound',
    keyHeader: 'X-API-Key',
    limits: LIMITS,
    refusal: refusalBody,
    operations: [...operations, describe],
  };
}
