import { Command } from 'commander';
import { ClientError } from '../../../client/client-error.js';
import { downloadCatalog } from '../../../client/admin/catalog.js';
import type { LocationRef } from '../../../client/locate/messages.js';
import {
  companies,
  controlsOf,
  putCompany,
  putControl,
  putStore,
  putWarehouse,
  storesOf,
  warehousesOf,
} from '../../../simulator/oms/file/oms-file.js';
import type { StoreReference } from '../../../simulator/oms/file/oms-file.js';
import { CONTROL_VALUES } from '../../../simulator/oms/settings/control-values.js';
import { controlFault } from '../../../simulator/oms/settings/controls.js';
import { storesOfCatalog } from '../../../simulator/retailer/catalog-view.js';
import { locationOption } from '../../locate-options.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import { companyOf, wholeNumber, withCompany, withOms, withOpenOms } from './oms-file-option.js';
import type { CompanyOptions, OmsOptions } from './oms-file-option.js';

interface InitOptions extends OmsOptions {
  readonly company: number;
  readonly name: string;
  readonly warehouse: readonly string[];
  readonly store: readonly LocationRef[];
  readonly fromBroker?: boolean;
}

const addStore = (text: string, others: readonly LocationRef[]): LocationRef[] => [...others, locationOption(text)];

/** `oms init`: makes a company with its cross references. */
export function initCommand(terminal: Terminal): Command {
  return withOms(new Command('init'))
    .option('--company <number>', 'number of the company', wholeNumber, 1)
    .option('--name <text>', 'name of the company', 'Example Company')
    .option('--warehouse <number:location...>', 'warehouses with their locations at the broker, which may be blank', [
      '1:1',
    ])
    .option('--store <system/location...>', 'stores that customers can collect at', addStore, [])
    .option('--from-broker', "all stores of the broker's catalog, with names and addresses (admin interface)")
    .summary('make a company with its warehouses and stores')
    .description('Makes a company of the OMS, or adds warehouses and stores to it. Run it once for each company.')
    .addHelpText(
      'after',
      '\nExamples:\n  order-broker oms init --from-broker\n  order-broker oms init --company 2 --warehouse 1:1 2:2 --store STC/317',
    )
    .action((options: InitOptions) =>
      withOpenOms(options, terminal, async (oms) => {
        const { company, name } = options;
        const stores = options.fromBroker === true ? storesOfCatalog(await downloadCatalog(oms.server, false)) : [];
        oms.file.transaction(() => {
          putCompany(oms.file, { number: company, name });
          for (const text of options.warehouse) {
            const [number = '', location = ''] = text.split(':');
            if (!/^[1-9]\d{0,2}$/.test(number))
              throw new ClientError(`--warehouse: found ${JSON.stringify(text)}, expected number:location, e.g. 1:1`);
            putWarehouse(oms.file, company, { number: Number(number), location });
          }
          for (const { system, location } of options.store)
            putStore(oms.file, company, namelessStore(system, location));
          for (const store of stores) putStore(oms.file, company, store);
        });
        const result = {
          company,
          name,
          warehouses: warehousesOf(oms.file, company),
          stores: storesOf(oms.file, company),
        };
        terminal.out(
          options.json === true
            ? JSON.stringify(result, null, 2)
            : `Company ${String(company)} has ${String(result.warehouses.length)} warehouses and ${String(result.stores.length)} stores.`,
        );
      }),
    );
}

const namelessStore = (system: string, store: string): StoreReference => ({
  system,
  store,
  name: '',
  city: '',
  province: '',
  postal: '',
  country: '',
});

/** `oms settings`: shows the system control values. */
export function settingsCommand(terminal: Terminal): Command {
  return withCompany(new Command('settings'))
    .summary('show the system control values')
    .description('Shows every system control value and property with its value, default and meaning.')
    .action((options: CompanyOptions) =>
      withOpenOms(options, terminal, (oms) => {
        const controls = controlsOf(oms.file, companyOf(oms, options));
        const values = CONTROL_VALUES.map((value) => ({ ...value, value: controls.text(value.code) }));
        terminal.out(
          options.json === true
            ? JSON.stringify(values, null, 2)
            : formatTable(
                ['code', 'value', 'default', 'name', 'meaning', 'simulated'],
                values.map((value) => [
                  value.code,
                  value.value,
                  value.default,
                  value.name,
                  value.meaning,
                  value.acts ? 'yes' : 'no',
                ]),
              ),
        );
      }),
    );
}

/** `oms set`: changes system control values of a company, or of all of them. */
export function setCommand(terminal: Terminal): Command {
  return withCompany(new Command('set').argument('<code=value...>', 'system control values, e.g. K10=5'))
    .summary('change system control values')
    .description('Changes system control values of one company, or without --company of all of them.')
    .addHelpText('after', '\nExample:\n  order-broker oms set M34=ALWAYS K10=5')
    .action((words: string[], options: CompanyOptions) =>
      withOpenOms(options, terminal, (oms) => {
        const values = words.map((word) => {
          const at = word.indexOf('=');
          const [code, value] = [word.slice(0, Math.max(0, at)), word.slice(at + 1)];
          const fault = controlFault(code, value);
          if (fault !== undefined) throw new ClientError(fault, '`order-broker oms settings` lists them all');
          return [code, value] as const;
        });
        const numbers =
          options.company === undefined ? companies(oms.file).map(({ number }) => number) : [companyOf(oms, options)];
        oms.file.transaction(() => {
          for (const company of numbers) for (const [code, value] of values) putControl(oms.file, company, code, value);
        });
        terminal.out(
          options.json === true ? JSON.stringify(Object.fromEntries(values), null, 2) : `${words.join(' ')} is set.`,
        );
      }),
    );
}
