import { Command } from 'commander';
import { listOutbounds, reportParcel } from '../../../client/admin/outbounds.js';
import type { AdminOutbound } from '../../../client/admin/outbounds.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import { print } from './print-requests.js';

interface ListOptions extends ServerOptions {
  readonly number?: string;
  readonly client?: string;
  readonly state?: string;
  readonly type?: string;
}

/** `outbounds`: shows what client platforms had sent, and how far it is. */
export function outboundsCommand(terminal: Terminal): Command {
  const outbounds = new Command('outbounds')
    .summary('show outbounds and returns of client platforms')
    .description(
      'Shows outbounds and returns of client platforms, with their status codes (docs/outbound-and-logistics.md).',
    )
    .addHelpText('after', '\nExample:\n  order-broker outbounds list --state created');
  outbounds.addCommand(
    withServer(new Command('list').summary('list them, newest first'))
      .option('--number <so_number>', 'those of this number')
      .option('--client <code>', 'those of this client platform')
      .option('--state <state>', 'accepted, created, refused or canceled')
      .option('--type <type>', 'SO, TT or RT')
      .action(async (options: ListOptions) => {
        const { number, client, state, type } = options;
        const query = Object.entries({ so_number: number, customer_id: client, state, order_type: type });
        const given = Object.fromEntries(query.filter((one): one is [string, string] => one[1] !== undefined));
        const items = await listOutbounds(serverOf(options, terminal), given);
        print(terminal, options, items, items.length === 0 ? 'There are no outbounds.' : outboundTable(items));
      }),
  );
  outbounds.addCommand(
    withServer(new Command('parcel').argument('<id>', 'outbound').argument('<status>', 'such as in_transit'))
      .summary('record how far its parcel is, as the carrier said by other means')
      .option('--awb <number>', "the carrier's waybill")
      .action(async (id: string, status: string, options: ServerOptions & { awb?: string }) => {
        const report = { status, ...(options.awb === undefined ? {} : { awb: options.awb }) };
        const { result } = await reportParcel(serverOf(options, terminal), id, report);
        const text = result === 'news' ? 'Recorded.' : `Nothing was changed: the report is ${result}.`;
        print(terminal, options, { result }, text);
      }),
  );
  return outbounds;
}

const outboundTable = (outbounds: readonly AdminOutbound[]): string =>
  formatTable(
    ['id', 'number', 'type', 'client', 'warehouse', 'state', 'code', 'status', 'parcel', 'request', 'error'],
    outbounds.map((one) => [
      one.id,
      one.so_number,
      one.order_type,
      one.customer_id,
      one.warehouse_id,
      one.state,
      one.status_code,
      one.status,
      one.parcel_status?.name ?? '',
      one.request_id ?? '',
      one.error,
    ]),
  );
