import type { SubmitOrderCommand } from '../../broker/orders/submit-order-command.js';
import { parseXmlYielding, XmlError } from '../../platform/xml/parse.js';
import type { XmlElement } from '../../platform/xml/element.js';
import type { XmlLimits } from '../../platform/xml/limits.js';
import { decodeYielding, validateOffThread } from './contract.js';
import type { Strictness } from '../../platform/soap/contract/contract.js';
import { decodeCommand } from './operations/submit-order.js';

/** The problems of an order message and their positions. */
export interface UnreadableOrder {
  readonly faults: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Reads a SubmitOrder message without executing it, for a preview: the payload alone, or in its envelope. It yields to the
 * event loop like the message itself.
 */
export async function readOrder(
  text: string,
  limits: XmlLimits,
  strictness: Strictness,
): Promise<SubmitOrderCommand | UnreadableOrder> {
  try {
    const root = await parseXmlYielding(text, limits);
    const position = root.local === 'Envelope' ? [root.children.length - 1, 0] : [];
    const payload = position.reduce<XmlElement | undefined>((parent, index) => parent?.children[index], root);
    if (payload?.local !== 'SubmitOrder')
      return { faults: [{ path: '', reason: `found <${payload?.local ?? root.local}>, expected SubmitOrder` }] };
    const problems = await validateOffThread(strictness, text, root, position);
    if (problems.length > 0) {
      return {
        faults: problems.map((problem) => ({
          path: problem.path,
          reason: `line ${String(problem.line)}, column ${String(problem.column)}: ${problem.reason}`,
        })),
      };
    }
    const message = (await decodeYielding('SubmitOrder', payload)).order_request_message;
    const header = message?.message_body.transactions.transaction_header;
    return header === undefined
      ? { faults: [{ path: '/SubmitOrder', reason: 'the message is empty' }] }
      : decodeCommand(header);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return {
      faults: [{ path: '', reason: `line ${String(error.line)}, column ${String(error.column)}: ${error.message}` }],
    };
  }
}
