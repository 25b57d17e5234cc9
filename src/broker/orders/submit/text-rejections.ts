import type { Customer } from '../../../domain/order/order.js';
import { Rejection } from '../../../domain/response-code.js';
import {
  isLonger,
  MAX_FIELD_LENGTH,
  MAX_LINES,
  MAX_NOTE_LENGTH,
  MAX_ORDER_CHARACTERS,
} from '../../../domain/values/limits.js';
import type { SubmitLine, SubmitOrderCommand } from '../submit-order-command.js';

/** What an entry of a list costs beside its texts: thousands of empty ones are large as well. */
const ENTRY_CHARACTERS = 20;

/** A text that the broker only passes on, by its name on the wire. */
interface PassedText {
  readonly field: string;
  readonly text: string;
  readonly limit: number;
}

/**
 * Which of the texts that the broker only passes on are too long, and whether they are too many together. Whoever polls gets
 * many orders at once, so that one order must not be what nobody can read.
 */
export function textRejections(command: SubmitOrderCommand): Rejection[] {
  const lines = command.lines.slice(0, MAX_LINES);
  const texts = [...headerTexts(command), ...lines.flatMap(lineTexts)];
  const entries = command.tenders.length + lines.reduce((sum, line) => sum + entriesOf(line), 0);
  const characters = texts.reduce((sum, { text }) => sum + text.length, entries * ENTRY_CHARACTERS);
  const fields = new Map(texts.filter(({ text, limit }) => isLonger(text, limit)).map((one) => [one.field, one.limit]));
  return [
    ...[...fields].map(([field, limit]) => new Rejection('too_long', { field, limit })),
    ...(characters > MAX_ORDER_CHARACTERS ? [new Rejection('order_too_large', { limit: MAX_ORDER_CHARACTERS })] : []),
  ];
}

function headerTexts({ details, tenders }: SubmitOrderCommand): PassedText[] {
  return [
    fieldText('transaction_date', details.transactionDate),
    fieldText('transaction_channel', details.channel),
    fieldText('ship_via', details.shipVia),
    fieldText('ship_via_description', details.shipViaDescription),
    fieldText('gift', details.gift),
    fieldText('source_code', details.sourceCode),
    fieldText('currency', details.currency),
    fieldText('ship_complete', details.shipComplete),
    noteText('special_instructions', details.specialInstructions),
    noteText('order_message', details.orderMessage),
    noteText('gift_message', details.giftMessage),
    ...customerTexts('sold_to_customer', details.soldTo),
    ...tenders.flatMap((tender) => [
      fieldText('transaction_tender/line_item_no', tender.lineItemNo),
      fieldText('tender_description', tender.description),
      fieldText('tender_account', tender.account),
    ]),
  ];
}

function lineTexts({ details, taxes, customizations, shipTo }: SubmitLine): PassedText[] {
  return [
    noteText('special_instructions', details.specialInstructions),
    noteText('order_line_message', details.message),
    fieldText('item_upc_cd', details.upc),
    fieldText('item_ean_cd', details.ean),
    fieldText('order_line_gift_wrap', details.giftWrap),
    fieldText('order_line_ship_alone', details.shipAlone),
    ...customerTexts('ship_to', shipTo),
    ...taxes.flatMap((tax) => [
      fieldText('tax/description', tax.description),
      fieldText('tax/line_item_no', tax.lineItemNo),
    ]),
    ...customizations.flatMap(({ code, message }) => [
      fieldText('customization_code', code),
      noteText('customization_message', message),
    ]),
  ];
}

function customerTexts(person: string, customer: Customer | null): PassedText[] {
  if (customer === null) return [];
  const { company, ...name } = customer.name;
  const texts = Object.entries({
    customer_no: customer.customerNo ?? '',
    company_name: company,
    ...name,
    ...customer.address,
  });
  return texts.map(([field, text]) => fieldText(`${person}/${field}`, text));
}

const entriesOf = ({ taxes, customizations }: SubmitLine): number => taxes.length + customizations.length;

const fieldText = (field: string, text: string): PassedText => ({ field, text, limit: MAX_FIELD_LENGTH });
const noteText = (field: string, text: string): PassedText => ({ field, text, limit: MAX_NOTE_LENGTH });
