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

/** Takes a text that the broker only passes on, with its name on the wire, and the person whose it is. */
type Visitor = (text: string, limit: number, field: string, person?: string) => void;

/**
 * Which of the texts that the broker only passes on are too long, and whether they are too many together. Whoever polls gets
 * many orders at once, so that one order must not be what nobody can read.
 *
 * The texts are visited rather than listed: an object for each of them took 15 µs of every order.
 */
export function textRejections(command: SubmitOrderCommand): Rejection[] {
  const tooLong = new Map<string, number>();
  let characters = 0;
  const visit: Visitor = (text, limit, field, person) => {
    characters += text.length;
    if (text.length > limit && isLonger(text, limit))
      tooLong.set(person === undefined ? field : `${person}/${field}`, limit);
  };
  visitHeader(command, visit);
  characters += command.tenders.length * ENTRY_CHARACTERS;
  for (const line of command.lines.slice(0, MAX_LINES)) {
    visitLine(line, visit);
    characters += (line.taxes.length + line.customizations.length) * ENTRY_CHARACTERS;
  }
  const rejections = [...tooLong].map(([field, limit]) => new Rejection('too_long', { field, limit }));
  if (characters > MAX_ORDER_CHARACTERS)
    rejections.push(new Rejection('order_too_large', { limit: MAX_ORDER_CHARACTERS }));
  return rejections;
}

function visitHeader({ details, tenders }: SubmitOrderCommand, visit: Visitor): void {
  visit(details.transactionDate, MAX_FIELD_LENGTH, 'transaction_date');
  visit(details.channel, MAX_FIELD_LENGTH, 'transaction_channel');
  visit(details.shipVia, MAX_FIELD_LENGTH, 'ship_via');
  visit(details.shipViaDescription, MAX_FIELD_LENGTH, 'ship_via_description');
  visit(details.gift, MAX_FIELD_LENGTH, 'gift');
  visit(details.sourceCode, MAX_FIELD_LENGTH, 'source_code');
  visit(details.currency, MAX_FIELD_LENGTH, 'currency');
  visit(details.shipComplete, MAX_FIELD_LENGTH, 'ship_complete');
  visit(details.specialInstructions, MAX_NOTE_LENGTH, 'special_instructions');
  visit(details.orderMessage, MAX_NOTE_LENGTH, 'order_message');
  visit(details.giftMessage, MAX_NOTE_LENGTH, 'gift_message');
  visitCustomer('sold_to_customer', details.soldTo, visit);
  for (const tender of tenders) {
    visit(tender.lineItemNo, MAX_FIELD_LENGTH, 'transaction_tender/line_item_no');
    visit(tender.description, MAX_FIELD_LENGTH, 'tender_description');
    visit(tender.account, MAX_FIELD_LENGTH, 'tender_account');
  }
}

function visitLine({ details, taxes, customizations, shipTo }: SubmitLine, visit: Visitor): void {
  visit(details.specialInstructions, MAX_NOTE_LENGTH, 'special_instructions');
  visit(details.message, MAX_NOTE_LENGTH, 'order_line_message');
  visit(details.upc, MAX_FIELD_LENGTH, 'item_upc_cd');
  visit(details.ean, MAX_FIELD_LENGTH, 'item_ean_cd');
  visit(details.giftWrap, MAX_FIELD_LENGTH, 'order_line_gift_wrap');
  visit(details.shipAlone, MAX_FIELD_LENGTH, 'order_line_ship_alone');
  visitCustomer('ship_to', shipTo, visit);
  for (const tax of taxes) {
    visit(tax.description, MAX_FIELD_LENGTH, 'tax/description');
    visit(tax.lineItemNo, MAX_FIELD_LENGTH, 'tax/line_item_no');
  }
  for (const { code, message } of customizations) {
    visit(code, MAX_FIELD_LENGTH, 'customization_code');
    visit(message, MAX_NOTE_LENGTH, 'customization_message');
  }
}

function visitCustomer(person: string, customer: Customer | null, visit: Visitor): void {
  if (customer === null) return;
  const { name, address } = customer;
  visit(customer.customerNo ?? '', MAX_FIELD_LENGTH, 'customer_no', person);
  for (const field of keysOf(name)) visit(name[field], MAX_FIELD_LENGTH, NAMES[field] ?? field, person);
  for (const field of keysOf(address)) visit(address[field], MAX_FIELD_LENGTH, field, person);
}

/** Names of fields on the wire that are not those of their texts. */
const NAMES: Readonly<Record<string, string>> = { company: 'company_name' };

const keysOf = <T extends object>(of: T): (keyof T & string)[] => Object.keys(of) as (keyof T & string)[];
