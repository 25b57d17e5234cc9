import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attribute, child, descend } from '../../../src/client/locate/response.js';
import type { XmlElement } from '../../../src/platform/xml/element.js';
import { cli } from '../../cli/support/capture.js';
import { answer, fault, scriptedBroker } from '../../cli/support/scripted-broker.js';
import type { Received, Script } from '../../cli/support/scripted-broker.js';

/** The message_body of a received message. */
export const bodyOf = (request: Received): XmlElement | undefined =>
  child(request.payload?.children[0], 'message_body');

/** Recognizes orders by number, assigns request ids from 900 on, and returns all of them and a foreign one to polls. */
export function storyBroker(): Script {
  const orders = new Map<string, string>();
  return (request) => {
    if (request.path.startsWith('/admin'))
      return { body: JSON.stringify({ run: { canceled: [900], job: 'auto-cancel' } }), type: 'application/json' };
    const response = (id: string, order: string, code: string, said: string, rest = ''): string =>
      `<response order_id="${order}" request_id="${id}" response_code="${code}"><response_description>${said}</response_description>${rest}</response>`;
    switch (request.payload?.local) {
      case 'SubmitOrder': {
        const order = attribute(descend(bodyOf(request), 'transactions', 'transaction_header'), 'order_id');
        const known = orders.get(order);
        const failed = (out: string): string => out.replace('xaction_response="OK"', 'xaction_response="FAILED"');
        if (known !== undefined)
          return {
            body: failed(
              answer(
                'SubmitOrder',
                'generic_response_message',
                response(known, order, '2040', `order ${order} is request ID ${known}`),
              ),
            ),
          };
        const id = String(900 + orders.size);
        orders.set(order, id);
        return {
          body: answer(
            'SubmitOrder',
            'generic_response_message',
            response(
              id,
              order,
              '0',
              'Order Acknowledged',
              '<fulfillment_details><fulfillment_detail line_no="1" requesting_system_line_no="4" item_id="MUG   " fulfillment_qty="2" fulfillment_system_cd="STC" fulfillment_location_cd="21"/></fulfillment_details>',
            ),
          ),
        };
      }
      case 'StatusUpdate':
        return {
          body: answer(
            'StatusUpdate',
            'generic_response_message',
            response(attribute(child(bodyOf(request), 'order'), 'request_id'), '', '0', 'Done.'),
          ),
        };
      case 'Fulfillments':
        return {
          body: answer(
            'Fulfillments',
            'fulfillment_response_message',
            `<orders>${['17', ...orders.values()]
              .map(
                (id) =>
                  `<order request_id="${id}" order_id="X" transaction_type_id="DELIVERY" transaction_status="new_order"><under_review>N</under_review><items><item_detail line_item_no="1" line_item_status="new_order" requesting_system_line_no="4"><location_cd>21</location_cd><system_cd>STC</system_cd><item_id>MUG</item_id><qty>2</qty></item_detail></items></order>`,
              )
              .join('')}</orders>`,
          ),
        };
      default:
        return { status: 500, body: fault('soap:Server', 'Not here.') };
    }
  };
}

/** The beginning of a story file, up to its steps. */
export const HEAD = 'title: T\nshows: S\nsource: R\naccount: LOCATE\ncast: { oms: 6/1, boston: STC/21 }\nsteps:\n';
/** A step that submits order A-1. */
export const SUBMIT =
  '  - { who: oms, step: submit, SubmitOrder: { order: A-1, type: DELIVERY, lines: [{ line: 4, item: MUG, qty: 2 }] }, request: order }\n';

/** Creates a folder with files. */
export async function folder(stories: Readonly<Record<string, string>>): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'order-broker-'));
  for (const [name, content] of Object.entries(stories)) await writeFile(join(path, name), content);
  return path;
}

/** Plays a story of these steps. */
export async function play(
  steps: string,
  script = storyBroker(),
): Promise<{ code: number; out: string; err: string; received: readonly Received[] }> {
  await using server = await scriptedBroker(script);
  const result = await cli(['replay', await folder({ 'a.story.yaml': HEAD + steps }), '--url', server.url]);
  return { ...result, received: server.received };
}
