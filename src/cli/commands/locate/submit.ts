import { readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import type { XmlElement } from '../../../platform/xml/element.js';
import { parseXml } from '../../../platform/xml/parse.js';
import { ClientError } from '../../../client/client-error.js';
import { serverOf, withServer } from '../../server.js';
import type { ServerOptions } from '../../server.js';
import { attribute, children, descend, isEnvelope, isSoap12, LIMITS } from '../../../client/locate/answer.js';
import { envelopeOf } from '../../../client/locate/envelope.js';
import { callLocate, postEnvelope } from '../../../client/locate/locate-client.js';
import { readItem, readPlace, withSender } from '../../../client/locate/messages.js';
import type { Place, SenderOptions } from '../../../client/locate/messages.js';
import { orderMessage } from '../../../client/locate/order-message.js';
import { outcomeOf } from '../../../client/locate/orders.js';
import { formatTable } from '../../table.js';
import type { Terminal } from '../../terminal.js';

interface SubmitOptions extends ServerOptions, SenderOptions {
  readonly type: string;
  readonly item?: readonly string[];
  readonly qty: string;
  readonly orderId?: string;
  readonly city: string;
  readonly province: string;
  readonly postal: string;
  readonly country: string;
  readonly from?: Place;
  readonly pickupAt?: Place;
}

/** `submit`: sends an order, from a file or built from options. */
export function submitCommand(terminal: Terminal): Command {
  return withSender(
    withServer(new Command('submit').argument('[order.xml]', 'a SubmitOrder message, with or without its envelope')),
  )
    .summary('send an order')
    .description(
      'Sends a SubmitOrder message, or builds a small order from options. Shows which location got which line.',
    )
    .option('--type <type>', 'DELIVERY, PICKUP, SHIPFORPICKUP, RETAILPICKUP or SHIPTOSTORE', 'DELIVERY')
    .option('--item <item...>', 'what is ordered, as item, item:qty or item:qty:price')
    .option('--qty <n>', 'quantity of items that name none', '1')
    .option('--order-id <id>', "the caller's order number (default: a new one)")
    .option('--postal <code>', 'where to: postal code', '01602')
    .option('--city <name>', 'where to: city', 'WORCESTER')
    .option('--province <code>', 'where to: state or province', 'MA')
    .option('--country <code>', 'where to: US or CA', 'US')
    .addOption(new Option('--from <system/location>', 'the location that must fulfill it').argParser(readPlace))
    .addOption(new Option('--pickup-at <system/location>', 'where the customer collects it').argParser(readPlace))
    .addHelpText(
      'after',
      '\nExamples:\n  order-broker submit samples/locate/10-submit-order-delivery.request.xml\n  order-broker submit --item PENCIL:2 --postal 98101 --city SEATTLE --province WA',
    )
    .action(async (file: string | undefined, options: SubmitOptions) => {
      const server = serverOf(options, terminal);
      if ((file === undefined) === (options.item === undefined))
        throw new ClientError('expected either a file or --item', 'order-broker submit --help shows examples');
      if (file !== undefined) {
        const { envelope, contentType } = await readMessage(file);
        report(await postEnvelope(server, envelope, contentType), options.json === true, terminal);
        return;
      }
      const items = (options.item ?? []).map((written) => readItem(written, options.qty));
      const orderId = options.orderId ?? `CLI-${Date.now().toString(36).toUpperCase()}`;
      // A pickup is fulfilled where it is collected.
      const from = options.from ?? (options.type === 'PICKUP' ? options.pickupAt : undefined);
      const order = { ...options, items, orderId };
      delete order.from;
      report(
        await callLocate(server, 'SubmitOrder', orderMessage(from === undefined ? order : { ...order, from })),
        options.json === true,
        terminal,
      );
    });
}

/** A file's envelope; a bare payload gets one of SOAP 1.1. */
async function readMessage(file: string): Promise<{ envelope: Uint8Array | string; contentType: string }> {
  let bytes: Buffer;
  let root: XmlElement;
  try {
    bytes = await readFile(file);
    root = parseXml(bytes.toString('utf8').replace(/^\uFEFF/, ''), LIMITS);
  } catch (error) {
    throw new ClientError(`${file} is not a message that can be sent: ${(error as Error).message}`);
  }
  if (isEnvelope(root))
    return {
      envelope: bytes,
      contentType: isSoap12(root) ? 'application/soap+xml; charset=utf-8' : 'text/xml; charset=utf-8',
    };
  const payload = bytes.toString('utf8').replace(/^\uFEFF?\s*(<\?xml[^>]*\?>)?/, '');
  return {
    envelope: envelopeOf(payload),
    contentType: 'text/xml; charset=utf-8',
  };
}

function report(payload: XmlElement, json: boolean, terminal: Terminal): void {
  const outcome = outcomeOf(payload);
  const response = descend(payload.children[0], 'message_body', 'response');
  const lines = children(descend(response, 'fulfillment_details'), 'fulfillment_detail').map((detail) => ({
    line_no: attribute(detail, 'line_no'),
    requesting_system_line_no: attribute(detail, 'requesting_system_line_no'),
    item_id: attribute(detail, 'item_id'),
    qty: attribute(detail, 'fulfillment_qty'),
    at: `${attribute(detail, 'fulfillment_system_cd')}/${attribute(detail, 'fulfillment_location_cd')}`,
  }));
  if (json) terminal.out(JSON.stringify({ ...outcome, lines }, null, 2));
  if (outcome.response_code !== 0)
    throw new ClientError(`refused with code ${outcome.response_code}: ${outcome.response_description}`);
  if (json) return;
  terminal.out(`${outcome.response_description}: order ${outcome.order_id} is request ${outcome.request_id}.`);
  if (lines.length > 0) {
    terminal.out(
      formatTable(
        ['line', 'their line', 'item', 'qty', 'fulfilled by'],
        lines.map((line) => [line.line_no, line.requesting_system_line_no, line.item_id.trimEnd(), line.qty, line.at]),
      ),
    );
  }
  terminal.out(`Next: order-broker status ${outcome.request_id}`);
}
