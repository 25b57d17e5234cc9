// Inquiry messages about orders, as short as the contract allows.

/** The calling location. */
export const PLACE = '<store_location location_cd="W1" system_cd="6"/>';

/** @param security the SOAP header's content, if it has one */
export const inquiry = (operation, element, body, security = '') => `<?xml version="1.0" encoding="UTF-8"?>
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">${security === '' ? '' : `<s:Header>${security}</s:Header>`}<s:Body><l:${operation} xmlns:l="http://microsretail.com/Locate"><l:${element}>
<message_header xaction_type="INSERT" xaction_response="" message_type="${operation}"><datetime>2030-01-02</datetime><version>18.0</version><source>6</source><destination>LOCATE</destination></message_header>
<message_body>${body}</message_body></l:${element}></l:${operation}></s:Body></s:Envelope>`;

export const statusRequest = (id, security = '') =>
  inquiry(
    'StatusRequest',
    'status_request_message',
    `<lookup_data order_id="" request_id="${id}"><ref_transaction_no/><employee_id/>${PLACE}</lookup_data>`,
    security,
  );
