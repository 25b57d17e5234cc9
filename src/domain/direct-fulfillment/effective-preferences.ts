import type { LocationCode } from '../network/location-code.js';
import type { Preferences } from '../network/preferences.js';
import { parseDfType } from './df-type.js';
import type { DfType } from './df-type.js';
import { DIRECT_FULFILLMENT_PREFERENCES } from './preferences.js';

/** The preferences of direct fulfillment that are in force in the organization. */
export interface DirectFulfillmentPreferences {
  /** Undefined: the routing decides. */
  readonly typeDefault: DfType | undefined;
  readonly showUnconfirmed: boolean;
  /** Whether pixiDFCreateInvoices reports lines as sent that their suppliers have not. */
  readonly sendsByInvoice: boolean;
  /** Whether the job makes invoices by itself. */
  readonly invoicesByItself: boolean;
  readonly pollsWithOpenLines: boolean;
  readonly countsAsOrdered: boolean;
  /** Undefined: the location that placed the order. */
  readonly supplyLocation: LocationCode | undefined;
}

/** @param written those of the organization */
export function directFulfillmentPreferences(written: Preferences): DirectFulfillmentPreferences {
  const defaults = DIRECT_FULFILLMENT_PREFERENCES;
  const typeOne = written.df_invoice_type_one ?? defaults.df_invoice_type_one.default;
  const typeTwo = written.df_invoice_type_two ?? defaults.df_invoice_type_two.default;
  const supply = written.df_supply_location;
  return {
    typeDefault: parseDfType(written.df_type_default),
    showUnconfirmed: written.df_show_unconfirmed ?? defaults.df_show_unconfirmed.default,
    sendsByInvoice: typeOne,
    invoicesByItself: typeOne && typeTwo,
    pollsWithOpenLines: written.df_poll_with_open_lines ?? defaults.df_poll_with_open_lines.default,
    countsAsOrdered: written.df_lines_count_as_ordered ?? defaults.df_lines_count_as_ordered.default,
    supplyLocation: supply && { systemCd: supply.system_cd, locationCd: supply.location_cd },
  };
}
