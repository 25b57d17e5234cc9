import type { AttributeValues } from '../network/catalog-document.js';

/**
 * Who ships a line, as order intake, the product or the organization says:
 *
 * - 0: the merchant;
 * - 1: a direct fulfillment supplier, whatever the merchant has;
 * - 2: the merchant; what he lacks is ordered from a supplier, who sends it to the merchant;
 * - 3: the merchant if he has all of it, else a supplier, to the customer.
 */
export const DF_TYPES = [0, 1, 2, 3] as const;
export type DfType = (typeof DF_TYPES)[number];

/** The code of the customization of a line, and of the attribute of a product, that hold a DF type. */
const DF_TYPE_CODE = 'DF_TYPE';

/** Reads a DF type; undefined for anything else. */
export function parseDfType(value: unknown): DfType | undefined {
  return DF_TYPES.find((type) => String(type) === String(value).trim());
}

/** What a line says about itself: a customization with the code DF_TYPE, in any case. */
export function intakeDfType(
  customizations: readonly { readonly code: string; readonly message: string }[],
): DfType | undefined {
  const own = customizations.find(({ code }) => code.trim().toUpperCase() === DF_TYPE_CODE);
  return own && parseDfType(own.message);
}

/** What the product says: its attribute DF_TYPE, in any case. */
export function productDfType(attributes: AttributeValues): DfType | undefined {
  const own = Object.entries(attributes).find(([code]) => code.toUpperCase() === DF_TYPE_CODE);
  return own && parseDfType(Array.isArray(own[1]) ? own[1][0] : own[1]);
}

/** What a supplier may report about a line of a type. Without a type the routing chose him, as type 3 would have. */
export function reportsOf(type: DfType | undefined): readonly SupplierReport[] {
  return type === 2 ? ['BES', 'STO'] : ['FUS', 'STO'];
}

/** What a supplier reports: sent to the customer, canceled, ordered (to be sent to the merchant). */
export const SUPPLIER_REPORTS = ['FUS', 'STO', 'BES'] as const;
export type SupplierReport = (typeof SUPPLIER_REPORTS)[number];
