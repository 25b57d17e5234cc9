import { Command } from 'commander';
import { quoteRates } from '../../../client/admin/outbounds.js';
import { ClientError } from '../../../client/client-error.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import { print } from './print-requests.js';

interface RateOptions extends ServerOptions {
  readonly weight: string;
  readonly size?: string;
  readonly type?: string;
  readonly service?: string;
}

/** `rates`: prices a parcel by the rate card of the catalog. */
export function ratesCommand(terminal: Terminal): Command {
  return withServer(
    new Command('rates')
      .argument('<origin>', 'area id that the parcel leaves from')
      .argument('<destination>', 'area id that it goes to'),
  )
    .summary('price a parcel by the rate card')
    .description('Prices a parcel by the rate card of the catalog (shipping_rates), the cheapest rate first.')
    .addHelpText('after', '\nExample:\n  order-broker rates 101 201 --weight 2.5 --size 40x30x20')
    .requiredOption('--weight <kg>', 'kilograms')
    .option('--size <LxWxH>', 'centimeters, for the volume weight')
    .option('--type <type>', 'regular, express, trucking, instant or same-day')
    .option('--service <type>', 'service type of the courier')
    .action(async (origin: string, destination: string, options: RateOptions) => {
      const { type, service } = options;
      const rates = await quoteRates(serverOf(options, terminal), {
        origin: { area_id: numberOf('origin', origin) },
        destination: { area_id: numberOf('destination', destination) },
        weight: numberOf('--weight', options.weight),
        ...sizeOf(options.size),
        ...(type === undefined ? {} : { rate_type: type }),
        ...(service === undefined ? {} : { service_type: service }),
      });
      const table = formatTable(
        ['rate', 'courier', 'type', 'service', 'price', 'currency', 'kg', 'days'],
        rates.map((rate) => [
          rate.rate_id,
          rate.courier,
          rate.rate_type,
          rate.service_type,
          rate.price,
          rate.currency,
          rate.chargeable_weight,
          `${String(rate.min_days)}-${String(rate.max_days)}`,
        ]),
      );
      print(terminal, options, { rates }, table);
    });
}

/** @throws {ClientError} */
function numberOf(name: string, text: string): number {
  if (/^\d{1,9}(\.\d{1,6})?$/.test(text)) return Number(text);
  throw new ClientError(`${name}: found ${JSON.stringify(text)}, expected a number`);
}

/** @throws {ClientError} */
function sizeOf(text: string | undefined): object {
  if (text === undefined) return {};
  const [, length, width, height] = /^(\d{1,4})x(\d{1,4})x(\d{1,4})$/.exec(text) ?? [];
  if (height === undefined)
    throw new ClientError(`--size: found ${JSON.stringify(text)}, expected centimeters such as 40x30x20`);
  return { length: Number(length), width: Number(width), height: Number(height) };
}
