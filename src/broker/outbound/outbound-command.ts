import type { Network } from '../../domain/network/network.js';
import type { Customer, CustomerName } from '../../domain/order/order.js';
import { EMPTY_ADDRESS } from '../../domain/geography/address.js';
import type { Consignee, OutboundOrder } from '../../domain/outbound/outbound-order.js';
import type { StoredOutbound } from '../../store/outbound/outbound-requests.js';
import type { SubmitOrderCommand } from '../orders/submit-order-command.js';

/** An outbound as an order: a delivery that its client places, with every line at the warehouse that it names. */
export function outboundCommand(outbound: StoredOutbound, order: OutboundOrder, network: Network): SubmitOrderCommand {
  const warehouse = network.locationById(outbound.locationId);
  const shop = network.locationById(outbound.shopId);
  const customer = customerOf(order.consignee, warehouse.address.country);
  const { amounts, terms } = order;
  return {
    type: 'DELIVERY',
    transactionNo: outbound.groupKey,
    orderId: order.soNumber,
    refTransactionNo: '',
    underReview: '',
    requestingLocation: { systemCd: outbound.systemCd, locationCd: shop.locationCd },
    pickupLocation: { systemCd: '', locationCd: '' },
    amounts: {
      transaction_subtotal: '',
      transaction_tax: amounts.tax,
      transaction_total: amounts.total,
      freight_amount: amounts.postage,
      balance_due: '',
      order_additional_freight_charges: '',
      order_additional_charges: '',
      freight_tax: '',
    },
    details: {
      employeeId: '',
      transactionDate: `${order.orderTime.replace(' ', 'T')}.000Z`,
      channel: terms.platform,
      specialInstructions: order.remark,
      shipVia: '',
      shipViaDescription: terms.expressCode,
      gift: '',
      sourceCode: '',
      currency: '',
      shipComplete: '',
      orderMessage: '',
      giftMessage: '',
      soldTo: customer,
    },
    tenders: [],
    lines: order.details.map(({ sku, quantity, price }, index) => ({
      lineItemNo: String(index + 1),
      location: { systemCd: warehouse.system.systemCd, locationCd: warehouse.locationCd },
      itemId: sku,
      quantity,
      unitPrice: price,
      extendedFreight: '',
      customizationCharge: '',
      shipWeight: '',
      taxes: [],
      shipTo: customer,
      customizations: [],
      details: { specialInstructions: '', upc: '', ean: '', giftWrap: '', shipAlone: '', message: '' },
    })),
  };
}

/** @param country where the warehouse is: requests name no country unless the goods leave it */
function customerOf(consignee: Consignee, country: string): Customer {
  return {
    name: nameOf(consignee.name),
    address: {
      ...EMPTY_ADDRESS,
      address1: consignee.address,
      address2: consignee.area,
      address3: consignee.town,
      city: consignee.city,
      province: consignee.province || consignee.state,
      postal: consignee.zip,
      country: consignee.country || country,
      phone1: consignee.phone,
      email: consignee.email,
    },
  };
}

/** The last word of a name is the family name; a single word names a shop as well as a person. */
function nameOf(consignee: string): CustomerName {
  const words = consignee.trim().split(/\s+/);
  const last = words.length > 1 ? (words.pop() ?? '') : '';
  const first = words.join(' ');
  return {
    company: last === '' ? first : '',
    prefix: '',
    first: last === '' ? '' : first,
    middle: '',
    last,
    suffix: '',
  };
}
