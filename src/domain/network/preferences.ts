import { MAX_QUANTITY } from '../product.js';
import { DISTANCE_UNITS } from '../geography/distance-unit.js';
import type { DistanceUnit } from '../geography/distance-unit.js';
import { UTC } from '../time/day.js';
import { WEEKDAYS } from '../values/weekday.js';
import type { Weekday } from '../values/weekday.js';
import { PICKUP_REJECT_POLICIES, REPEAT_POLICIES, SHIP_COMPLETE_REJECTS, STOCK_EFFECTS } from './order-policies.js';
import type { PickupRejectPolicy, RepeatPolicy, ShipCompleteReject, StockEffect } from './order-policies.js';
import { DIRECT_FULFILLMENT_PREFERENCES } from '../direct-fulfillment/preferences.js';
import { PARTNER_PREFERENCES } from '../partner/partner-preferences.js';
import { everyLevel, organization } from './preference.js';
import * as form from './preference-form.js';
import { RANKING_CRITERIA } from './ranking-preferences.js';
import type { RankingCriterion } from './ranking-preferences.js';

const [SUNDAY, ...WORKWEEK] = WEEKDAYS;
const WEEK: readonly Weekday[] = [...WORKWEEK, SUNDAY];

/**
 * Every preference, in the order of docs/configuring/preferences.md, which is made from this table. The catalog schema
 * (formats/catalog/preferences-schema.ts) and the defaults in force (effective-preferences.ts) come from it too.
 * docs/reference/routing-engine.md 2.2.
 */
export const PREFERENCES = {
  delivery_available: everyLevel(form.flag, true, 'The location ships to customers.'),
  pickup_available: everyLevel(form.flag, true, 'Customers collect at the location from its own stock.'),
  ship_for_pickup_available: everyLevel(form.flag, true, 'The location ships to where customers collect.'),
  gift_wrap_available: everyLevel(
    form.flag,
    true,
    'The location wraps gifts. Off, it gets no line that asks for gift wrap.',
  ),
  use_proximity_locator: everyLevel(
    form.flag,
    true,
    'Distance counts. Off, the location is at distance 0 and so always inside the radius.',
  ),
  backup_quantity: everyLevel(
    form.wholeNumber(0, MAX_QUANTITY, 'units'),
    0,
    'Safety stock: units of every product that are never promised.',
  ),
  max_orders_per_day: everyLevel(
    form.wholeNumberOrNull(0, MAX_QUANTITY, '', 'no limit'),
    null,
    'Orders the routing assigns to the location on one day, by its time zone. One that is rejected or canceled later still counts; one that names the location does not.',
  ),
  use_probability_rules: everyLevel(form.flag, true, 'Probability rules assigned to the location apply.'),
  use_offline_newer_than: everyLevel(
    form.wholeNumberOrNull(1, 87_600, 'hours', 'any age'),
    null,
    'Stock records older than this are ignored.',
  ),
  default_unfulfillable_location: organization(
    form.location,
    undefined,
    'The location of lines that cannot be fulfilled. Without one they go to the location that placed the order.',
  ),
  time_zone: organization(
    form.timeZone,
    UTC,
    'The time zone of locations without one of their own. The time zone of a location counts its days.',
  ),
  search_radius: organization(
    form.numberUpTo(25_000),
    100,
    'Search radius around the customer for orders, and for searches that name no radius.',
  ),
  distance_unit: organization(
    form.oneOf<DistanceUnit>(DISTANCE_UNITS),
    'MI',
    'Unit of the search radius, and of searches that name none.',
  ),
  max_responses: organization(
    form.wholeNumber(1, 10_000, ''),
    25,
    'Most locations a LocateItems response lists, or a ProductAvailability response for each type and item.',
  ),
  search_retries: organization(
    form.wholeNumber(0, 1000, ''),
    10,
    'How many times a rejected line is routed again; 0 is never.',
  ),
  standard_brokering: organization(
    form.someOf<RankingCriterion>(RANKING_CRITERIA),
    ['proximity', 'on_hand', 'priority'],
    'The criteria that rank candidates; a later one only breaks the ties of the earlier ones.',
  ),
  use_weighted_brokering: organization(form.flag, false, 'Rank by the weighted score instead.'),
  weights: organization(
    form.weights,
    { labor_cost: 0, gross_margin: 0, proximity: 50, on_hand: 50, sales_velocity: 0, priority: 0 },
    'The weight of each criterion in the weighted score.',
  ),
  brokering_overrides: organization(
    form.overrides,
    [],
    'A different ranking for some orders. Whether an order is express depends on the carrier named in ship_via.',
  ),
  allow_split_order: organization(
    form.flag,
    true,
    'Lines of one order may go to different locations, and are updated one by one.',
  ),
  allow_split_line: organization(
    form.flag,
    false,
    'Units of one line may go to different locations when no single location has them all. Needs allow_split_order.',
  ),
  max_split_locations: organization(form.wholeNumber(1, 100, ''), 10, 'Most locations one order is split over.'),
  min_split_quantity: organization(
    form.wholeNumber(1, 999_999, ''),
    1,
    'Fewest units a part of a split line may have.',
  ),
  ship_complete_keeps_together: organization(form.flag, true, 'An order flagged ship_complete is not split.'),
  ship_complete_reject: organization(
    form.oneOf<ShipCompleteReject>(SHIP_COMPLETE_REJECTS),
    'together',
    'The effect of a reject of some lines of an order that is not split because it is flagged ship_complete: the other lines that the location has and did not ship are rejected with them and routed together, the reject is refused (7117), or the lines are routed alone. A pickup is not affected.',
  ),
  use_zone_fulfillment: organization(
    form.flag,
    false,
    "Delivery and ship-for-pickup orders go only to the locations of the customer's zone.",
  ),
  acknowledge_before_brokering: organization(
    form.flag,
    false,
    'A delivery order that names no location is acknowledged first and routed afterwards.',
  ),
  requesting_location_may_fulfill: organization(
    form.flag,
    true,
    'The location that places an order may be chosen to fulfill it.',
  ),
  named_location_checks_quantity: organization(
    form.flag,
    false,
    'An order that names a location is refused when that location cannot promise the quantity. Off, the quantity is the responsibility of the caller.',
  ),
  restrict_reassignment_of_canceled_line: organization(
    form.flag,
    true,
    'A canceled line stays canceled. Off, the system that placed the order may set it to new_order again.',
  ),
  auto_cancel_days_of_unclaimed_pickups: organization(
    form.wholeNumberOrNull(1, 365, 'days', 'never'),
    null,
    'Open days after which an unclaimed pickup is canceled, counted from the day after the goods were ready. Needs allow_split_order.',
  ),
  auto_cancel_reason: organization(form.text(50), '', 'The reason code of such a cancellation.'),
  days_open: everyLevel(
    form.someOf<Weekday>(WEEK, 'every day'),
    WEEK,
    'Days on which the location is open, by its time zone; closed days do not count for unclaimed pickups there.',
  ),
  allow_partial_updates: organization(
    form.flag,
    false,
    'A status update with an item_qty below the quantity of the line changes that many units, which become a line of their own. Needs allow_split_order.',
  ),
  line_updates_all_or_nothing: organization(
    form.flag,
    true,
    'One refused line refuses the whole update. Off, the other lines are updated and the response names the refused ones.',
  ),
  repeated_status_update: organization(
    form.oneOf<RepeatPolicy>(REPEAT_POLICIES),
    'refuse_cancel',
    'The response to an update to the status a line already has: OK, OK except for a cancel, or FAILED. None of them changes anything.',
  ),
  cancel_after_shipment: organization(
    form.flag,
    false,
    'Any party may cancel goods that were sent to a pickup location. Off, only the pickup location may, once it has received them.',
  ),
  ended_lines_may_be_submitted_again: organization(
    form.flag,
    true,
    'A line that was canceled, or whose order ended with nothing fulfilled or was masked, becomes a new request when it is submitted again. Off, it is answered 2040.',
  ),
  lines_may_be_added: organization(
    form.flag,
    true,
    'New lines beside lines that were submitted before under the same order number become a request of their own. Off, such a message is rejected (7017).',
  ),
  locations_speak_for_their_system: organization(
    form.flag,
    false,
    'A status update counts for every line that is at any location of the system in store_location. Off, a store, and any location that has or had a line of the order, speaks only for the lines that are at it.',
  ),
  pickup_location_may_reject: organization(
    form.oneOf<PickupRejectPolicy>(PICKUP_REJECT_POLICIES),
    'brokered',
    'The ship-for-pickup lines that the pickup location may report as lost or damaged: none, those whose source the routing chose, all.',
  ),
  reject_stock_effect: organization(
    form.oneOf<StockEffect>(STOCK_EFFECTS),
    'none',
    'The effect of a reject on the available quantity of the rejecting location, until its next stock update: no change, nothing left to promise, or lowered by the rejected units.',
  ),
  reject_reasons: organization(
    form.rejectReasons,
    [],
    'Reject reasons with an effect other than that of reject_stock_effect.',
  ),
  shipped_units_lower_stock: organization(
    form.flag,
    true,
    'Units that leave a location lower its available quantity until its next stock update. Off, they can be promised again until then.',
  ),
  unreadable_status_dates_are_rejected: organization(
    form.flag,
    true,
    'A StatusUpdate that ships a line with a status_date that is no date is rejected (7118). Off, the line is shipped on the day of the update.',
  ),
  product_update_all_or_nothing: organization(
    form.flag,
    false,
    'A ProductUpdate with one wrong stock figure stores nothing. Off, the product and the right figures are stored, and the response reports the wrong ones.',
  ),
  offer_named_own_source: organization(
    form.flag,
    false,
    'Fulfillments returns a SHIPFORPICKUP or SHIPTOSTORE line also to the location that placed the order and named itself as its source, or another location of its system that is no store. Off, it does not: the pick slip is printed already.',
  ),
  fulfillments_tell_pickup_location: organization(
    form.flag,
    true,
    'Fulfillments also returns the SHIPFORPICKUP and SHIPTOSTORE lines in transit to the location whose source the order named: to callers of message versions below 16.0, and to systems that have never called Intransit. Off, only Intransit returns them.',
  ),
  poll_lease_seconds: organization(
    form.wholeNumber(5, 3600, 'seconds'),
    60,
    'How long lines that were handed to a poll wait for its response to be sent. After that they are offered again.',
  ),
  poll_reoffer_minutes: organization(
    form.wholeNumberOrNull(1, 10_080, 'minutes', 'never'),
    null,
    'Time after which lines that were handed out are offered again when no status update has come for them, in case the response was lost.',
  ),
  poll_late_after_minutes: organization(
    form.wholeNumber(1, 10_080, 'minutes'),
    60,
    'A location with waiting work that has not polled for this long counts as late.',
  ),
  ...PARTNER_PREFERENCES,
  ...DIRECT_FULFILLMENT_PREFERENCES,
} as const;

export type PreferenceName = keyof typeof PREFERENCES;

/** The value of a preference that is in force, its default included. */
export type PreferenceValue<Name extends PreferenceName> = (typeof PREFERENCES)[Name]['default'];

/**
 * Preferences as they are written down. Each may be absent at any level and is then looked up at the next one
 * (location, location type, organization, default). docs/reference/routing-engine.md 2.1, 2.2.
 */
export type Preferences = {
  readonly [Name in PreferenceName]?: Exclude<PreferenceValue<Name>, undefined>;
};
