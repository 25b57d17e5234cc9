// The load: a SubmitOrder message of about 5 KB with one line, in the form of an order management system, and
// its catalog: a thousand warehouses that can all fulfill it.

const LOCATIONS = 1000;
/** Enough stock for every run, so that every order is assigned. */
const STOCK = 100_000_000;

const customer = (indent, role) => `
${indent}<name><company_name/><prefix/><first>FIRST</first><middle/><last>${role}</last><suffix/></name>
${indent}<address>
${indent}  <attention/><address1>12345 EXAMPLE STREET</address1><address2/><address3/><address4/><apt/>
${indent}  <city>WORCESTER</city><province>MA</province><postal>01602</postal><email>first.last@example.com</email>
${indent}  <phone1>508 555 0100</phone1><phone2>508 555 0200</phone2><country>US</country>
${indent}</address>`;

const MESSAGE = `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">
  <soapenv:Body>
    <ns2:SubmitOrder xmlns:ns2="http://microsretail.com/Locate">
      <ns2:order_request_message>
        <message_header xaction_type="INSERT" xaction_response="1" message_type="SubmitOrder">
          <datetime>2030-01-02T03:04:05</datetime>
          <version>18.0</version>
          <source>006000001234500000</source>
          <destination>LOCATE</destination>
        </message_header>
        <message_body>
          <transactions>
            <transaction_header transaction_type_id="DELIVERY" transaction_no="@@" request_id="" order_id="@@">
              <ref_transaction_no/>
              <transaction_date>2030-01-02T03:04:05</transaction_date>
              <employee_id>BENCH</employee_id>
              <transaction_subtotal>24.489999771118164</transaction_subtotal>
              <transaction_tax>1.53</transaction_tax>
              <transaction_total>26.02</transaction_total>
              <special_instructions>Leave it with the neighbor at number seven, who is at home until noon.</special_instructions>
              <transaction_status>new_order</transaction_status>
              <transaction_channel>1</transaction_channel>
              <ship_via>1</ship_via>
              <ship_via_description>UPS GROUND</ship_via_description>
              <gift>N</gift>
              <source_code>SOURCE</source_code>
              <freight_amount>4.95</freight_amount>
              <balance_due>0</balance_due>
              <currency>US</currency>
              <order_additional_freight_charges>0.00</order_additional_freight_charges>
              <order_additional_charges>0.00</order_additional_charges>
              <ship_complete>N</ship_complete>
              <freight_tax>0.00</freight_tax>
              <order_message>Thank you for your order.</order_message>
              <gift_message/>
              <under_review>N</under_review>
              <sold_to_customer customer_no="12345">${customer('                ', 'BUYER')}
              </sold_to_customer>
              <store_location location_cd="W1" system_cd="6"/>
              <transaction_details>
                <transaction_detail line_item_no="1">
                  <location_cd/>
                  <system_cd/>
                  <item_id>THING       BLUE   </item_id>
                  <qty>1</qty>
                  <unit_price>24.489999771118164</unit_price>
                  <ship_to>${customer('                    ', 'RECEIVER')}
                  </ship_to>
                  <taxes>
                    <tax description="State tax" line_item_no="1"><amount>1.03</amount></tax>
                    <tax description="City tax" line_item_no="1"><amount>0.50</amount></tax>
                  </taxes>
                  <line_item_status>new_order</line_item_status>
                  <special_instructions>Fragile: this side up.</special_instructions>
                  <shipping_agent/>
                  <tracking_number/>
                  <item_upc_cd>000614000014</item_upc_cd>
                  <item_ean_cd>4000614000010</item_ean_cd>
                  <order_line_extended_freight>0.00</order_line_extended_freight>
                  <order_line_customization_charge>0.00</order_line_customization_charge>
                  <order_line_gift_wrap>N</order_line_gift_wrap>
                  <order_line_ship_alone>N</order_line_ship_alone>
                  <order_line_ship_weight>1.250</order_line_ship_weight>
                  <order_line_message>Happy birthday</order_line_message>
                  <customizations>
                    <customization>
                      <customization_code>ENGRAVE</customization_code>
                      <customization_message>With the best wishes of all of us at the office</customization_message>
                    </customization>
                  </customizations>
                </transaction_detail>
              </transaction_details>
              <transaction_tenders>
                <transaction_tender line_item_no="1">
                  <tender_description>VISA</tender_description>
                  <tender_amount>26.02</tender_amount>
                  <tender_account>************1111</tender_account>
                </transaction_tender>
              </transaction_tenders>
            </transaction_header>
          </transactions>
        </message_body>
      </ns2:order_request_message>
    </ns2:SubmitOrder>
  </soapenv:Body>
</soapenv:Envelope>
`;

const PARTS = MESSAGE.split('@@');

/** The message of the order with the given number. */
export const orderMessage = (orderId) => PARTS.join(orderId);

/** The catalog file, as JSON. The warehouses lie within about 900 miles of the customer. */
export function catalog() {
  const codes = Array.from({ length: LOCATIONS }, (_, index) => `W${index + 1}`);
  return JSON.stringify({
    organization: { code: 'BENCH', account: 'LOCATE', default_system: '6' },
    preferences: { use_proximity_locator: true, search_radius: 3000, distance_unit: 'MI' },
    location_types: [{ code: 'WAREHOUSE', category: 'warehouse' }],
    systems: [
      {
        system_cd: '6',
        name: 'Order management',
        locations: codes.map((code, index) => ({
          location_cd: code,
          name: `Warehouse ${index + 1}`,
          type: 'WAREHOUSE',
          priority: 1 + (index % 9),
          latitude: 36 + (index % 40) * 0.3,
          longitude: -85 + Math.floor(index / 40) * 0.6,
          address: { city: 'WORCESTER', province: 'MA', postal: '01602', country: 'US' },
        })),
      },
    ],
    products: [
      {
        product_cd: 'THING       BLUE',
        description: 'A blue thing',
        system_products: [{ system_cd: '6', item_id: 'THING       BLUE' }],
      },
    ],
    inventory: codes.map((code, index) => ({
      system_cd: '6',
      location_cd: code,
      item_id: 'THING       BLUE',
      available_qty: STOCK + index,
    })),
  });
}
