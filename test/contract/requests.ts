import type { Content } from './soap-program.js';

/**
 * The messages of the life cycle, as content for any client: attributes under `attributes`, elements in schema order.
 */

export interface Sender {
  readonly version: string;
  readonly source: string;
  readonly system: string;
  readonly location: string;
}

export interface OrderLine {
  readonly no: number;
  readonly item: string;
  readonly quantity: number;
  readonly price: string;
}

type Request = Readonly<Record<string, Content>>;

const header = (operation: string, sender: Sender): Content => ({
  attributes: { xaction_type: 'INSERT', xaction_response: '1', message_type: operation },
  datetime: '2030-01-02T03:04:05',
  version: sender.version,
  source: sender.source,
  destination: 'LOCATE',
});

const place = (system: string, location: string): Content => ({
  attributes: { location_cd: location, system_cd: system },
});

/** Names and texts that a wrong character set, missing escaping or trimming would change. */
export const CUSTOMER = {
  first: 'Zoë',
  last: 'Müller-Łukasz 東京',
  address1: "12½ Rue de l'Été  <3> & Co",
  city: 'WORCESTER',
} as const;
export const MESSAGE = 'Grüße & „Łódź“ <東京> "¿sí?" 🎁  two blanks';

const customer: Readonly<Record<string, Content>> = {
  name: { company_name: '', first: CUSTOMER.first, last: CUSTOMER.last },
  address: {
    address1: CUSTOMER.address1,
    city: CUSTOMER.city,
    province: 'MA',
    postal: '01602',
    email: 'zoe@example.com',
    phone1: '508 555 0100',
    country: 'US',
  },
};

/** Callers send amounts with floating-point errors; the broker keeps two decimals. */
export const AMOUNTS = {
  sent: ['63.469999313354492', '3.966874957084655', '67.436874270439147'],
  kept: [63.47, 3.97, 67.44],
} as const;

export interface OrderOptions {
  readonly soldTo?: Content;
  /** Pickup location; without one the order is delivered. */
  readonly collectAt?: { readonly system: string; readonly location: string };
}

export function submitOrder(
  sender: Sender,
  orderId: string,
  lines: readonly OrderLine[],
  options: OrderOptions = {},
): Request {
  const [subtotal, tax, total] = AMOUNTS.sent;
  const { soldTo = { attributes: { customer_no: '00012' }, ...customer }, collectAt } = options;
  return {
    order_request_message: {
      message_header: header('SubmitOrder', sender),
      message_body: {
        transactions: {
          transaction_header: {
            attributes: {
              transaction_type_id: collectAt === undefined ? 'DELIVERY' : 'SHIPFORPICKUP',
              transaction_no: `T${orderId}`,
              request_id: '',
              order_id: orderId,
            },
            ref_transaction_no: `R${orderId}`,
            transaction_date: '2030-01-02T03:04:05',
            employee_id: 'Jürgen',
            transaction_subtotal: subtotal,
            transaction_tax: tax,
            transaction_total: total,
            special_instructions: MESSAGE,
            transaction_status: 'new_order',
            transaction_channel: '1',
            gift: 'N',
            freight_amount: '4.994999999999999',
            balance_due: '0',
            currency: 'US',
            order_message: MESSAGE,
            under_review: 'N',
            sold_to_customer: soldTo,
            store_location: place(sender.system, sender.location),
            ...(collectAt === undefined ? {} : { shipforpickup_location: place(collectAt.system, collectAt.location) }),
            transaction_details: {
              transaction_detail: lines.map((line) => ({
                attributes: { line_item_no: String(line.no) },
                location_cd: '',
                system_cd: '',
                item_id: line.item,
                qty: line.quantity,
                unit_price: line.price,
                ship_to: customer,
                taxes: {
                  tax: [
                    {
                      attributes: { description: 'Taxe d’État', line_item_no: String(line.no) },
                      amount: '1.983437478542328',
                    },
                  ],
                },
                line_item_status: 'new_order',
                order_line_ship_weight: '1.1099999',
                order_line_message: MESSAGE,
                customizations: {
                  customization: [{ customization_code: 'ENGRAVE', customization_message: '  Ångström  ' }],
                },
              })),
            },
            transaction_tenders: {
              transaction_tender: [
                {
                  attributes: { line_item_no: '1' },
                  tender_description: 'Crédit',
                  tender_amount: total,
                  tender_account: '',
                },
              ],
            },
          },
        },
      },
    },
  };
}

export const locateItems = (sender: Sender, items: readonly string[]): Request => ({
  location_request_message: {
    message_header: header('LocateItems', sender),
    message_body: {
      items: { item: items.map((item) => ({ attributes: { item_id: item, qty: '1', fulfillment_type: 'PICKUP' } })) },
      store_location: place(sender.system, sender.location),
      address: { postal: '01602', country: 'US' },
      range: { distance: '40', unit: 'MI' },
      requested_location: place('', ''),
    },
  },
});

export const statusRequest = (
  sender: Sender,
  numbers: { readonly request_id: string; readonly order_id: string },
): Request => ({
  status_request_message: {
    message_header: header('StatusRequest', sender),
    message_body: {
      lookup_data: { attributes: numbers, employee_id: '', store_location: place(sender.system, sender.location) },
    },
  },
});

export const statusListRequest = (sender: Sender, requestIds: readonly string[], responseType: string): Request => ({
  status_list_request_message: {
    message_header: header('StatusListRequest', sender),
    message_body: {
      lookup_data: {
        attributes: { response_type: responseType, status_condition: 'EQ' },
        employee_id: '',
        store_location: place(sender.system, sender.location),
        request_ids: { request_ids: requestIds.map((id) => ({ attributes: { request_id: id } })) },
      },
    },
  },
});

export const fulfillments = (sender: Sender): Request => ({
  fulfillment_request_message: {
    message_header: header('Fulfillments', sender),
    message_body: { store_location: place(sender.system, sender.location) },
  },
});

export const intransit = (sender: Sender): Request => ({
  intransit_request_message: {
    message_header: header('Intransit', sender),
    message_body: { store_location: place(sender.system, sender.location) },
  },
});

export interface LineUpdate {
  readonly line_no: number;
  readonly requesting_system_line_no: number;
  readonly item_id: string;
  readonly shipping_agent: string;
  readonly tracking_number: string;
  readonly item_qty: number;
}

export const statusUpdate = (
  sender: Sender,
  requestId: string,
  orderId: string,
  status: string,
  lines: readonly LineUpdate[],
): Request => ({
  status_update_request_message: {
    message_header: header('StatusUpdate', sender),
    message_body: {
      order: {
        attributes: { request_id: requestId, order_id: orderId, order_status: status },
        employee_id: 'Jürgen',
        store_location: place(sender.system, sender.location),
        ...(lines.length === 0
          ? {}
          : {
              items: {
                item: lines.map((line) => ({
                  attributes: {
                    ...line,
                    item_status: status,
                    fulfilling_location_cd: sender.location,
                    fulfilling_system_cd: sender.system,
                    status_date: '2030-01-05',
                  },
                })),
              },
            }),
      },
    },
  },
});

/** Empty attributes request nothing, and some clients cannot omit them. */
export const orderSearch = (sender: Sender, criteria: Readonly<Record<string, string>>, most: number): Request => ({
  order_search_request_message: {
    message_header: header('OrderSearch', sender),
    message_body: {
      lookup_data: {
        attributes: criteria,
        employee_id: 'Jürgen',
        max_no_responses: most,
        store_location: place(sender.system, sender.location),
      },
    },
  },
});

export const orderUpdate = (sender: Sender, requestId: string, orderId: string, flag: 'Y' | 'N'): Request => ({
  order_update_request_message: {
    message_header: header('OrderUpdate', sender),
    message_body: {
      order: {
        attributes: { request_id: requestId, order_id: orderId, under_review: flag },
        employee_id: 'Jürgen',
        store_location: place(sender.system, sender.location),
      },
    },
  },
});

export interface WantedType {
  readonly type: string;
  readonly distance: string;
  readonly unit: string;
}

export const productAvailability = (
  sender: Sender,
  types: readonly WantedType[],
  items: readonly { readonly item: string; readonly quantity: string }[],
): Request => ({
  product_availability_request_message: {
    message_header: header('ProductAvailability', sender),
    message_body: {
      requesting_location: place(sender.system, sender.location),
      fulfillment_types: {
        fulfillment_type: types.map(({ type, distance, unit }) => ({
          attributes: { type, range_distance: distance, range_unit: unit },
        })),
      },
      items: { item: items.map(({ item, quantity }) => ({ attributes: { item_id: item, qty: quantity } })) },
      address: { city: '', province: '', postal: '01602', country: 'US' },
    },
  },
});

export const productUpdate = (
  sender: Sender,
  product: { readonly system: string; readonly item: string; readonly product: string; readonly description: string },
  stock: readonly { readonly location: string; readonly available: string }[],
): Request => ({
  product_update_request_message: {
    message_header: {
      datetime: '2030-01-02T03:04:05',
      version: sender.version,
      source: sender.source,
      destination: 'LOCATE',
    },
    message_body: {
      system_product: {
        attributes: { system_code: product.system, system_product_code: product.item, product_code: product.product },
        description: product.description,
        department: 'HOME',
        class: '',
        sub_class: '',
        master_style_code: '',
        product_locations: {
          product_location: stock.map(({ location, available }) => ({
            attributes: { location_code: location },
            available_qty: available,
            next_po_qty: '0',
            next_po_date: '',
          })),
        },
      },
    },
  },
});
