import { Command, Option } from 'commander';
import { ClientError } from '../../../client/client-error.js';
import { parseItem } from '../../../client/locate/messages.js';
import type { LocationRef } from '../../../client/locate/messages.js';
import { enterOrder } from '../../../simulator/oms/actions/enter-order.js';
import { locationOption } from '../../locate-options.js';
import type { Terminal } from '../../terminal/terminal.js';
import { companyOf, wholeNumber, withCompany, withOpenOms } from './oms-file-option.js';
import type { CompanyOptions } from './oms-file-option.js';
import { shownOrder, showText } from './oms-view.js';

interface EnterOptions extends CompanyOptions {
  readonly type: string;
  readonly number?: number;
  readonly pickupAt?: LocationRef;
  readonly city: string;
  readonly province: string;
  readonly postal: string;
  readonly country: string;
  readonly hold?: string;
  readonly inStock?: boolean;
  readonly dropShip?: boolean;
}

const KINDS = { delivery: 'delivery', pickup: 'store pickup', 'ship-for-pickup': 'ship-for-pickup' } as const;

/** `oms enter`: order entry. */
export function enterCommand(terminal: Terminal): Command {
  return withCompany(new Command('enter').argument('<item[:qty[:price]]...>', 'items, e.g. PENCIL or PENCIL:2:1.50'))
    .addOption(new Option('--type <type>', 'how the customer gets it').choices(Object.keys(KINDS)).default('delivery'))
    .addOption(new Option('--number <n>', 'order number (default: the next one)').argParser(wholeNumber))
    .addOption(
      new Option('--pickup-at <system/location>', 'store where the customer collects it').argParser(locationOption),
    )
    .option('--city <name>', 'city of the customer', 'WORCESTER')
    .option('--province <code>', 'state or province', 'MA')
    .option('--postal <code>', 'postal code', '01602')
    .option('--country <code>', 'US or CA', 'US')
    .option('--hold <reason>', 'put the order on hold')
    .option('--in-stock', 'the items are in the warehouse, so that nothing is backordered')
    .option('--drop-ship', 'the items are shipped by their vendors, as `pick --drop-ship` selects them')
    .summary('enter an order')
    .description(
      'Enters an order. Lines of a delivery are backorders that the next run sends to the broker; a store pickup is sent at once; ship-for-pickup is sent with the pick slip, or with M34=ALWAYS by the next run.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  order-broker oms enter PENCIL:2 MUG --postal 98101\n  order-broker oms enter PENCIL --type pickup --pickup-at STC/317',
    )
    .action((items: string[], options: EnterOptions) =>
      withOpenOms(options, terminal, async (oms) => {
        const kind = KINDS[options.type as keyof typeof KINDS];
        const { city, province, postal, country } = options;
        const order = await enterOrder(oms, {
          company: companyOf(oms, options),
          kind,
          number: options.number,
          pickupAt: options.pickupAt,
          holds: options.hold === undefined ? [] : [options.hold],
          customer: {
            company: '',
            first: 'EXAMPLE',
            last: 'CUSTOMER',
            address1: '1 EXAMPLE STREET',
            city,
            province,
            postal,
            country,
            phone: '5085550199',
            email: 'customer@example.com',
          },
          lines: items.map((text) => {
            const { item, quantity, price } = parseItem(text);
            if (Number(quantity) === 0)
              throw new ClientError(`found ${JSON.stringify(text)}, expected a quantity above 0`);
            return {
              item,
              quantity: Number(quantity),
              price: Math.round(Number(price) * 100),
              isBackordered: options.inStock !== true,
              isDropShip: options.dropShip === true,
            };
          }),
        });
        const shown = shownOrder(oms, order.company, order.number);
        terminal.out(options.json === true ? JSON.stringify(shown, null, 2) : showText(shown));
      }),
    );
}
