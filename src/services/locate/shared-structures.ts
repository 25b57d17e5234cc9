import type { Address } from '../../domain/geography/address.js';
import type { Customer, Customization, LineDetails, Tender } from '../../domain/order/order.js';
import { formatFixed, formatTaxAmount, taxAmount } from '../../domain/values/money.js';
import type { OrderView } from '../../broker/inquiry/order-view.js';
import type {
  AddressTypeBean,
  customerTypeBean,
  DSSalesOrderCustomizationsTypeBean,
  SoldToCustomerTypeBean,
  TaxesTypeBean,
  TransactionTendersTypeBean,
} from './messages.js';

/** Conversions between wire and domain for structures that several messages share. */

export function decodeCustomer(bean: customerTypeBean | SoldToCustomerTypeBean | null | undefined): Customer | null {
  if (bean === null || bean === undefined) return null;
  const { name } = bean;
  return {
    ...('customer_no' in bean && bean.customer_no !== undefined ? { customerNo: bean.customer_no } : {}),
    name: {
      company: name.company_name ?? '',
      prefix: name.prefix ?? '',
      first: name.first ?? '',
      middle: name.middle ?? '',
      last: name.last ?? '',
      suffix: name.suffix ?? '',
    },
    address: decodeAddress(bean.address),
  };
}

function decodeAddress(bean: AddressTypeBean): Address {
  return {
    attention: bean.attention ?? '',
    address1: bean.address1 ?? '',
    address2: bean.address2 ?? '',
    address3: bean.address3 ?? '',
    address4: bean.address4 ?? '',
    apt: bean.apt ?? '',
    city: bean.city ?? '',
    province: bean.province ?? '',
    postal: bean.postal ?? '',
    email: bean.email ?? '',
    phone1: bean.phone1 ?? '',
    phone2: bean.phone2 ?? '',
    country: bean.country ?? '',
  };
}

const EMPTY_CUSTOMER: Customer = {
  name: { company: '', prefix: '', first: '', middle: '', last: '', suffix: '' },
  address: {
    attention: '',
    address1: '',
    address2: '',
    address3: '',
    address4: '',
    apt: '',
    city: '',
    province: '',
    postal: '',
    email: '',
    phone1: '',
    phone2: '',
    country: '',
  },
};

function encodeCustomer(customer: Customer | null): customerTypeBean {
  const {
    name: { company, ...name },
    address,
  } = customer ?? EMPTY_CUSTOMER;
  return { name: { company_name: company, ...name }, address };
}

export function encodeSoldTo(customer: Customer | null): SoldToCustomerTypeBean | undefined {
  return customer === null ? undefined : { ...encodeCustomer(customer), customer_no: customer.customerNo };
}

/** A line's ship-to. A pickup order stores none; the customer takes its place. */
export function encodeShipTo(view: OrderView, line: LineDetails): customerTypeBean {
  return encodeCustomer(line.shipTo ?? view.order.details.soldTo);
}

/** The contract requires at least one tax; a line without taxes gets one of zero. @param lineNo the broker's */
export function encodeTaxes({ taxes }: LineDetails, lineNo: number): TaxesTypeBean {
  const listed = taxes.length > 0 ? taxes : [{ description: '', amount: taxAmount(0) }];
  return {
    tax: listed.map(({ description, amount }) => ({
      description,
      line_item_no: String(lineNo),
      amount: formatTaxAmount(amount),
    })),
  };
}

/** Absent when there are none: the contract has no empty list. */
export function encodeCustomizations(
  customizations: readonly Customization[],
): DSSalesOrderCustomizationsTypeBean | undefined {
  return customizations.length === 0
    ? undefined
    : {
        customization: customizations.map(({ code, message }) => ({
          customization_code: code,
          customization_message: message,
        })),
      };
}

/** Absent when there are none, for the same reason. */
export function encodeTenders(tenders: readonly Tender[]): TransactionTendersTypeBean | undefined {
  return tenders.length === 0
    ? undefined
    : {
        transaction_tender: tenders.map((tender) => ({
          line_item_no: tender.lineItemNo,
          tender_description: tender.description,
          tender_amount: formatFixed(tender.amount, 2),
          tender_account: tender.account,
        })),
      };
}
