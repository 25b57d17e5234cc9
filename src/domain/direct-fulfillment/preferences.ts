import { everyLevel, organization } from '../network/preference.js';
import * as form from '../network/preference-form.js';

/** The preferences of direct fulfillment: part of the table in network/preferences.ts. */
export const DIRECT_FULFILLMENT_PREFERENCES = {
  df_type_default: organization(
    form.wholeNumberOrNull(0, 3, '', 'the routing decides as for any location'),
    null,
    'The DF type of a line that neither its order nor its product gives one: 0 the merchant ships, 1 a direct fulfillment supplier does, 2 the merchant does and orders from a supplier what he lacks, 3 the merchant if he has all of it, else a supplier.',
  ),
  df_show_unconfirmed: organization(
    form.flag,
    false,
    'The direct fulfillment service shows FUA instead of FUT for a line that its supplier has not confirmed.',
  ),
  df_invoice_type_one: organization(
    form.flag,
    false,
    'One of two that the job `invoices` needs. It also lets pixiDFCreateInvoices report a line as sent that its supplier has not.',
  ),
  df_invoice_type_two: organization(
    form.flag,
    false,
    'The other one that the job `invoices` needs to make invoices of what direct fulfillment suppliers sent.',
  ),
  df_poll_with_open_lines: organization(
    form.flag,
    false,
    'Polls return the lines of an order although a direct fulfillment supplier has another one of it to ship. Off, they wait until he has.',
  ),
  df_lines_count_as_ordered: organization(
    form.flag,
    false,
    'Lines that direct fulfillment suppliers are to ship count as ordered from them: a reported delivery marks the oldest ones, up to its quantity.',
  ),
  df_supply_location: organization(
    form.location,
    undefined,
    'Where suppliers send what the merchant lacks (DF type 2). Without one, to the location that placed the order.',
  ),
  df_supplier_counts_stock: everyLevel(
    form.flag,
    false,
    'The supplier takes what he ships off the stock himself, by pixiSetStockMultiple, so that a shipment does not lower it again.',
  ),
} as const;
