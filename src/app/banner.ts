import { existsSync } from 'node:fs';
import { LOCATE_PATH } from '../services/locate/service.js';
import { ownCall } from '../platform/program-call.js';
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
    ...triesOf(config).map((words, at) => `  ${at === 0 ? 'try' : '   '}        ${ownCall()} ${words}${option}`),
    ...(config.AUTH === 'none' ? ['  warning: authentication is off (AUTH=none)'] : []),
    '',
    '',
  ].join('\n');
}

/** Sample messages, in the broker's own folder and in one where its package is installed. */
const SAMPLES = ['samples/locate', 'node_modules/order-broker/samples/locate'];

/** What shows something with the demo's catalog, from where the broker was started. */
function triesOf({ DEMO_DATA }: Config): string[] {
  if (!DEMO_DATA) return [];
  const samples = SAMPLES.find((folder) => existsSync(folder));
  return [...(samples === undefined ? [] : [`replay ${samples}`]), 'locate PENCIL:2 --postal 01602'];
}
