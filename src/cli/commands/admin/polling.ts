import { Command } from 'commander';
import { ClientError } from '../../../client/client-error.js';
import { request, serverOf, withServer } from '../../server.js';
import type { Server, ServerOptions } from '../../server.js';
import { formatTable } from '../../table.js';
import type { Terminal } from '../../terminal.js';

/** How a location polls, as the admin interface tells it. */
interface LocationPolling {
  readonly system_cd: string;
  readonly location_cd: string;
  readonly late: boolean;
  readonly fulfillments: PollingState;
  readonly intransit: PollingState;
}

interface PollingState {
  readonly last_polled_at: string | null;
  readonly lines_waiting: number;
  readonly waiting_since: string | null;
}

/** `polling`: when locations last asked for their work, and which should have. */
export function pollingCommand(terminal: Terminal): Command {
  return withServer(new Command('polling'))
    .option('--late', 'only locations for which work waits and that have not polled for too long')
    .summary('show when each location last polled')
    .description(
      'Shows when each location last polled, what waits for it, and whether it is late: work waits, and poll_late_after_minutes have gone by without a poll.',
    )
    .addHelpText('after', '\nExample:\n  order-broker polling --late')
    .action(async (options: ServerOptions & { late?: boolean }) => {
      const locations = await allPages(serverOf(options, terminal), options.late === true);
      if (options.json === true) {
        terminal.out(JSON.stringify(locations, null, 2));
      } else if (locations.length === 0) {
        terminal.out(
          options.late === true ? 'No location is late.' : 'No location has polled yet, and none has work waiting.',
        );
      } else {
        terminal.out(
          formatTable(
            ['location', 'last poll', 'waiting', 'since', 'last in-transit poll', 'in transit', 'since', 'late'],
            locations.map((one) => [
              `${one.system_cd}/${one.location_cd}`,
              ...cells(one.fulfillments),
              ...cells(one.intransit),
              one.late ? 'late' : '',
            ]),
          ),
        );
      }
    });
}

function cells(state: PollingState): (string | number)[] {
  return [state.last_polled_at ?? 'never', state.lines_waiting, state.waiting_since ?? ''];
}

async function allPages(server: Server, late: boolean): Promise<LocationPolling[]> {
  const locations: LocationPolling[] = [];
  for (let after: string | undefined = ''; after !== undefined;) {
    const query: string = new URLSearchParams({
      limit: '1000',
      ...(late ? { late: 'true' } : {}),
      ...(after === '' ? {} : { after }),
    }).toString();
    const response = await request(server, `/admin/v1/polling?${query}`, { headers: { accept: 'application/json' } });
    if (!response.ok)
      throw new ClientError(`the broker at ${server.url} answered ${response.status} ${response.statusText}`);
    const page = (await response.json()) as { items: LocationPolling[]; next?: string };
    locations.push(...page.items);
    after = page.next;
  }
  return locations;
}
