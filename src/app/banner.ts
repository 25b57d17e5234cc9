import { LOCATE_PATH } from '../services/locate/service.js';
import type { Config } from './config.js';
import { withoutPassword } from './settings/setting.js';

/** What a start prints for people: addresses, and what to try next. @param url of the gateway */
export function banner(url: string, config: Config): string {
  // The commands use the default address by themselves.
  const option = url === 'http://127.0.0.1:8080' ? '' : ` --url ${url}`;
  return [
    '',
    `Order Broker answers at ${url}${LOCATE_PATH}`,
    `  contract   ${url}${LOCATE_PATH}?wsdl`,
    `  store      ${withoutPassword(config.DATABASE_URL)}`,
    `  try        npx order-broker replay samples/locate${option}`,
    `             npx order-broker locate PENCIL:2 --postal 01602${option}`,
    ...(config.AUTH === 'none' ? ['  warning: authentication is off (AUTH=none)'] : []),
    '',
    '',
  ].join('\n');
}
