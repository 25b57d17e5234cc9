import { adjustStock } from '../../../broker/direct-fulfillment/merchant/adjust-stock.js';
import type { BinChange } from '../../../broker/direct-fulfillment/merchant/adjust-stock.js';
import { changeType } from '../../../broker/direct-fulfillment/merchant/change-type.js';
import { commentKey, commentNumber } from '../../../broker/direct-fulfillment/merchant/comment-order.js';
import type { XmlElement } from '../../../platform/xml/element.js';
import { childrenNamed, isNamed, readEmbedded, textOf } from '../embedded-xml.js';
import type { DirectFulfillmentOperation } from '../operation.js';
import { outcomeOf } from '../outcome.js';
import { excerpt, isInt, ParameterError } from '../parameters.js';

/** Longest comment, in characters. */
const COMMENT = 1000;

/** Who ships a line, and what somebody writes about it. */
export const updateOrderline: DirectFulfillmentOperation = {
  name: 'pixiUpdateOrderline',
  parameters: [
    { name: 'OrderlineKey', type: 'int', required: true },
    { name: 'DF_Type', type: 'int' },
    { name: 'Comment', type: 'varchar', length: COMMENT },
  ],
  answer: ({ context, parameters, user }) =>
    outcomeOf(async () => {
      const key = parameters.int('OrderlineKey') ?? 0;
      const type = parameters.int('DF_Type');
      const comment = parameters.text('Comment');
      if (type !== undefined && type !== 0 && type !== 1)
        throw new ParameterError([`Parameter DF_Type: found ${String(type)}, expected 0 or 1.`]);
      if (type === undefined && comment === '')
        throw new ParameterError(['Nothing is to be changed: send DF_Type, Comment or both.']);
      if (type !== undefined) await changeType(context.broker, user, key, type);
      if (comment !== '') await commentKey(context.broker, user, key, comment);
    }),
};

const commentOperation = (name: string): DirectFulfillmentOperation => ({
  name,
  parameters: [
    { name: 'OrderNr', type: 'int', required: true },
    { name: 'Comment', type: 'varchar', length: COMMENT, required: true },
  ],
  answer: ({ context, parameters, user }) =>
    outcomeOf(() => commentNumber(context.broker, user, parameters.int('OrderNr') ?? 0, parameters.text('Comment'))),
});

/** What somebody writes about an order, under both names that the operation has. */
export const addOrderComments = [
  commentOperation('pixiAddOrderComments'),
  commentOperation('pixiAddOrderComment'),
] as const;

/** Most changes of one call. */
const MOST_BINS = 1000;

/** What is taken from and put into the stock of locations: all of it or nothing. */
export const setStockMultiple: DirectFulfillmentOperation = {
  name: 'pixiSetStockMultiple',
  parameters: [
    { name: 'XML', type: 'varchar' },
    { name: 'ParameterXML', type: 'varchar' },
  ],
  answer: ({ context, parameters, user }) =>
    outcomeOf(() => {
      const changes = readItems(parameters.element('XML') ?? parameters.element('ParameterXML'));
      return adjustStock(context.broker, user, changes);
    }),
};

/** @throws {ParameterError} with every fault */
function readItems(parameter: XmlElement | undefined): readonly BinChange[] {
  const root = parameter === undefined ? 'it is missing' : readEmbedded(parameter);
  if (typeof root === 'string' || !isNamed(root.local, 'ITEMSTOCK'))
    throw new ParameterError([
      `Parameter XML: ${typeof root === 'string' ? root : `found <${root.local.slice(0, 50)}>`}; expected <ITEMSTOCK> with an <ITEM> for each product.`,
    ]);
  const read = childrenNamed(root, 'ITEM').flatMap((item, index) => readItem(item, `Item ${String(index + 1)}: `));
  if (read.length === 0 || read.length > MOST_BINS)
    throw new ParameterError([`Parameter XML: found ${String(read.length)} bins, expected 1 to ${String(MOST_BINS)}.`]);
  const faults = read.flatMap((one) => (typeof one === 'string' ? one : []));
  if (faults.length > 0) throw new ParameterError(faults);
  return read.filter((one): one is BinChange => typeof one !== 'string');
}

function readItem(item: XmlElement, where: string): (BinChange | string)[] {
  const [ean, itemId] = [textOf(item, 'EANUPC'), textOf(item, 'ITEMNRINT', 'ITEMKEY')];
  if (ean === '' && itemId === '') return [`${where}EANUPC, ITEMNRINT or ITEMKEY is missing.`];
  if (textOf(item, 'OVERWRITESTOCK', 'STOCK') !== '')
    return [
      `${where}an absolute stock would undo what happened meanwhile: send STOCKADD or STOCKREMOVE, or use ProductUpdate or an import for a count.`,
    ];
  const bins = childrenNamed(item, 'INVBINS').flatMap((list) => childrenNamed(list, 'INVBIN'));
  if (bins.length === 0) return [`${where}it names no <INVBIN>.`];
  return bins.map((bin) => {
    const place = textOf(bin, 'BINNAME');
    const [added, removed] = [textOf(bin, 'STOCKADD'), textOf(bin, 'STOCKREMOVE')];
    const wrong = [added, removed].find((text) => text !== '' && !(isInt(text) && Number(text) >= 0));
    if (place === '') return `${where}BINNAME is missing.`;
    if (textOf(bin, 'STOCK') !== '') return `${where}STOCK is absolute: send STOCKADD or STOCKREMOVE.`;
    if (wrong !== undefined) return `${where}found ${excerpt(wrong)}, expected a whole number from 0.`;
    if (added === '' && removed === '') return `${where}neither STOCKADD nor STOCKREMOVE is there.`;
    return { ean, itemId, place, by: Number(added || 0) - Number(removed || 0) };
  });
}
