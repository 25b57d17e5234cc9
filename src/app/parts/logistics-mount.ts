import { cardProvider } from '../../broker/outbound/quote-rates.js';
import type { RateProvider } from '../../broker/outbound/quote-rates.js';
import type { BrokerContext } from '../../broker/context.js';
import type { AccessControl } from '../../platform/auth/access-control.js';
import type { ProviderSecrets } from '../../services/logistics/carrier-operations.js';
import { httpProvider } from '../../services/logistics/http-rates.js';
import { LOGISTICS_MASKS } from '../../services/logistics/personal-data.js';
import { LOGISTICS_PATH, logisticsService } from '../../services/logistics/service.js';
import type { Config } from '../config.js';
import type { JsonMount } from '../gateway/mounts.js';
import { isDemoOf, outboundRules } from './webhooks.js';

/** The outbound and logistics service with its settings. @param access undefined: no authentication */
export function logisticsMount(broker: BrokerContext, config: Config, access: AccessControl | undefined): JsonMount {
  return {
    protocol: 'json',
    path: LOGISTICS_PATH,
    service: logisticsService(broker, {
      providers: [cardProvider(broker), ...providersOf(config)],
      secrets: secretsOf(config),
    }),
    masks: LOGISTICS_MASKS,
    ...(access === undefined ? {} : { access }),
  };
}

/** The providers of rates that are asked over HTTP. */
function providersOf(config: Config): RateProvider[] {
  const keys = new Map(config.LOGISTICS_RATE_KEYS);
  const rules = outboundRules(config);
  return config.LOGISTICS_RATE_PROVIDERS.map(([name, url]) =>
    httpProvider({ name, url, key: keys.get(name) ?? '', timeoutMs: config.LOGISTICS_RATE_TIMEOUT_MS, rules }),
  );
}

const PREFIX = 'whsec_';

/**
 * The provider of the demo. Everybody knows its secret, so it exists only where nobody needs any: with demo data, on a loopback
 * address without authentication, and without providers of one's own.
 */
const DEMO_PROVIDER = { name: 'demo', secret: 'example secret of the demo provider' };

function secretsOf(config: Config): ProviderSecrets {
  const secrets = new Map<string, Buffer[]>();
  if (config.DEMO_DATA && isDemoOf(config) && config.LOGISTICS_SECRETS.length === 0)
    secrets.set(DEMO_PROVIDER.name, [Buffer.from(DEMO_PROVIDER.secret)]);
  for (const [name, secret] of config.LOGISTICS_SECRETS)
    secrets.set(name, [...(secrets.get(name) ?? []), Buffer.from(secret.slice(PREFIX.length), 'base64')]);
  return secrets;
}
