import { Command } from 'commander';
import { listPolling } from '../../../client/admin/polling.js';
import type { PollingState } from '../../../client/admin/polling.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';

/** `polling`: shows when each location last polled, and which are late. */
export function pollingCommand(terminal: Terminal): Command {
  return withServer(new Command('polling'))
    .option('--late', 'only late locations')
    .summary('show when each location last polled')
    .description(
      'Shows when each location last polled and how many lines wait for it. A location is late when lines are waiting and it has not polled for poll_late_after_minutes.',
    )
    .addHelpText('after', '\nExample:\n  order-broker polling --late')
    .action(async (options: ServerOptions & { late?: boolean }) => {
      const locations = await listPolling(serverOf(options, terminal), options.late === true);
      if (options.json === true) {
        terminal.out(JSON.stringify(locations, null, 2));
      } else if (locations.length === 0) {
        terminal.out(
          options.late === true ? 'No location is late.' : 'No location has polled yet, and no lines are waiting.',
        );
      } else {
        terminal.out(
          formatTable(
            ['location', 'last poll', 'waiting', 'since', 'last in-transit poll', 'in transit', 'since', 'late'],
            locations.map((location) => [
              `${location.system_cd}/${location.location_cd}`,
              ...cellsOf(location.fulfillments),
              ...cellsOf(location.intransit),
              location.late ? 'late' : '',
            ]),
          ),
        );
      }
    });
}

const cellsOf = (state: PollingState): (string | number)[] => [
  state.last_polled_at ?? 'never',
  state.lines_waiting,
  state.waiting_since ?? '',
];
