// Generated from xsd/ThirdPartyLogistics.xsd by `npm run generate`: change the schema, not this file.

export type ResultStatus = 'Success' | 'Failure';

export type OrderStatusType =
  | 'Incomplete'
  | 'Pending'
  | 'CCDeclined'
  | 'ACHDeclined'
  | 'Canceled'
  | 'CCPending'
  | 'ACHPending'
  | 'Accepted'
  | 'Printed'
  | 'Shipped'
  | 'PendingInventory';

export type OrderType =
  | 'CustomerOrder'
  | 'ShoppingCart'
  | 'WebWizard'
  | 'AutoOrder'
  | 'Import'
  | 'BackOrder'
  | 'ReplacementOrder'
  | 'ReturnOrder'
  | 'WebAutoOrder'
  | 'TicketSystem'
  | 'APIOrder'
  | 'BackOrderParent'
  | 'ChildOrder';

export type OrderShipCarrier =
  | 'FedEx'
  | 'UPS'
  | 'Purolator'
  | 'CanadaPostRegular'
  | 'CanadaPostExpress'
  | 'DHL'
  | 'USPS'
  | 'Estafeta'
  | 'RoyalMail'
  | 'GLSHungary'
  | 'PostenNorway'
  | 'LandMarkGlobal'
  | 'GDEX';

export interface ApiAuthentication {
  readonly LoginName?: string | null | undefined;
  readonly Password?: string | null | undefined;
  readonly Company?: string | null | undefined;
  readonly Identity?: string | null | undefined;
  readonly RequestTimeUtc: string;
  readonly Signature?: string | null | undefined;
}

export interface ArrayOfInt {
  readonly int: readonly number[];
}

export interface ArrayOfString {
  readonly string: readonly (string | null)[];
}

export interface ArrayOfOrderType {
  readonly OrderType: readonly OrderType[];
}

export interface ApiResult {
  readonly Status: ResultStatus;
  readonly Errors?: ArrayOfString | null | undefined;
  readonly TransactionKey?: string | null | undefined;
}

export interface ApiResponse {
  readonly Result?: ApiResult | null | undefined;
}

export interface GetOrdersRequest {
  readonly CustomerID?: number | null | undefined;
  readonly OrderID?: number | null | undefined;
  readonly OrderIDs?: ArrayOfInt | null | undefined;
  readonly OrderDateStart?: string | null | undefined;
  readonly OrderDateEnd?: string | null | undefined;
  readonly OrderStatus?: OrderStatusType | null | undefined;
  readonly OrderTypes?: ArrayOfOrderType | null | undefined;
  readonly OrderTys?: ArrayOfInt | null | undefined;
  readonly WarehouseID?: number | null | undefined;
  readonly CurrencyCode?: string | null | undefined;
  readonly ReturnCustomer?: boolean | null | undefined;
  readonly ReturnKitDetails?: boolean | null | undefined;
  readonly GreaterThanOrderID?: number | null | undefined;
  readonly GreaterThanModifiedDate?: string | null | undefined;
  readonly BatchSize?: number | null | undefined;
  readonly Other11?: string | null | undefined;
  readonly Other12?: string | null | undefined;
  readonly Other13?: string | null | undefined;
  readonly Other14?: string | null | undefined;
  readonly Other15?: string | null | undefined;
  readonly Other16?: string | null | undefined;
  readonly Other17?: string | null | undefined;
  readonly Other18?: string | null | undefined;
  readonly Other19?: string | null | undefined;
  readonly Other20?: string | null | undefined;
  readonly PartyID?: number | null | undefined;
}

export interface GetOrdersResponse extends ApiResponse {
  readonly Orders?: ArrayOfOrderResponse | null | undefined;
  readonly RecordCount: number;
}

export interface ArrayOfOrderResponse {
  readonly OrderResponse: readonly (OrderResponse | null)[];
}

export interface OrderResponse {
  readonly OrderID: number;
  readonly CustomerID: number;
  readonly OrderStatus: OrderStatusType;
  readonly OrderDate: string;
  readonly CurrencyCode?: string | null | undefined;
  readonly WarehouseID: number;
  readonly ShipMethodID: number;
  readonly PriceType: number;
  readonly FirstName?: string | null | undefined;
  readonly LastName?: string | null | undefined;
  readonly Company?: string | null | undefined;
  readonly Address1?: string | null | undefined;
  readonly Address2?: string | null | undefined;
  readonly Address3?: string | null | undefined;
  readonly City?: string | null | undefined;
  readonly State?: string | null | undefined;
  readonly Zip?: string | null | undefined;
  readonly Country?: string | null | undefined;
  readonly County?: string | null | undefined;
  readonly Email?: string | null | undefined;
  readonly Phone?: string | null | undefined;
  readonly Notes?: string | null | undefined;
  readonly Total: string;
  readonly SubTotal: string;
  readonly TaxTotal: string;
  readonly ShippingTotal: string;
  readonly DiscountTotal: string;
  readonly DiscountPercent: string;
  readonly WeightTotal: string;
  readonly BusinessVolumeTotal: string;
  readonly CommissionableVolumeTotal: string;
  readonly TrackingNumber1?: string | null | undefined;
  readonly TrackingNumber2?: string | null | undefined;
  readonly TrackingNumber3?: string | null | undefined;
  readonly TrackingNumber4?: string | null | undefined;
  readonly TrackingNumber5?: string | null | undefined;
  readonly Other1Total: string;
  readonly Other2Total: string;
  readonly Other3Total: string;
  readonly Other4Total: string;
  readonly Other5Total: string;
  readonly Other6Total: string;
  readonly Other7Total: string;
  readonly Other8Total: string;
  readonly Other9Total: string;
  readonly Other10Total: string;
  readonly ShippingTax: string;
  readonly OrderTax: string;
  readonly FedTaxTotal: string;
  readonly StateTaxTotal: string;
  readonly FedShippingTax: string;
  readonly StateShippingTax: string;
  readonly CityShippingTax: string;
  readonly CityLocalShippingTax: string;
  readonly CountyShippingTax: string;
  readonly CountyLocalShippingTax: string;
  readonly Other11?: string | null | undefined;
  readonly Other12?: string | null | undefined;
  readonly Other13?: string | null | undefined;
  readonly Other14?: string | null | undefined;
  readonly Other15?: string | null | undefined;
  readonly Other16?: string | null | undefined;
  readonly Other17?: string | null | undefined;
  readonly Other18?: string | null | undefined;
  readonly Other19?: string | null | undefined;
  readonly Other20?: string | null | undefined;
  readonly ModifiedDate: string;
  readonly OrderType: OrderType;
  readonly ShippedDate: string | null;
  readonly CreatedDate: string;
  readonly CreatedBy?: string | null | undefined;
  readonly ModifiedBy?: string | null | undefined;
  readonly TaxFedRate: string;
  readonly TaxStateRate: string;
  readonly TaxCityRate: string;
  readonly TaxCityLocalRate: string;
  readonly TaxCountyRate: string;
  readonly TaxCountyLocalRate: string;
  readonly TaxManualRate: string;
  readonly TaxCity?: string | null | undefined;
  readonly TaxCounty?: string | null | undefined;
  readonly TaxState?: string | null | undefined;
  readonly TaxZip?: string | null | undefined;
  readonly TaxCountry?: string | null | undefined;
  readonly TaxIsExempt: boolean;
  readonly TaxIsOverRide: boolean;
  readonly Details?: ArrayOfOrderDetailResponse | null | undefined;
  readonly Payments?: ArrayOfPaymentResponse | null | undefined;
  readonly ExpectedPayments?: ArrayOfExpectedPaymentResponse | null | undefined;
  readonly Customer?: CustomerResponse | null | undefined;
  readonly MiddleName?: string | null | undefined;
  readonly NameSuffix?: string | null | undefined;
  readonly AutoOrderID?: number | null | undefined;
  readonly PartyID?: number | null | undefined;
  readonly Reference1?: string | null | undefined;
  readonly IsRMA: boolean;
}

export interface ArrayOfOrderDetailResponse {
  readonly OrderDetailResponse: readonly (OrderDetailResponse | null)[];
}

export interface OrderDetailResponse {
  readonly ItemCode?: string | null | undefined;
  readonly Description?: string | null | undefined;
  readonly Quantity: string;
  readonly PriceEach: string;
  readonly PriceTotal: string;
  readonly Tax: string;
  readonly WeightEach: string;
  readonly Weight: string;
  readonly BusinessVolumeEach: string;
  readonly BusinesVolume: string;
  readonly CommissionableVolumeEach: string;
  readonly CommissionableVolume: string;
  readonly Other1Each: string;
  readonly Other1: string;
  readonly Other2Each: string;
  readonly Other2: string;
  readonly Other3Each: string;
  readonly Other3: string;
  readonly Other4Each: string;
  readonly Other4: string;
  readonly Other5Each: string;
  readonly Other5: string;
  readonly Other6Each: string;
  readonly Other6: string;
  readonly Other7Each: string;
  readonly Other7: string;
  readonly Other8Each: string;
  readonly Other8: string;
  readonly Other9Each: string;
  readonly Other9: string;
  readonly Other10Each: string;
  readonly Other10: string;
  readonly ParentItemCode?: string | null | undefined;
  readonly Taxable: string;
  readonly FedTax: string;
  readonly StateTax: string;
  readonly CityTax: string;
  readonly CityLocalTax: string;
  readonly CountyTax: string;
  readonly CountyLocalTax: string;
  readonly ManualTax: string;
  readonly IsStateTaxOverride: boolean;
  readonly OrderLine: number;
  readonly Reference1?: string | null | undefined;
  readonly ShippingPriceEach: string;
}

export interface ArrayOfPaymentResponse {
  readonly PaymentResponse: readonly (PaymentResponse | null)[];
}

export type PaymentResponse = Record<string, never>;

export interface ArrayOfExpectedPaymentResponse {
  readonly ExpectedPaymentResponse: readonly (ExpectedPaymentResponse | null)[];
}

export type ExpectedPaymentResponse = Record<string, never>;

export interface CustomerResponse {
  readonly CustomerID: number;
  readonly FirstName?: string | null | undefined;
  readonly LastName?: string | null | undefined;
  readonly Company?: string | null | undefined;
  readonly Email?: string | null | undefined;
  readonly Phone?: string | null | undefined;
  readonly MainAddress1?: string | null | undefined;
  readonly MainAddress2?: string | null | undefined;
  readonly MainAddress3?: string | null | undefined;
  readonly MainCity?: string | null | undefined;
  readonly MainState?: string | null | undefined;
  readonly MainZip?: string | null | undefined;
  readonly MainCountry?: string | null | undefined;
  readonly MainCounty?: string | null | undefined;
}

export interface UpdateOrderRequest {
  readonly OrderID?: number | null | undefined;
  readonly OrderDate?: string | null | undefined;
  readonly DeclineCount?: number | null | undefined;
  readonly OrderTy?: number | null | undefined;
  readonly OrderStatus?: number | null | undefined;
  readonly OrderSubStatusTy?: number | null | undefined;
  readonly PriceTy?: number | null | undefined;
  readonly Total?: string | null | undefined;
  readonly SubTotal?: string | null | undefined;
  readonly Shipping?: string | null | undefined;
  readonly OrderTax?: string | null | undefined;
  readonly ShippingTax?: string | null | undefined;
  readonly FedShippingTax?: string | null | undefined;
  readonly StateShippingTax?: string | null | undefined;
  readonly CityShippingTax?: string | null | undefined;
  readonly CityLocalShippingTax?: string | null | undefined;
  readonly CountyShippingTax?: string | null | undefined;
  readonly CountyLocalShippingTax?: string | null | undefined;
  readonly ManualTaxRate?: string | null | undefined;
  readonly TotalTax?: string | null | undefined;
  readonly CurrencyCode?: string | null | undefined;
  readonly PaymentMethod?: number | null | undefined;
  readonly WarehouseID?: number | null | undefined;
  readonly BatchID?: number | null | undefined;
  readonly PreviousBalance?: string | null | undefined;
  readonly OverrideShipping?: boolean | null | undefined;
  readonly OverrideTax?: boolean | null | undefined;
  readonly BusinessVolume?: string | null | undefined;
  readonly CommissionableVolume?: string | null | undefined;
  readonly Other1?: string | null | undefined;
  readonly Other2?: string | null | undefined;
  readonly Other3?: string | null | undefined;
  readonly Other4?: string | null | undefined;
  readonly Other5?: string | null | undefined;
  readonly Discount?: string | null | undefined;
  readonly DiscountPercent?: string | null | undefined;
  readonly Weight?: string | null | undefined;
  readonly Sourcety?: number | null | undefined;
  readonly Notes?: string | null | undefined;
  readonly Usr?: string | null | undefined;
  readonly FirstName?: string | null | undefined;
  readonly LastName?: string | null | undefined;
  readonly Company?: string | null | undefined;
  readonly Address1?: string | null | undefined;
  readonly Address2?: string | null | undefined;
  readonly City?: string | null | undefined;
  readonly State?: string | null | undefined;
  readonly Zip?: string | null | undefined;
  readonly Country?: string | null | undefined;
  readonly Email?: string | null | undefined;
  readonly Phone?: string | null | undefined;
  readonly SuppressPackSlipPrice?: boolean | null | undefined;
  readonly ShipMethodID?: number | null | undefined;
  readonly AutoOrderID?: number | null | undefined;
  readonly CreatedBy?: string | null | undefined;
  readonly ReturnOrderID?: number | null | undefined;
  readonly OrderRankID?: number | null | undefined;
  readonly OrderPayRankID?: number | null | undefined;
  readonly AddressIsVerified?: boolean | null | undefined;
  readonly County?: string | null | undefined;
  readonly IsRMA?: boolean | null | undefined;
  readonly BackOrderFromID?: number | null | undefined;
  readonly CreditsEarned?: string | null | undefined;
  readonly TotalFedTax?: string | null | undefined;
  readonly TotalStateTax?: string | null | undefined;
  readonly ManualShippingTax?: string | null | undefined;
  readonly ReplacementOrderID?: number | null | undefined;
  readonly LockedDate?: string | null | undefined;
  readonly CommissionedDate?: string | null | undefined;
  readonly Flag1?: boolean | null | undefined;
  readonly Flag2?: boolean | null | undefined;
  readonly Flag3?: boolean | null | undefined;
  readonly Other6?: string | null | undefined;
  readonly Other7?: string | null | undefined;
  readonly Other8?: string | null | undefined;
  readonly Other9?: string | null | undefined;
  readonly Other10?: string | null | undefined;
  readonly OriginalWarehouseID?: number | null | undefined;
  readonly PickupName?: string | null | undefined;
  readonly TransferToID?: number | null | undefined;
  readonly IsCommissionable?: boolean | null | undefined;
  readonly FulfilledBy?: string | null | undefined;
  readonly CreditApplied?: string | null | undefined;
  readonly ShippedDate?: string | null | undefined;
  readonly TaxLockDate?: string | null | undefined;
  readonly TotalTaxable?: string | null | undefined;
  readonly ReturnCategoryID?: number | null | undefined;
  readonly ReplacementCategoryID?: number | null | undefined;
  readonly CalculatedShipping?: string | null | undefined;
  readonly HandlingFee?: string | null | undefined;
  readonly OrderProcessTy?: number | null | undefined;
  readonly ActualCarrier?: number | null | undefined;
  readonly ParentOrderID?: number | null | undefined;
  readonly CustomerTy?: number | null | undefined;
  readonly Reference?: string | null | undefined;
  readonly MiddleName?: string | null | undefined;
  readonly NameSuffix?: string | null | undefined;
  readonly Address3?: string | null | undefined;
  readonly PartyID?: number | null | undefined;
  readonly TrackingNumber1?: string | null | undefined;
  readonly TrackingNumber2?: string | null | undefined;
  readonly TrackingNumber3?: string | null | undefined;
  readonly TrackingNumber4?: string | null | undefined;
  readonly TrackingNumber5?: string | null | undefined;
  readonly WebCarrierID?: OrderShipCarrier | null | undefined;
  readonly WebCarrierID1?: OrderShipCarrier | null | undefined;
  readonly WebCarrierID2?: OrderShipCarrier | null | undefined;
  readonly WebCarrierID3?: OrderShipCarrier | null | undefined;
  readonly WebCarrierID4?: OrderShipCarrier | null | undefined;
  readonly WebCarrierID5?: OrderShipCarrier | null | undefined;
  readonly Other11?: string | null | undefined;
  readonly Other12?: string | null | undefined;
  readonly Other13?: string | null | undefined;
  readonly Other14?: string | null | undefined;
  readonly Other15?: string | null | undefined;
  readonly Other16?: string | null | undefined;
  readonly Other17?: string | null | undefined;
  readonly Other18?: string | null | undefined;
  readonly Other19?: string | null | undefined;
  readonly Other20?: string | null | undefined;
  readonly TransferToKey?: string | null | undefined;
  readonly OrderKey?: string | null | undefined;
  readonly ReturnOrderKey?: string | null | undefined;
  readonly ReplacementOrderKey?: string | null | undefined;
  readonly ParentOrderKey?: string | null | undefined;
  readonly BackOrderFromKey?: string | null | undefined;
}

export type UpdateOrderResponse = ApiResponse;

export interface ChangeOrderStatusRequest {
  readonly OrderID?: number | null | undefined;
  readonly OrderStatus: OrderStatusType;
  readonly OrderKey?: string | null | undefined;
}

export type ChangeOrderStatusResponse = ApiResponse;

export interface ChangeOrderStatusBatchRequest {
  readonly OrderStatus: OrderStatusType;
  readonly Details?: ArrayOfOrderBatchDetailRequest | null | undefined;
}

export interface ArrayOfOrderBatchDetailRequest {
  readonly OrderBatchDetailRequest: readonly OrderBatchDetailRequest[];
}

export interface OrderBatchDetailRequest {
  readonly OrderID: number;
  readonly TrackingNumber1?: string | null | undefined;
  readonly TrackingNumber2?: string | null | undefined;
  readonly TrackingNumber3?: string | null | undefined;
  readonly TrackingNumber4?: string | null | undefined;
  readonly TrackingNumber5?: string | null | undefined;
  readonly ShippedDate?: string | null | undefined;
}

export type ChangeOrderStatusBatchResponse = ApiResponse;

export type GetWarehousesRequest = Record<string, never>;

export interface GetWarehousesResponse extends ApiResponse {
  readonly Warehouses?: ArrayOfWarehouseResponse | null | undefined;
}

export interface ArrayOfWarehouseResponse {
  readonly WarehouseResponse: readonly (WarehouseResponse | null)[];
}

export interface WarehouseResponse {
  readonly WarehouseID: number;
  readonly Description?: string | null | undefined;
  readonly WarehouseAddress1?: string | null | undefined;
  readonly WarehouseAddress2?: string | null | undefined;
  readonly WarehouseCity?: string | null | undefined;
  readonly WarehouseState?: string | null | undefined;
  readonly WarehouseZip?: string | null | undefined;
  readonly WarehouseCountry?: string | null | undefined;
}

export interface GetShipMethodsRequest {
  readonly WarehouseID: number;
  readonly CurrencyCode?: string | null | undefined;
  readonly OrderSubTotal?: string | null | undefined;
  readonly OrderWieght?: string | null | undefined;
}

export interface GetShipMethodsResponse extends ApiResponse {
  readonly ShipMethods?: ArrayOfShipMethodResponse | null | undefined;
}

export interface ArrayOfShipMethodResponse {
  readonly ShipMethodResponse: readonly (ShipMethodResponse | null)[];
}

export interface ShipMethodResponse {
  readonly ShipMethodID: number;
  readonly Description?: string | null | undefined;
  readonly ShippingAmount: string;
}

export interface AdjustInventoryRequest {
  readonly WarehouseID: number;
  readonly ItemCode?: string | null | undefined;
  readonly Quantity: number;
  readonly Notes?: string | null | undefined;
}

export type AdjustInventoryResponse = ApiResponse;

/** Every message by the name of its global element. */
export interface ThirdPartyPayloads {
  GetOrdersRequest: GetOrdersRequest;
  GetOrdersResult: GetOrdersResponse;
  UpdateOrderRequest: UpdateOrderRequest;
  UpdateOrderResult: UpdateOrderResponse;
  ChangeOrderStatusRequest: ChangeOrderStatusRequest;
  ChangeOrderStatusResult: ChangeOrderStatusResponse;
  ChangeOrderStatusBatchRequest: ChangeOrderStatusBatchRequest;
  ChangeOrderStatusBatchResult: ChangeOrderStatusBatchResponse;
  GetWarehousesRequest: GetWarehousesRequest;
  GetWarehousesResult: GetWarehousesResponse;
  GetShipMethodsRequest: GetShipMethodsRequest;
  GetShipMethodsResult: GetShipMethodsResponse;
  AdjustInventoryRequest: AdjustInventoryRequest;
  AdjustInventoryResult: AdjustInventoryResponse;
  ApiAuthentication: ApiAuthentication;
}
