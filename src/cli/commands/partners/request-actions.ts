import { Command } from 'commander';
import { actOnRequest, regenerateRequest, shipRequest } from '../../../client/admin/requests.js';
import { ClientError } from '../../../client/client-error.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import type { Terminal } from '../../terminal/terminal.js';
import { print, printMade } from './print-requests.js';
import { requestText, shipmentTable } from './request-tables.js';
import { readLine, readUnits, requireId } from './request-words.js';

/** Actions with at most one text: name, summary, and the text with its meaning. */
const PLAIN = [
  ['process', 'release one to its partner', undefined, ''],
  ['mark-processed', 'mark one as handed over by other means', undefined, ''],
  ['fail', 'mark one as failed', 'error', 'why it could not be handed over'],
  ['cancel', 'give one back, as its partner', 'note', 'why'],
  ['void', 'take one back, or ask its partner to give it back', 'note', 'why'],
  ['refuse-void', 'keep one that was asked back, as its partner', 'note', 'why'],
  ['renumber', 'give one another number', 'number', 'the new number'],
] as const;

/** Notes may be left out. */
const OPTIONAL = 'note';

/** The subcommands of `requests` that do something with one. */
export function requestActionCommands(terminal: Terminal): Command[] {
  return [
    ...PLAIN.map(([name, summary, field, meaning]) => plainCommand(terminal, { name, summary, field, meaning })),
    acknowledgeCommand(terminal),
    regenerateCommand(terminal),
    shipCommand(terminal),
  ];
}

const ofRequest = (name: string): Command => withServer(new Command(name).argument('<id>', 'fulfillment request'));

function plainCommand(
  terminal: Terminal,
  { name, summary, field, meaning }: { name: string; summary: string; field: string | undefined; meaning: string },
): Command {
  const command = ofRequest(name).summary(summary);
  const act = async (id: string, body: object | undefined, options: ServerOptions): Promise<void> => {
    const request = await actOnRequest(serverOf(options, terminal), requireId(id), name, body);
    print(terminal, options, request, requestText(request));
  };
  if (field === undefined) return command.action((id: string, options: ServerOptions) => act(id, undefined, options));
  return command
    .argument(field === OPTIONAL ? `[${field}]` : `<${field}>`, meaning)
    .action((id: string, text: string | undefined, options: ServerOptions) =>
      act(id, text === undefined ? undefined : { [field]: text }, options),
    );
}

function acknowledgeCommand(terminal: Terminal): Command {
  const form = 'line:acknowledged:canceled';
  return ofRequest('acknowledge')
    .summary('acknowledge one, or the units of it that the partner can ship')
    .option(
      '--line <line:acknowledged:canceled...>',
      'units of lines, such as 1:2:1 or 1:2; default: all units of all lines',
    )
    .action(async (id: string, options: ServerOptions & { line?: readonly string[] }) => {
      const lines = options.line?.map((text) => {
        const { line, words } = readLine(text, form);
        const [acknowledged = '', canceled = '0'] = words;
        return { line_no: line, acknowledged: readUnits(acknowledged, form), canceled: readUnits(canceled, form) };
      });
      const body = lines === undefined ? undefined : { lines };
      const request = await actOnRequest(serverOf(options, terminal), requireId(id), 'acknowledge', body);
      print(terminal, options, request, requestText(request));
    });
}

function regenerateCommand(terminal: Terminal): Command {
  return ofRequest('regenerate')
    .summary('take one back and route its lines anew')
    .option('--without-partner', 'to anybody else')
    .action(async (id: string, options: ServerOptions & { withoutPartner?: boolean }) => {
      const server = serverOf(options, terminal);
      printMade(terminal, options, await regenerateRequest(server, requireId(id), options.withoutPartner === true));
    });
}

interface ShipOptions extends ServerOptions {
  readonly carrier: string;
  readonly method?: string;
  readonly tracking?: readonly string[];
  readonly reference?: string;
  readonly shippedAt?: string;
  readonly line?: readonly string[];
}

function shipCommand(terminal: Terminal): Command {
  return ofRequest('ship')
    .summary('record parcels that left')
    .requiredOption('--carrier <name>', 'who carries them')
    .option('--method <name>', 'how, such as GROUND')
    .option('--tracking <numbers...>', 'tracking numbers')
    .option('--reference <text>', 'what the partner calls the shipment; the same again is a repeat')
    .option('--shipped-at <time>', 'when they left, such as 2026-11-21T08:00:00Z; default: now')
    .option('--line <line:units:serial:batch...>', 'units of lines, such as 1:2 or 1:1:SN-7; default: all open units')
    .action(async (id: string, options: ShipOptions) => {
      const reported = await shipRequest(serverOf(options, terminal), requireId(id), reportOf(options));
      const note = reported.repeated ? '\nThis shipment was reported before; nothing was changed.' : '';
      print(terminal, options, reported, `${shipmentTable([reported.shipment])}${note}`);
    });
}

function reportOf({ carrier, method, tracking, reference, shippedAt, line }: ShipOptions): object {
  return {
    carrier,
    ...(method === undefined ? {} : { method }),
    ...(tracking === undefined ? {} : { tracking_numbers: tracking }),
    ...(reference === undefined ? {} : { source_reference: reference }),
    ...(shippedAt === undefined ? {} : { shipped_at: shippedAt }),
    ...(line === undefined ? {} : { lines: line.map(shippedLine) }),
  };
}

/** @throws {ClientError} */
function shippedLine(text: string): object {
  const form = 'line:units:serial:batch';
  const { line, words } = readLine(text, form);
  const [units, serial = '', batch = ''] = words;
  if (units === undefined)
    throw new ClientError(`--line: found ${JSON.stringify(text)} without units, expected ${form}`);
  return { line_no: line, quantity: readUnits(units, form), serial_no: serial, batch_no: batch };
}
