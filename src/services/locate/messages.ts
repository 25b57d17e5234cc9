// Generated from xsd/Locate.xsd by `npm run generate`: change the schema, not this file.

export interface MessageHeaderTypeBean {
  readonly xaction_response: string;
  readonly xaction_type: string;
  readonly datetime: string;
  readonly version: string;
  readonly source: string;
  readonly destination: string;
}

export interface NameTypeBean {
  readonly company_name?: string | null | undefined;
  readonly prefix?: string | null | undefined;
  readonly first?: string | null | undefined;
  readonly middle?: string | null | undefined;
  readonly last?: string | null | undefined;
  readonly suffix?: string | null | undefined;
}

export interface customerTypeBean {
  readonly name: NameTypeBean;
  readonly address: AddressTypeBean;
}

export interface AddressTypeBean {
  readonly attention?: string | null | undefined;
  readonly address1?: string | null | undefined;
  readonly address2?: string | null | undefined;
  readonly address3?: string | null | undefined;
  readonly address4?: string | null | undefined;
  readonly apt?: string | null | undefined;
  readonly city?: string | null | undefined;
  readonly province?: string | null | undefined;
  readonly postal?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly phone1?: string | null | undefined;
  readonly phone2?: string | null | undefined;
  readonly country?: string | null | undefined;
}

export interface TaxTypeBean {
  readonly description: string;
  readonly line_item_no: string;
  readonly amount: string;
}

export interface TaxesTypeBean {
  readonly tax: readonly TaxTypeBean[];
}

export interface DSSalesOrderCustomizationTypeBean {
  readonly customization_code: string;
  readonly customization_message: string;
}

export interface DSSalesOrderCustomizationsTypeBean {
  readonly customization: readonly DSSalesOrderCustomizationTypeBean[];
}

export interface TransactionTenderTypeBean {
  readonly line_item_no: string;
  readonly tender_description: string;
  readonly tender_amount: string;
  readonly tender_account?: string | null | undefined;
}

export interface TransactionTendersTypeBean {
  readonly transaction_tender: readonly TransactionTenderTypeBean[];
}

export interface SoldToCustomerTypeBean extends customerTypeBean {
  readonly customer_no?: string | undefined;
}

export interface LocateItems {
  readonly location_request_message?: LocateItemsRequestMessageTypeBean | null | undefined;
}

export interface LocateItemsRequestMessageTypeBean {
  readonly message_header: LocateItemsRequestMessageHeaderTypeBean;
  readonly message_body: LocateIemsRequestMessageBodyTypeBean;
}

export interface LocateItemsRequestMessageHeaderTypeBean {
  readonly xaction_type: string;
  readonly xaction_response: string;
  readonly message_type?: string | undefined;
  readonly original_request_id?: string | undefined;
  readonly datetime: string;
  readonly version: string;
  readonly source: string;
  readonly destination: string;
}

export interface LocateIemsRequestMessageBodyTypeBean {
  readonly items: LocateItemsRequestMessageItemsTypeBean;
  readonly store_location: LocateItemsRequestMessageStoreLocationTypeBean;
  readonly address: LocateItemsRequestMessageAddressTypeBean;
  readonly range: LocateItemsRequestMessageRangeTypeBean;
  readonly requested_location: LocateItemsRequestMessageRequestedLocationTypeBean;
}

export interface LocateItemsRequestMessageItemsTypeBean {
  readonly item: readonly LocateItemsRequestMessageItemTypeBean[];
}

export interface LocateItemsRequestMessageItemTypeBean {
  readonly item_id: string;
  readonly qty: string;
  readonly fulfillment_type: string;
}

export interface LocateItemsRequestMessageStoreLocationTypeBean {
  readonly location_cd?: string | undefined;
  readonly system_cd?: string | undefined;
}

export interface LocateItemsRequestMessageAddressTypeBean {
  readonly address1?: string | null | undefined;
  readonly city?: string | null | undefined;
  readonly province?: string | null | undefined;
  readonly postal?: string | null | undefined;
  readonly country?: string | null | undefined;
}

export interface LocateItemsRequestMessageRangeTypeBean {
  readonly distance?: string | null | undefined;
  readonly unit?: string | null | undefined;
}

export interface LocateItemsRequestMessageRequestedLocationTypeBean {
  readonly location_cd?: string | undefined;
  readonly system_cd?: string | undefined;
}

export interface LocateItemsResponse {
  readonly location_response_message?: LocateItemsResponseMessageTypeBean | null | undefined;
}

export interface LocateItemsResponseMessageTypeBean {
  readonly message_header: MessageHeaderTypeBean;
  readonly message_body: LocateItemsResponseMessageBodyTypeBean;
}

export interface LocateItemsResponseMessageBodyTypeBean {
  readonly split_order?: string | undefined;
  readonly request_id?: string | undefined;
  readonly items: LocateItemsResponseMessageItemsTypeBean;
  readonly locations: LocateItemsResponseMessageLocationsTypeBean;
}

export interface LocateItemsResponseMessageItemsTypeBean {
  readonly item: readonly LocateItemsResponseMessageItemTypeBean[];
}

export interface LocateItemsResponseMessageItemTypeBean {
  readonly response_description: string;
  readonly response_cd: string;
  readonly item_id: string;
  readonly locations_lu: readonly LocateItemsResponseMessageLocationLookupTypeBean[];
}

export interface LocateItemsResponseMessageLocationLookupTypeBean {
  readonly location_cd: string;
  readonly system_cd: string;
  readonly distance: string;
  readonly distance_unit: string;
  readonly available_qty: string;
  readonly next_po_qty: string;
  readonly po_dt: string;
  readonly fulfillment_type: string;
}

export interface LocateItemsResponseMessageLocationsTypeBean {
  readonly location: readonly LocateItemsResponseMessageLocationTypeBean[];
}

export interface LocateItemsResponseMessageLocationTypeBean {
  readonly location_cd: string;
  readonly system_cd: string;
  readonly locationname: string;
  readonly address: AddressTypeBean;
}

export interface ProductAvailability {
  readonly product_availability_request_message?: AvailabilityByOrderTypeRequestMessageTypeBean | null | undefined;
}

export interface AvailabilityByOrderTypeRequestMessageTypeBean {
  readonly message_header: AvailabilityByOrderTypeRequestMessageHeaderTypeBean;
  readonly message_body: AvailabilityByOrderTypeRequestMessageBodyTypeBean;
}

export interface AvailabilityByOrderTypeRequestMessageHeaderTypeBean {
  readonly xaction_type: string;
  readonly xaction_response: string;
  readonly message_type: string;
  readonly datetime: string;
  readonly version: string;
  readonly source: string;
  readonly destination: string;
}

export interface AvailabilityByOrderTypeRequestMessageBodyTypeBean {
  readonly requesting_location: StoreLocationTypeBean;
  readonly fulfillment_types: AvailabilityByOrderTypeRequestMessageFulfillmentsTypeBean;
  readonly items: AvailabilityByOrderTypeRequestMessageItemsTypeBean;
  readonly address: AvailabilityByOrderTypeRequestMessageAddressTypeBean;
}

export interface StoreLocationTypeBean {
  readonly location_cd?: string | undefined;
  readonly system_cd?: string | undefined;
}

export interface AvailabilityByOrderTypeRequestMessageFulfillmentsTypeBean {
  readonly fulfillment_type: readonly AvailabilityByOrderTypeRequestMessageFulfillmentTypeBean[];
}

export interface AvailabilityByOrderTypeRequestMessageFulfillmentTypeBean {
  readonly type?: string | undefined;
  readonly range_distance?: string | undefined;
  readonly range_unit?: string | undefined;
}

export interface AvailabilityByOrderTypeRequestMessageItemsTypeBean {
  readonly item: readonly AvailabilityByOrderTypeRequestMessageItemTypeBean[];
}

export interface AvailabilityByOrderTypeRequestMessageItemTypeBean {
  readonly item_id: string;
  readonly qty: string;
}

export interface AvailabilityByOrderTypeRequestMessageAddressTypeBean {
  readonly city?: string | null | undefined;
  readonly province?: string | null | undefined;
  readonly postal?: string | null | undefined;
  readonly country?: string | null | undefined;
}

export interface ProductAvailabilityResponse {
  readonly product_availability_response_message?: ProductAvailabilityResponseMessageTypeBean | null | undefined;
}

export interface ProductAvailabilityResponseMessageTypeBean {
  readonly message_header: MessageHeaderTypeBean;
  readonly message_body: AvailabilityByOrderResponseMessageBodyTypeBean;
}

export interface AvailabilityByOrderResponseMessageBodyTypeBean {
  readonly fulfillment_types: AvailabilityByOrderTypeResponseMessageFulfillmentsTypeBean;
  readonly locations: AvailabilityByOrderTypeResponseMessageLocationsTypeBean;
}

export interface AvailabilityByOrderTypeResponseMessageFulfillmentsTypeBean {
  readonly fulfillment_type: readonly AvailabilityByOrderTypeResponseMessageFulfillmentTypeBean[];
}

export interface AvailabilityByOrderTypeResponseMessageFulfillmentTypeBean {
  readonly type?: string | undefined;
  readonly response_cd?: string | undefined;
  readonly response_description?: string | undefined;
  readonly items?: AvailabilityByOrderTypeResponseMessageItemsTypeBean | null | undefined;
}

export interface AvailabilityByOrderTypeResponseMessageItemsTypeBean {
  readonly item: readonly AvailabilityByOrderTypeResponseMessageItemTypeBean[];
}

export interface AvailabilityByOrderTypeResponseMessageItemTypeBean {
  readonly item_id: string;
  readonly maximum_available: string;
  readonly locations_lu: readonly AvailabilityByOrderTypeResponseMessageLocationLookupTypeBean[];
}

export interface AvailabilityByOrderTypeResponseMessageLocationLookupTypeBean {
  readonly location_cd: string;
  readonly system_cd: string;
  readonly distance: string;
  readonly distance_unit: string;
  readonly available_qty: string;
  readonly next_po_qty: string;
  readonly po_dt: string;
  readonly satisfied_request: string;
}

export interface AvailabilityByOrderTypeResponseMessageLocationsTypeBean {
  readonly location: readonly AvailabilityByOrderTypeResponseMessageLocationTypeBean[];
}

export interface AvailabilityByOrderTypeResponseMessageLocationTypeBean {
  readonly location_cd: string;
  readonly system_cd: string;
  readonly locationname: string;
  readonly address: AddressTypeBean;
}

export interface OrderUpdate {
  readonly order_update_request_message?: OrderUpdateRequestMessageTypeBean | null | undefined;
}

export interface OrderUpdateRequestMessageTypeBean {
  readonly message_header: OrderUpdateRequestMessageHeaderTypeBean;
  readonly message_body: OrderUpdateRequestMessageBodyTypeBean;
}

export interface OrderUpdateRequestMessageHeaderTypeBean {
  readonly xaction_response: string;
  readonly xaction_type: string;
  readonly message_type: string;
  readonly datetime: string;
  readonly version: string;
  readonly source: string;
  readonly destination: string;
}

export interface OrderUpdateRequestMessageBodyTypeBean {
  readonly order: OrderUpdateRequestMessageOrderTypeBean;
}

export interface OrderUpdateRequestMessageOrderTypeBean {
  readonly request_id: string;
  readonly order_id: string;
  readonly under_review: string;
  readonly employee_id: string;
  readonly store_location?: OrderUpdateRequestMessageStoreLocationTypeBean | null | undefined;
}

export interface OrderUpdateRequestMessageStoreLocationTypeBean {
  readonly location_cd?: string | undefined;
  readonly system_cd?: string | undefined;
}

export interface OrderUpdateResponse {
  readonly order_update_response_message?: OrderUpdateResponseMessageTypeBean | null | undefined;
}

export interface OrderUpdateResponseMessageTypeBean {
  readonly message_header: MessageHeaderTypeBean;
  readonly message_body: OrderUpdateResponseMessageBodyTypeBean;
}

export interface OrderUpdateResponseMessageBodyTypeBean {
  readonly response: OrderUpdateResponseMessageResponseTypeBean;
}

export interface OrderUpdateResponseMessageResponseTypeBean {
  readonly request_id: number;
  readonly response_code: number;
  readonly response_description: string;
}

export interface OrderSearch {
  readonly order_search_request_message?: OrderSearchRequestMessageTypeBean | null | undefined;
}

export interface OrderSearchRequestMessageTypeBean {
  readonly message_header: OrderSearchMessageHeaderTypeBean;
  readonly message_body: OrderSearchRequestMessageBodyTypeBean;
}

export interface OrderSearchMessageHeaderTypeBean {
  readonly xaction_type: string;
  readonly xaction_response: string;
  readonly message_type: string;
  readonly datetime: string;
  readonly version: string;
  readonly source: string;
  readonly destination: string;
}

export interface OrderSearchRequestMessageBodyTypeBean {
  readonly lookup_data: OrderSearchRequestMessageLookupDataTypeBean;
}

export interface OrderSearchRequestMessageLookupDataTypeBean {
  readonly order_id?: string | undefined;
  readonly request_id?: string | undefined;
  readonly order_date?: string | undefined;
  readonly sold_to_company?: string | undefined;
  readonly sold_to_first_name?: string | undefined;
  readonly sold_to_last_name?: string | undefined;
  readonly sold_to_province?: string | undefined;
  readonly sold_to_postal?: string | undefined;
  readonly sold_to_country?: string | undefined;
  readonly sold_to_phone?: string | undefined;
  readonly sold_to_email?: string | undefined;
  readonly ship_to_company?: string | undefined;
  readonly ship_to_first_name?: string | undefined;
  readonly ship_to_last_name?: string | undefined;
  readonly ship_to_province?: string | undefined;
  readonly ship_to_postal?: string | undefined;
  readonly ship_to_country?: string | undefined;
  readonly ship_to_phone?: string | undefined;
  readonly ship_to_email?: string | undefined;
  readonly ref_transaction_no?: string | null | undefined;
  readonly employee_id: string;
  readonly max_no_responses?: number | null | undefined;
  readonly store_location: OrderSearchRequestMessageStoreLocationTypeBean;
}

export interface OrderSearchRequestMessageStoreLocationTypeBean {
  readonly location_cd?: string | undefined;
  readonly system_cd?: string | undefined;
}

export interface OrderSearchResponse {
  readonly order_search_response_message?: StatusResponseMessageTypeBean | null | undefined;
}

export interface ProductUpdate {
  readonly product_update_request_message?: ProductUpdateRequestMessageTypeBean | null | undefined;
}

export interface ProductUpdateRequestMessageTypeBean {
  readonly message_header: ProductUpdateRequestMessageHeaderTypeBean;
  readonly message_body: ProductUpdateRequestMessageBodyTypeBean;
}

export interface ProductUpdateRequestMessageHeaderTypeBean {
  readonly datetime: string;
  readonly version: string;
  readonly source: string;
  readonly destination: string;
}

export interface ProductUpdateRequestMessageBodyTypeBean {
  readonly system_product: ProductUpdateRequestMessageSystemProductTypeBean;
}

export interface ProductUpdateRequestMessageSystemProductTypeBean {
  readonly system_code: string;
  readonly system_product_code: string;
  readonly product_code: string;
  readonly description: string;
  readonly department: string;
  readonly class: string;
  readonly sub_class: string;
  readonly master_style_code: string;
  readonly product_locations?: ProductUpdateRequestMessageProductLocationsTypeBean | null | undefined;
}

export interface ProductUpdateRequestMessageProductLocationsTypeBean {
  readonly product_location: readonly ProductUpdateRequestMessageProductLocationTypeBean[];
}

export interface ProductUpdateRequestMessageProductLocationTypeBean {
  readonly location_code: string;
  readonly available_qty: string;
  readonly next_po_qty: string;
  readonly next_po_date: string;
}

export interface ProductUpdateResponse {
  readonly product_update_response_message?: ProductUpdateResponseMessageTypeBean | null | undefined;
}

export interface ProductUpdateResponseMessageTypeBean {
  readonly message_header: ProductUpdateResponseMessageHeaderTypeBean;
  readonly message_body: ProductUpdateResponseMessageBodyTypeBean;
}

export interface ProductUpdateResponseMessageHeaderTypeBean {
  readonly datetime: string;
  readonly version: string;
  readonly source: string;
  readonly destination: string;
}

export interface ProductUpdateResponseMessageBodyTypeBean {
  readonly response_cd: string;
  readonly response_description: string;
}

export interface EchoTest {
  readonly TestMesg?: string | null | undefined;
}

export interface EchoTestResponse {
  readonly return?: string | null | undefined;
}

export interface SubmitOrder {
  readonly order_request_message?: SubmitOrderRequestMessageTypeBean | null | undefined;
}

export interface SubmitOrderRequestMessageTypeBean {
  readonly message_header: SubmitOrderRequestMessageHeaderTypeBean;
  readonly message_body: SubmitOrderRequestMessageBodyTypeBean;
}

export interface SubmitOrderRequestMessageHeaderTypeBean {
  readonly message_type: string;
  readonly xaction_response: string;
  readonly xaction_type: string;
  readonly datetime: string;
  readonly version: string;
  readonly source: string;
  readonly destination: string;
}

export interface SubmitOrderRequestMessageBodyTypeBean {
  readonly transactions: SubmitOrderRequestMessageTransactionsTypeBean;
}

export interface SubmitOrderRequestMessageTransactionsTypeBean {
  readonly transaction_header: SubmitOrderRequestMessageTransactionHeaderTypeBean;
}

export interface SubmitOrderRequestMessageTransactionHeaderTypeBean {
  readonly transaction_type_id: string;
  readonly transaction_no: string;
  readonly request_id: string;
  readonly order_id: string;
  readonly ref_transaction_no?: string | null | undefined;
  readonly transaction_date: string;
  readonly employee_id: string;
  readonly transaction_subtotal: string;
  readonly transaction_tax: string;
  readonly transaction_total: string;
  readonly special_instructions?: string | null | undefined;
  readonly transaction_status: string;
  readonly transaction_channel: string;
  readonly ship_via?: string | null | undefined;
  readonly ship_via_description?: string | null | undefined;
  readonly gift?: string | null | undefined;
  readonly source_code?: string | null | undefined;
  readonly freight_amount?: string | null | undefined;
  readonly balance_due?: string | null | undefined;
  readonly currency?: string | null | undefined;
  readonly order_additional_freight_charges?: string | null | undefined;
  readonly order_additional_charges?: string | null | undefined;
  readonly ship_complete?: string | null | undefined;
  readonly freight_tax?: string | null | undefined;
  readonly order_message?: string | null | undefined;
  readonly gift_message?: string | null | undefined;
  readonly under_review?: string | null | undefined;
  readonly sold_to_customer?: SoldToCustomerTypeBean | null | undefined;
  readonly store_location?: StoreLocationTypeBean | null | undefined;
  readonly shipforpickup_location?: StoreLocationTypeBean | null | undefined;
  readonly transaction_details?: SubmitOrderRequestTransactionDetailsTypeBean | null | undefined;
  readonly transaction_tenders?: TransactionTendersTypeBean | null | undefined;
}

export interface SubmitOrderRequestTransactionDetailsTypeBean {
  readonly transaction_detail: readonly SubmitOrderRequestTransactionDetailTypeBean[];
}

export interface SubmitOrderRequestTransactionDetailTypeBean {
  readonly line_item_no: string;
  readonly location_cd: string;
  readonly system_cd: string;
  readonly item_id: string;
  readonly qty: number;
  readonly unit_price: string;
  readonly ship_to?: customerTypeBean | null | undefined;
  readonly taxes?: TaxesTypeBean | null | undefined;
  readonly line_item_status?: string | null | undefined;
  readonly special_instructions?: string | null | undefined;
  readonly shipping_agent?: string | null | undefined;
  readonly tracking_number?: string | null | undefined;
  readonly item_upc_cd?: string | null | undefined;
  readonly item_ean_cd?: string | null | undefined;
  readonly order_line_extended_freight?: string | null | undefined;
  readonly order_line_customization_charge?: string | null | undefined;
  readonly order_line_gift_wrap?: string | null | undefined;
  readonly order_line_ship_alone?: string | null | undefined;
  readonly order_line_ship_weight?: string | null | undefined;
  readonly order_line_message?: string | null | undefined;
  readonly customizations?: DSSalesOrderCustomizationsTypeBean | null | undefined;
}

export interface SubmitOrderResponse {
  readonly generic_response_message?: SubmitOrderResponseMessageTypeBean | null | undefined;
}

export interface SubmitOrderResponseMessageTypeBean {
  readonly message_header: MessageHeaderTypeBean;
  readonly message_body: SubmitOrderResponseMessageBodyTypeBean;
}

export interface SubmitOrderResponseMessageBodyTypeBean {
  readonly response: SubmitOrderResponseMessageResponseTypeBean;
}

export interface SubmitOrderResponseMessageResponseTypeBean {
  readonly order_id: string;
  readonly request_id: number;
  readonly response_code: number;
  readonly response_description: string;
  readonly response_fulfillment_system_cd: string;
  readonly response_fulfillment_location_cd: string;
  readonly fulfillment_details?: SubmitOrderResponseMessageFulfillmentDetails | null | undefined;
}

export interface SubmitOrderResponseMessageFulfillmentDetails {
  readonly fulfillment_detail: readonly SubmitOrderResponseMessageFulfillmentDetail[];
}

export interface SubmitOrderResponseMessageFulfillmentDetail {
  readonly fulfillment_qty: number;
  readonly fulfillment_location_cd?: string | undefined;
  readonly fulfillment_system_cd?: string | undefined;
  readonly item_id: string;
  readonly requesting_system_line_no: number;
  readonly line_no: number;
}

export interface StatusRequest {
  readonly status_request_message?: StatusInquiryRequestMessageTypeBean | null | undefined;
}

export interface StatusInquiryRequestMessageTypeBean {
  readonly message_header: StatusInquiryRequestMessageHeaderTypeBean;
  readonly message_body: StatusInquiryRequestMessageBodyTypeBean;
}

export interface StatusInquiryRequestMessageHeaderTypeBean {
  readonly xaction_type: string;
  readonly xaction_response: string;
  readonly message_type: string;
  readonly datetime: string;
  readonly version: string;
  readonly source: string;
  readonly destination: string;
}

export interface StatusInquiryRequestMessageBodyTypeBean {
  readonly lookup_data: StatusInquiryRequestMessageLookupDataTypeBean;
}

export interface StatusInquiryRequestMessageLookupDataTypeBean {
  readonly order_id?: string | undefined;
  readonly request_id?: string | undefined;
  readonly ref_transaction_no?: string | null | undefined;
  readonly employee_id: string;
  readonly store_location: StatusInquiryRequestMessageStoreLocationTypeBean;
}

export interface StatusInquiryRequestMessageStoreLocationTypeBean {
  readonly location_cd?: string | undefined;
  readonly system_cd?: string | undefined;
}

export interface StatusRequestResponse {
  readonly status_response_message?: StatusResponseMessageTypeBean | null | undefined;
}

export interface StatusResponseMessageTypeBean {
  readonly message_header: MessageHeaderTypeBean;
  readonly message_body: StatusInquiryResponseMessageBodyTypeBean;
}

export interface StatusInquiryResponseMessageBodyTypeBean {
  readonly orders?: StatusInquiryResponseMessageOrdersTypeBean | null | undefined;
}

export interface StatusInquiryResponseMessageOrdersTypeBean {
  readonly order: readonly StatusInquiryResponseMessageOrderTypeBean[];
}

export interface StatusInquiryResponseMessageOrderTypeBean {
  readonly currency?: string | undefined;
  readonly ref_transaction_no?: string | undefined;
  readonly balance_due?: string | undefined;
  readonly freight?: string | undefined;
  readonly source_code?: string | undefined;
  readonly gift?: string | undefined;
  readonly ship_via_description?: string | undefined;
  readonly ship_via?: string | undefined;
  readonly special_instructions?: string | undefined;
  readonly transaction_total: string;
  readonly transaction_tax: string;
  readonly transaction_subtotal: string;
  readonly order_date: string;
  readonly originating_location_description: string;
  readonly originating_location_cd: string;
  readonly originating_system_cd: string;
  readonly order_status: string;
  readonly order_id: string;
  readonly request_id: number;
  readonly under_review?: string | undefined;
  readonly order_additional_freight_charges?: string | undefined;
  readonly order_additional_charges?: string | undefined;
  readonly ship_complete?: string | undefined;
  readonly freight_tax?: string | undefined;
  readonly order_message?: string | undefined;
  readonly gift_message?: string | undefined;
  readonly order_type: number;
  readonly items?: StatusInquiryResponseMessageItemsTypeBean | null | undefined;
  readonly sold_to_customer?: SoldToCustomerTypeBean | null | undefined;
  readonly transaction_tenders?: TransactionTendersTypeBean | null | undefined;
}

export interface StatusInquiryResponseMessageItemsTypeBean {
  readonly item: readonly StatusInquiryResponseMessageItemTypeBean[];
}

export interface StatusInquiryResponseMessageItemTypeBean {
  readonly special_instructions?: string | undefined;
  readonly tax_amount: string;
  readonly unit_price: string;
  readonly item_description?: string | undefined;
  readonly status_date?: string | undefined;
  readonly requesting_system_line_no: number;
  readonly line_no: number;
  readonly fulfilling_system_cd?: string | undefined;
  readonly fulfilling_location_cd?: string | undefined;
  readonly item_status: string;
  readonly tracking_number: string;
  readonly shipping_agent: string;
  readonly item_qty: number;
  readonly item_id: string;
  readonly item_upc_cd?: string | undefined;
  readonly item_ean_cd?: string | undefined;
  readonly order_line_extended_freight?: string | undefined;
  readonly order_line_customization_charge?: string | undefined;
  readonly order_line_gift_wrap?: string | undefined;
  readonly order_line_ship_alone?: string | undefined;
  readonly order_line_ship_weight?: string | undefined;
  readonly order_line_message?: string | undefined;
  readonly fulfillment_id?: string | undefined;
  readonly shipment_date?: string | undefined;
  readonly ship_to: customerTypeBean;
  readonly taxes: TaxesTypeBean;
  readonly customizations?: DSSalesOrderCustomizationsTypeBean | null | undefined;
}

export interface StatusListRequest {
  readonly status_list_request_message?: StatusListInquiryRequestMessageTypeBean | null | undefined;
}

export interface StatusListInquiryRequestMessageTypeBean {
  readonly message_header: StatusListInquiryRequestMessageHeaderTypeBean;
  readonly message_body: StatusListInquiryRequestMessageBodyTypeBean;
}

export interface StatusListInquiryRequestMessageHeaderTypeBean {
  readonly xaction_type: string;
  readonly xaction_response: string;
  readonly message_type: string;
  readonly datetime: string;
  readonly version: string;
  readonly source: string;
  readonly destination: string;
}

export interface StatusListInquiryRequestMessageBodyTypeBean {
  readonly lookup_data: StatusListInquiryRequestMessageLookupDataTypeBean;
}

export interface StatusListInquiryRequestMessageLookupDataTypeBean {
  readonly response_type?: string | undefined;
  readonly status_condition: string;
  readonly ref_transaction_no?: string | null | undefined;
  readonly employee_id: string;
  readonly store_location: StatusListInquiryRequestMessageStoreLocationTypeBean;
  readonly request_ids: StatusListInquiryRequestMessageRequestIdsBean;
  readonly statuses?: StatusListInquiryRequestMessageStatusesBean | null | undefined;
}

export interface StatusListInquiryRequestMessageStoreLocationTypeBean {
  readonly location_cd?: string | undefined;
  readonly system_cd?: string | undefined;
}

export interface StatusListInquiryRequestMessageRequestIdsBean {
  readonly request_ids: readonly StatusListInquiryRequestMessageRequestIdBean[];
}

export interface StatusListInquiryRequestMessageRequestIdBean {
  readonly request_id?: string | undefined;
}

export interface StatusListInquiryRequestMessageStatusesBean {
  readonly statuses: readonly StatusListInquiryRequestMessageStatusBean[];
}

export interface StatusListInquiryRequestMessageStatusBean {
  readonly status?: string | undefined;
}

export interface StatusListRequestResponse {
  readonly status_list_request_message?: StatusListInquiryResponseMessageTypeBean | null | undefined;
}

export interface StatusListInquiryResponseMessageTypeBean {
  readonly message_header: MessageHeaderTypeBean;
  readonly message_body: StatusListInquiryResponseMessageBodyTypeBean;
}

export interface StatusListInquiryResponseMessageBodyTypeBean {
  readonly orders?: StatusListInquiryResponseMessageOrdersTypeBean | null | undefined;
}

export interface StatusListInquiryResponseMessageOrdersTypeBean {
  readonly order: readonly StatusListInquiryResponseMessageOrderTypeBean[];
}

export interface StatusListInquiryResponseMessageOrderTypeBean {
  readonly order_action_response?: string | undefined;
  readonly request_id: number;
  readonly order_id: string;
  readonly order_status: string;
  readonly originating_system_cd: string;
  readonly originating_location_cd: string;
  readonly originating_location_description: string;
  readonly order_date: string;
  readonly ref_transaction_no?: string | undefined;
  readonly under_review?: string | undefined;
  readonly order_additional_freight_charges?: string | undefined;
  readonly order_additional_charges?: string | undefined;
  readonly ship_complete?: string | undefined;
  readonly freight_tax?: string | undefined;
  readonly order_message?: string | undefined;
  readonly gift_message?: string | undefined;
  readonly order_type: number;
  readonly items?: StatusListInquiryResponseMessageItemsTypeBean | null | undefined;
}

export interface StatusListInquiryResponseMessageItemsTypeBean {
  readonly item: readonly StatusListInquiryResponseMessageItemTypeBean[];
}

export interface StatusListInquiryResponseMessageItemTypeBean {
  readonly item_id: string;
  readonly item_qty: number;
  readonly shipping_agent: string;
  readonly tracking_number: string;
  readonly item_status: string;
  readonly fulfilling_location_cd?: string | undefined;
  readonly fulfilling_system_cd?: string | undefined;
  readonly line_no: number;
  readonly requesting_system_line_no: number;
  readonly status_date?: string | undefined;
  readonly item_upc_cd?: string | undefined;
  readonly item_ean_cd?: string | undefined;
  readonly order_line_extended_freight?: string | undefined;
  readonly order_line_customization_charge?: string | undefined;
  readonly order_line_gift_wrap?: string | undefined;
  readonly order_line_ship_alone?: string | undefined;
  readonly order_line_ship_weight?: string | undefined;
  readonly order_line_message?: string | undefined;
  readonly fulfillment_id?: string | undefined;
  readonly shipment_date?: string | undefined;
  readonly customizations?: DSSalesOrderCustomizationsTypeBean | null | undefined;
}

export interface StatusUpdate {
  readonly status_update_request_message?: StatusUpdateRequestMessageTypeBean | null | undefined;
}

export interface StatusUpdateRequestMessageTypeBean {
  readonly message_header: StatusUpdateRequestMessageHeaderTypeBean;
  readonly message_body: StatusUpdateRequestMessageBodyTypeBean;
}

export interface StatusUpdateRequestMessageHeaderTypeBean {
  readonly xaction_response: string;
  readonly xaction_type: string;
  readonly message_type: string;
  readonly datetime: string;
  readonly version: string;
  readonly source: string;
  readonly destination: string;
}

export interface StatusUpdateRequestMessageBodyTypeBean {
  readonly order: StatusUpdateRequestMessageOrderTypeBean;
}

export interface StatusUpdateRequestMessageOrderTypeBean {
  readonly request_id: string;
  readonly order_id: string;
  readonly order_status: string;
  readonly order_status_reason_code?: string | undefined;
  readonly order_status_reason_note?: string | undefined;
  readonly employee_id: string;
  readonly store_location?: StatusUpdateRequestMessageStoreLocationTypeBean | null | undefined;
  readonly items?: StatusUpdateRequestMessageItemsTypeBean | null | undefined;
}

export interface StatusUpdateRequestMessageStoreLocationTypeBean {
  readonly location_cd?: string | undefined;
  readonly system_cd?: string | undefined;
}

export interface StatusUpdateRequestMessageItemsTypeBean {
  readonly item: readonly StatusUpdateRequestMessageItemTypeBean[];
}

export interface StatusUpdateRequestMessageItemTypeBean {
  readonly item_id: string;
  readonly item_qty: number;
  readonly shipping_agent: string;
  readonly tracking_number: string;
  readonly item_status: string;
  readonly fulfilling_location_cd?: string | undefined;
  readonly fulfilling_system_cd?: string | undefined;
  readonly line_no: number;
  readonly requesting_system_line_no: number;
  readonly status_date?: string | undefined;
  readonly item_status_reason_code?: string | undefined;
  readonly item_status_reason_note?: string | undefined;
  readonly ship_to?: customerTypeBean | null | undefined;
}

export interface StatusUpdateResponse {
  readonly generic_response_message?: StatusUpdateResponseMessageTypeBean | null | undefined;
}

export interface StatusUpdateResponseMessageTypeBean {
  readonly message_header: MessageHeaderTypeBean;
  readonly message_body: StatusUpdateResponseMessageBodyTypeBean;
}

export interface StatusUpdateResponseMessageBodyTypeBean {
  readonly response: StatusUpdateResponseMessageResponseTypeBean;
}

export interface StatusUpdateResponseMessageResponseTypeBean {
  readonly order_id: string;
  readonly request_id: number;
  readonly response_code: number;
  readonly line_no: number;
  readonly response_description: string;
}

export interface Fulfillments {
  readonly fulfillment_request_message?: FulfillmentRequestMessageTypeBean | null | undefined;
}

export interface FulfillmentRequestMessageTypeBean {
  readonly message_header: FulfillmentRequestMessageHeaderTypeBean;
  readonly message_body: FulfillmentRequestMessageBodyTypeBean;
}

export interface FulfillmentRequestMessageHeaderTypeBean {
  readonly xaction_type: string;
  readonly xaction_response: string;
  readonly message_type: string;
  readonly datetime: string;
  readonly version: string;
  readonly source: string;
  readonly destination: string;
}

export interface FulfillmentRequestMessageBodyTypeBean {
  readonly store_location: FulfillmentRequestMessageStoreLocationTypeBean;
}

export interface FulfillmentRequestMessageStoreLocationTypeBean {
  readonly location_cd?: string | undefined;
  readonly system_cd?: string | undefined;
}

export interface FulfillmentsResponse {
  readonly fulfillment_response_message?: FulfillmentResponseMessageTypeBean | null | undefined;
}

export interface FulfillmentResponseMessageTypeBean {
  readonly message_header: MessageHeaderTypeBean;
  readonly message_body: FulfillmentResponseMessageBodyTypeBean;
}

export interface FulfillmentResponseMessageBodyTypeBean {
  readonly orders?: FulfillmentResponseMessageOrdersTypeBean | null | undefined;
}

export interface FulfillmentResponseMessageOrdersTypeBean {
  readonly order: readonly FulfillmentResponseMessageOrderTypeBean[];
}

export interface FulfillmentResponseMessageOrderTypeBean {
  readonly transaction_no: string;
  readonly transaction_type_id: string;
  readonly request_id: number;
  readonly order_id: string;
  readonly transaction_status: string;
  readonly ref_transaction_no?: string | null | undefined;
  readonly transaction_date: string;
  readonly employee_id: string;
  readonly transaction_subtotal: string;
  readonly transaction_tax: string;
  readonly transaction_total: string;
  readonly special_instructions?: string | null | undefined;
  readonly transaction_channel: string;
  readonly ship_via?: string | null | undefined;
  readonly ship_via_description?: string | null | undefined;
  readonly gift?: string | null | undefined;
  readonly source_code?: string | null | undefined;
  readonly freight_amount?: string | null | undefined;
  readonly balance_due?: string | null | undefined;
  readonly currency?: string | null | undefined;
  readonly under_review?: string | null | undefined;
  readonly order_additional_freight_charges?: string | null | undefined;
  readonly order_additional_charges?: string | null | undefined;
  readonly ship_complete?: string | null | undefined;
  readonly freight_tax?: string | null | undefined;
  readonly order_message?: string | null | undefined;
  readonly gift_message?: string | null | undefined;
  readonly sold_to_customer?: SoldToCustomerTypeBean | null | undefined;
  readonly store_location: FulfillmentResponseMessageStoreLocationTypeBean;
  readonly shipforpickup_location?: StoreLocationTypeBean | null | undefined;
  readonly items?: FulfillmentResponseMessageItemsTypeBean | null | undefined;
  readonly transaction_tenders?: TransactionTendersTypeBean | null | undefined;
}

export interface FulfillmentResponseMessageStoreLocationTypeBean {
  readonly request_system_cd?: string | undefined;
  readonly request_location_cd?: string | undefined;
  readonly system_cd: string;
  readonly location_cd: string;
}

export interface FulfillmentResponseMessageItemsTypeBean {
  readonly item_detail: readonly FulfillmentResponseMessageItemTypeBean[];
}

export interface FulfillmentResponseMessageItemTypeBean {
  readonly requesting_system_line_no?: string | undefined;
  readonly line_item_status: string;
  readonly line_item_no: number;
  readonly location_cd?: string | null | undefined;
  readonly system_cd?: string | null | undefined;
  readonly item_id: string;
  readonly qty: number;
  readonly unit_price: string;
  readonly ship_to: customerTypeBean;
  readonly taxes: TaxesTypeBean;
  readonly special_instructions?: string | null | undefined;
  readonly item_upc_cd?: string | null | undefined;
  readonly item_ean_cd?: string | null | undefined;
  readonly order_line_extended_freight?: string | null | undefined;
  readonly order_line_customization_charge?: string | null | undefined;
  readonly order_line_gift_wrap?: string | null | undefined;
  readonly order_line_ship_alone?: string | null | undefined;
  readonly order_line_ship_weight?: string | null | undefined;
  readonly order_line_message?: string | null | undefined;
  readonly customizations?: DSSalesOrderCustomizationsTypeBean | null | undefined;
}

export interface Intransit {
  readonly intransit_request_message?: FulfillmentRequestMessageTypeBean | null | undefined;
}

export interface IntransitResponse {
  readonly intransit_response_message?: FulfillmentResponseMessageTypeBean | null | undefined;
}

/** Every message by the name of its global element. */
export interface LocatePayloads {
  LocateItems: LocateItems;
  LocateItemsResponse: LocateItemsResponse;
  ProductAvailability: ProductAvailability;
  ProductAvailabilityResponse: ProductAvailabilityResponse;
  OrderUpdate: OrderUpdate;
  OrderUpdateResponse: OrderUpdateResponse;
  OrderSearch: OrderSearch;
  OrderSearchResponse: OrderSearchResponse;
  ProductUpdate: ProductUpdate;
  ProductUpdateResponse: ProductUpdateResponse;
  EchoTest: EchoTest;
  EchoTestResponse: EchoTestResponse;
  SubmitOrder: SubmitOrder;
  SubmitOrderResponse: SubmitOrderResponse;
  StatusRequest: StatusRequest;
  StatusRequestResponse: StatusRequestResponse;
  StatusListRequest: StatusListRequest;
  StatusListRequestResponse: StatusListRequestResponse;
  StatusUpdate: StatusUpdate;
  StatusUpdateResponse: StatusUpdateResponse;
  Fulfillments: Fulfillments;
  FulfillmentsResponse: FulfillmentsResponse;
  Intransit: Intransit;
  IntransitResponse: IntransitResponse;
}
