import { everyLevel } from '../network/preference.js';
import * as form from '../network/preference-form.js';
import { SHIP_METHODS_PATTERN } from './ship-method.js';

/** Who moves a fulfillment request to its partner: the partner fetches it, or the broker sends it. */
export const REQUEST_DELIVERIES = ['fetch', 'send'] as const;
export type RequestDelivery = (typeof REQUEST_DELIVERIES)[number];

/** What follows when a fulfillment request could not be handed over. */
export const FAILURE_POLICIES = ['keep', 'reroute'] as const;
export type FailurePolicy = (typeof FAILURE_POLICIES)[number];

/** What follows when a partner cannot fulfill a line. */
export const PARTNER_CANCELS = ['reshop', 'cancel'] as const;
export type PartnerCancel = (typeof PARTNER_CANCELS)[number];

/** The preferences of partner locations: part of the table in preferences.ts. */
export const PARTNER_PREFERENCES = {
  request_number: everyLevel(
    form.text(100),
    '{order}',
    'The number of a fulfillment request: text with {order} (the order number), {request} (the request id), {location} (the location code) and {n} (1, 2, ... within the order). Without {n}, the second one of an order gets -2 at its end, and so on.',
  ),
  request_number_max_length: everyLevel(
    form.wholeNumber(1, 100, 'characters'),
    50,
    'The longest number that the partner takes. A longer one is not cut: the fulfillment request waits for another number.',
  ),
  request_auto_process: everyLevel(
    form.flag,
    false,
    'A fulfillment request is released to the partner as soon as it is made, or when its order leaves review. Off, somebody processes it.',
  ),
  request_delivery: everyLevel(
    form.oneOf<RequestDelivery>(REQUEST_DELIVERIES),
    'fetch',
    'Whether the partner fetches fulfillment requests, or the job `requests` sends them as events.',
  ),
  request_on_failure: everyLevel(
    form.oneOf<FailurePolicy>(FAILURE_POLICIES),
    'keep',
    'A fulfillment request that failed stays until somebody processes or voids it, or its lines are routed again to others.',
  ),
  request_acknowledge_minutes: everyLevel(
    form.wholeNumberOrNull(1, 129_600, 'minutes', 'never'),
    null,
    'Time that the partner has to acknowledge. After it, the job `requests` voids the fulfillment request and routes its lines to others.',
  ),
  on_partner_cancel: everyLevel(
    form.oneOf<PartnerCancel>(PARTNER_CANCELS),
    'reshop',
    'What the partner cannot fulfill is routed again to others, or canceled.',
  ),
  warehouse_id: everyLevel(
    form.wholeNumberOrNull(1, 2_147_483_647, '', 'a number that the broker gives'),
    null,
    'The number of the location in the service of third-party logistics (`WarehouseID`); the broker gives numbers above 100000. Locations of one number are one warehouse there.',
  ),
  ship_methods: everyLevel(
    form.patterned(1000, SHIP_METHODS_PATTERN, 'numbers and codes such as 1=UPS GROUND, 2=FEDEX 2DAY'),
    '',
    'How the partner numbers the codes of `ship_via` (`ShipMethodID`).',
  ),
  drop_ship_fee: everyLevel(
    form.amount(999_999),
    0,
    'What the partner charges for an order, for the criterion lowest_cost.',
  ),
  estimated_shipping: everyLevel(
    form.amount(999_999),
    0,
    'What shipping an order from the location costs, for the criterion lowest_cost.',
  ),
} as const;
