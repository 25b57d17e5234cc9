import { readFileSync } from 'node:fs';
import {
  decode,
  LOCATE_NAMESPACES,
  validate,
  validateResponse,
  write,
  wsdl,
} from '../../../src/services/locate/contract.js';
import { readSchema } from '../../../src/platform/xml/schema/read-schema.js';
import { contentOf, rootType, typeNamed } from '../../../src/platform/xml/schema/schema.js';
import { NS, parse } from '../../platform/xml/documents.js';

const schema = readSchema(readFileSync(new URL('../../../xsd/Locate.xsd', import.meta.url), 'utf8'));

/** The parts of a type as `name`, `name?`, `name+`, `name*`, then `:type` unless it is a string; attributes as `@name!` or `@name`. */
function outline(name: string): string {
  const { attributes, elements } = contentOf(schema, typeNamed(schema, name));
  return [
    ...elements.map(({ name: element, type, required, repeated, qualified }) => {
      const shape = 'complex' in type ? `:${type.complex}` : type.simple === 'string' ? '' : `:${type.simple}`;
      return `${qualified ? '{ns}' : ''}${element}${repeated ? (required ? '+' : '*') : required ? '' : '?'}${shape}`;
    }),
    ...attributes.map(
      ({ name: attribute, type, required }) =>
        `@${attribute}${type === 'string' ? '' : `:${type}`}${required ? '!' : ''}`,
    ),
  ].join(' ');
}

describe('the contract', () => {
  test.each([
    ['StatusRequest', 'status_request_message', 'status_response_message'],
    ['ProductUpdate', 'product_update_request_message', 'product_update_response_message'],
    ['OrderUpdate', 'order_update_request_message', 'order_update_response_message'],
    ['OrderSearch', 'order_search_request_message', 'order_search_response_message'],
    ['StatusUpdate', 'status_update_request_message', 'generic_response_message'],
    ['Fulfillments', 'fulfillment_request_message', 'fulfillment_response_message'],
    ['StatusListRequest', 'status_list_request_message', 'status_list_request_message'],
    ['SubmitOrder', 'order_request_message', 'generic_response_message'],
    ['ProductAvailability', 'product_availability_request_message', 'product_availability_response_message'],
    ['LocateItems', 'location_request_message', 'location_response_message'],
    ['Intransit', 'intransit_request_message', 'intransit_response_message'],
  ])('qualifies only the inner element of the request in %s', (operation, request, response) => {
    expect(rootType(schema, operation).elements).toEqual([
      expect.objectContaining({ name: request, qualified: true, required: false }),
    ]);
    expect(rootType(schema, `${operation}Response`).elements).toEqual([
      expect.objectContaining({ name: response, qualified: false, required: false }),
    ]);
  });

  test('qualifies no inner element in EchoTest', () => {
    expect([outline('EchoTest'), outline('EchoTestResponse')]).toEqual(['TestMesg?', 'return?']);
  });

  test('has 12 operations, and qualifies nothing below their inner elements', () => {
    expect(schema.roots.size).toBe(24);
    const qualified = [...schema.types.values()].filter(({ elements }) =>
      elements.some((element) => element.qualified),
    );
    expect(qualified).toHaveLength(11);
    expect(qualified.every(({ name }) => schema.roots.has(name))).toBe(true);
  });

  test('names wrapper types like the wrappers, and keeps misspelled names', () => {
    expect([...schema.roots].every(([name, type]) => name === type)).toBe(true);
    expect(outline('LocateItemsRequestMessageTypeBean')).toBe(
      'message_header:LocateItemsRequestMessageHeaderTypeBean message_body:LocateIemsRequestMessageBodyTypeBean',
    );
    expect(outline('SubmitOrderResponseMessageFulfillmentDetails')).toBe(
      'fulfillment_detail+:SubmitOrderResponseMessageFulfillmentDetail',
    );
    expect(outline('OrderSearchMessageHeaderTypeBean')).toBe(
      'datetime version source destination @xaction_type! @xaction_response! @message_type!',
    );
  });

  test('has nine location types with the same two optional attributes', () => {
    const pairs = [...schema.types.keys()].filter((name) => outline(name) === '@location_cd @system_cd');
    expect(pairs).toHaveLength(9);
    expect(pairs).toContain('StoreLocationTypeBean');
    expect(outline('FulfillmentResponseMessageStoreLocationTypeBean')).toBe(
      '@request_system_cd @request_location_cd @system_cd! @location_cd!',
    );
  });

  test.each([
    [
      'AddressTypeBean',
      'attention? address1? address2? address3? address4? apt? city? province? postal? email? phone1? phone2? country?',
    ],
    ['SoldToCustomerTypeBean', 'name:NameTypeBean address:AddressTypeBean @customer_no'],
    ['TransactionTenderTypeBean', 'tender_description tender_amount:decimal tender_account? @line_item_no!'],
    ['ProductUpdateRequestMessageHeaderTypeBean', 'datetime version source destination'],
    ['ProductUpdateResponseMessageBodyTypeBean', 'response_cd response_description'],
    ['ProductUpdateRequestMessageProductLocationTypeBean', 'available_qty next_po_qty next_po_date @location_code!'],
    ['StatusListInquiryRequestMessageRequestIdsBean', 'request_ids+:StatusListInquiryRequestMessageRequestIdBean'],
    ['StatusListInquiryRequestMessageStatusesBean', 'statuses*:StatusListInquiryRequestMessageStatusBean'],
    [
      'SubmitOrderResponseMessageResponseTypeBean',
      'response_description response_fulfillment_system_cd response_fulfillment_location_cd ' +
        'fulfillment_details?:SubmitOrderResponseMessageFulfillmentDetails @order_id! @request_id:int! @response_code:int!',
    ],
    [
      'StatusUpdateResponseMessageResponseTypeBean',
      'response_description @order_id! @request_id:int! @response_code:int! @line_no:int!',
    ],
    [
      'SubmitOrderRequestTransactionDetailTypeBean',
      'location_cd system_cd item_id qty:int unit_price ship_to?:customerTypeBean taxes?:TaxesTypeBean ' +
        'line_item_status? special_instructions? shipping_agent? tracking_number? item_upc_cd? item_ean_cd? order_line_extended_freight?:decimal ' +
        'order_line_customization_charge?:decimal order_line_gift_wrap? order_line_ship_alone? order_line_ship_weight?:decimal order_line_message? ' +
        'customizations?:DSSalesOrderCustomizationsTypeBean @line_item_no!',
    ],
    [
      'FulfillmentResponseMessageItemTypeBean',
      'location_cd? system_cd? item_id qty:int unit_price:double ship_to:customerTypeBean taxes:TaxesTypeBean ' +
        'special_instructions? item_upc_cd? item_ean_cd? order_line_extended_freight?:decimal order_line_customization_charge?:decimal ' +
        'order_line_gift_wrap? order_line_ship_alone? order_line_ship_weight?:decimal order_line_message? ' +
        'customizations?:DSSalesOrderCustomizationsTypeBean @requesting_system_line_no @line_item_status! @line_item_no:int!',
    ],
    [
      'StatusUpdateRequestMessageItemTypeBean',
      'ship_to?:customerTypeBean @item_id! @item_qty:int! @shipping_agent! @tracking_number! @item_status! ' +
        '@fulfilling_location_cd @fulfilling_system_cd @line_no:int! @requesting_system_line_no:int! @status_date @item_status_reason_code @item_status_reason_note',
    ],
  ])('defines %s with all parts in order', (type, shape) => {
    expect(outline(type)).toBe(shape);
  });

  test.each([
    [
      'SubmitOrderRequestMessageTransactionHeaderTypeBean',
      / store_location\?:StoreLocationTypeBean shipforpickup_location\?:StoreLocationTypeBean transaction_details\?/,
    ],
    [
      'FulfillmentResponseMessageOrderTypeBean',
      / store_location:\w+ shipforpickup_location\?:StoreLocationTypeBean items\?/,
    ],
    ['StatusInquiryResponseMessageItemTypeBean', /@fulfillment_id @shipment_date$/],
    ['StatusListInquiryResponseMessageItemTypeBean', /@fulfillment_id @shipment_date$/],
  ])('has the later additions to %s as optional parts', (type, shape) => {
    expect(outline(type)).toMatch(shape);
  });

  test('allows empty lists for "nothing found" and nowhere else', () => {
    const lists = [...schema.types.values()].flatMap(({ name, elements }) =>
      elements.filter(({ repeated, required }) => repeated && !required).map((element) => `${name}/${element.name}`),
    );
    expect(lists).toEqual([
      'LocateItemsResponseMessageItemTypeBean/locations_lu',
      'LocateItemsResponseMessageLocationsTypeBean/location',
      'AvailabilityByOrderTypeResponseMessageItemTypeBean/locations_lu',
      'AvailabilityByOrderTypeResponseMessageLocationsTypeBean/location',
      'StatusListInquiryRequestMessageStatusesBean/statuses',
    ]);
  });
});

describe('messages', () => {
  const header =
    '<message_header xaction_type="INSERT" xaction_response="" message_type="x"><datetime>2030-01-02</datetime><version>5.2</version><source>A1</source><destination>L</destination></message_header>';
  const fulfillments = (ns: string): string =>
    `<n:Fulfillments xmlns:n="${ns}"><n:fulfillment_request_message>${header}` +
    '<message_body><store_location location_cd="7" system_cd="POS"/></message_body></n:fulfillment_request_message></n:Fulfillments>';
  const envelope = (payload: string): string =>
    `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>${payload}</e:Body></e:Envelope>`;

  test.each(LOCATE_NAMESPACES)('are validated and answered in %s', (ns) => {
    const text = envelope(fulfillments(ns));
    for (const strictness of ['strict', 'tolerant'] as const) {
      expect(validate(strictness, text, parse(text), [0, 0])).toEqual([]);
    }
    expect(write('EchoTestResponse', { return: 'a' }, ns)).toBe(
      `<ns2:EchoTestResponse xmlns:ns2="${ns}"><return>a</return></ns2:EchoTestResponse>`,
    );
  });

  test('that mix both namespaces, or use another, are refused', () => {
    const mixed = fulfillments(NS)
      .replaceAll('n:fulfillment_request_message', 'm:fulfillment_request_message')
      .replace('xmlns:n', 'xmlns:m="http://retail.com/Locate" xmlns:n');
    expect(validate('tolerant', mixed, parse(mixed), [])).toHaveLength(1);
    const other = fulfillments('urn:other');
    expect(validate('tolerant', other, parse(other), [])).toEqual([expect.objectContaining({ path: '/Fulfillments' })]);
  });

  test('are decoded to the type of their name', () => {
    const message = decode('Fulfillments', parse(fulfillments(NS))).fulfillment_request_message;
    expect(message?.message_header.source).toBe('A1');
    expect(message?.message_body.store_location).toEqual({ location_cd: '7', system_cd: 'POS' });
  });

  test('without empty attributes pass tolerant validation but not strict validation', () => {
    const text =
      `<StatusUpdate xmlns="${NS}"><status_update_request_message>${header.replace('<message_header', '<message_header xmlns=""')}` +
      '<message_body xmlns=""><order request_id="5" order_id="9-001"><employee_id/></order></message_body></status_update_request_message></StatusUpdate>';
    expect(validate('tolerant', text, parse(text), [])).toEqual([]);
    expect(validate('strict', text, parse(text), [])).toEqual([
      expect.objectContaining({
        path: '/StatusUpdate/status_update_request_message/message_body/order/@order_status',
        line: 1,
      }),
    ]);
    expect(decode('StatusUpdate', parse(text)).status_update_request_message?.message_body.order.order_status).toBe('');
  });

  test('of the broker can be validated strictly, alone or in an envelope', () => {
    const text = write('EchoTestResponse', { return: 'a' }, NS);
    expect(validateResponse(text)).toEqual([]);
    expect(validateResponse(envelope(text))).toEqual([]);
    expect(validateResponse(envelope(text.replaceAll('return', 'ns2:return')))).toEqual([
      expect.objectContaining({ path: '/EchoTestResponse/return' }),
    ]);
  });
});

describe('the service description', () => {
  const served = parse(wsdl());
  const children = (local: string): typeof served.children => served.children.filter((child) => child.local === local);
  const attribute = (element: typeof served | undefined, name: string): string | undefined =>
    element?.attributes.find(({ local }) => local === name)?.value;

  test('is a single document with an address to be replaced', () => {
    const text = wsdl();
    expect(text).not.toMatch(/schemaLocation|<xs:(?:include|import)/);
    expect(text.match(/<\?xml/g)).toHaveLength(1);
    const [schemaElement] = children('types')[0]?.children ?? [];
    expect(schemaElement?.children.filter(({ local }) => local === 'element')).toHaveLength(24);
    expect(attribute(children('service')[0]?.children[0]?.children[0], 'location')).toMatch(
      /^http.*\/Locate\/LocateServices$/,
    );
  });

  test('imports the schema beside it when read as a file', () => {
    const file = new URL('../../../wsdl/LocateServices.wsdl', import.meta.url);
    const [, location] = /schemaLocation="([^"]*)"/.exec(readFileSync(file, 'utf8')) ?? [];
    expect(readSchema(readFileSync(new URL(location ?? '', file), 'utf8')).targetNamespace).toBe(NS);
  });

  test('names service, port, port type and binding as clients expect', () => {
    expect([
      attribute(served, 'targetNamespace'),
      attribute(children('service')[0], 'name'),
      attribute(children('service')[0]?.children[0], 'name'),
      attribute(children('portType')[0], 'name'),
      attribute(children('binding')[0], 'name'),
    ]).toEqual([NS, 'LocateService', 'LocatePort', 'Locate', 'LocateServiceSoapBinding']);
  });

  test('has a message for each wrapper and an operation for each pair, with an empty SOAPAction', () => {
    expect(
      children('message')
        .map((message) => attribute(message, 'name'))
        .sort(),
    ).toEqual([...schema.roots.keys()].sort());
    for (const message of children('message')) {
      expect([attribute(message.children[0], 'name'), attribute(message.children[0], 'element')]).toEqual([
        'parameters',
        `tns:${attribute(message, 'name') ?? ''}`,
      ]);
    }
    const operations = children('portType')[0]?.children.map((operation) => [
      attribute(operation, 'name'),
      ...operation.children.map((part) => attribute(part, 'message')),
    ]);
    expect(operations).toHaveLength(12);
    for (const [name, input, output] of operations ?? [])
      expect([input, output]).toEqual([`tns:${name ?? ''}`, `tns:${name ?? ''}Response`]);
    const bound = children('binding')[0]?.children.filter(({ local }) => local === 'operation') ?? [];
    expect(bound.map((operation) => attribute(operation, 'name'))).toEqual(operations?.map(([name]) => name));
    expect(bound.every((operation) => attribute(operation.children[0], 'soapAction') === '')).toBe(true);
  });
});
