/** How fast a parcel goes. The last two are priced by distance. */
export const RATE_TYPES = ['regular', 'express', 'trucking', 'instant', 'same-day'] as const;
export type RateType = (typeof RATE_TYPES)[number];

/** Whether a rate type needs the coordinates of both ends. */
export function needsCoordinates(type: RateType): boolean {
  return type === 'instant' || type === 'same-day';
}

/** An entry of the catalog's rate card. Amounts are decimal numbers of its currency, weights kilograms. */
export interface ShippingRateEntry {
  readonly code: string;
  readonly courier: string;
  readonly rate_type: RateType;
  /** What the courier calls the service. */
  readonly service_type?: string;
  readonly currency: string;
  /** Areas that it goes from and to: the beginnings of area ids; absent: any. */
  readonly from_areas?: readonly string[];
  readonly to_areas?: readonly string[];
  /** For a parcel, for each begun kilogram, and for each kilometer. */
  readonly base: number;
  readonly per_kg?: number;
  readonly per_km?: number;
  readonly max_kg?: number;
  readonly max_km?: number;
  /** Cubic centimeters that count as a kilogram; default: VOLUME_DIVISOR. */
  readonly volume_divisor?: number;
  /** Percent of the value of the goods, where it is insured or collected on delivery. */
  readonly insurance_percent?: number;
  readonly cod_percent?: number;
  readonly min_days: number;
  readonly max_days: number;
}

/** Cubic centimeters to the kilogram, as couriers count on land. */
const VOLUME_DIVISOR = 6000;

/** One end of a way. */
export interface RatePlace {
  readonly areaId: number;
  readonly point: { readonly latitude: number; readonly longitude: number } | undefined;
}

/** What is to be priced. */
export interface RateRequest {
  readonly origin: RatePlace;
  readonly destination: RatePlace;
  /** Absent: all types. */
  readonly type: RateType | undefined;
  /** Empty for all. */
  readonly serviceType: string;
  readonly parcels: readonly Parcel[];
  /** In the currency of the rates. */
  readonly value: number;
  readonly insured: boolean;
  readonly cod: boolean;
}

/** Goods of one kind: kilograms and centimeters of one, and how many. */
export interface Parcel {
  readonly weight: number;
  readonly length: number;
  readonly width: number;
  readonly height: number;
  readonly quantity: number;
}

/** A price for a way. */
export interface Rate {
  readonly rate_id: string;
  readonly courier: string;
  readonly rate_type: RateType;
  readonly service_type: string;
  readonly currency: string;
  /** With two decimals; the parts add up to it. */
  readonly price: string;
  readonly shipping: string;
  readonly insurance: string;
  readonly cod: string;
  /** Kilograms that were priced: the greater one of weight and volume weight. */
  readonly chargeable_weight: number;
  readonly volume_weight: number;
  readonly min_days: number;
  readonly max_days: number;
}

/**
 * Prices a way by the rate card.
 *
 * 1. a rate applies if its type, service and areas match, and neither weight nor distance exceeds its limits;
 * 2. what counts is the weight, or the volume divided by the rate's divisor, whichever is greater, in begun kilograms;
 * 3. the price is the base, the kilograms and the kilometers, and a percentage of the value for insurance and collection.
 *
 * @returns the cheapest first
 */
export function priceByCard(card: readonly ShippingRateEntry[], request: RateRequest): Rate[] {
  const distance = distanceKm(request);
  return card
    .flatMap((entry) => rateOf(entry, request, distance) ?? [])
    .sort((one, other) => Number(one.price) - Number(other.price) || (one.rate_id < other.rate_id ? -1 : 1));
}

function rateOf(entry: ShippingRateEntry, request: RateRequest, distance: number | undefined): Rate | undefined {
  const { rate_type: type, service_type: service = '', max_kg: maxKg = Infinity, max_km: maxKm = Infinity } = entry;
  const { origin, destination, parcels, value } = request;
  if (request.type !== undefined && request.type !== type) return undefined;
  if (request.serviceType !== '' && request.serviceType !== service) return undefined;
  if (!isIn(origin, entry.from_areas) || !isIn(destination, entry.to_areas)) return undefined;
  if ((needsCoordinates(type) || entry.per_km !== undefined) && distance === undefined) return undefined;
  const volumeWeight = volumeOf(parcels) / (entry.volume_divisor ?? VOLUME_DIVISOR);
  const weight = Math.max(weightOf(parcels), volumeWeight);
  if (weight > maxKg || (distance ?? 0) > maxKm) return undefined;
  const begun = Math.max(1, Math.ceil(round(weight)));
  const shipping = cents(entry.base + (entry.per_kg ?? 0) * begun + (entry.per_km ?? 0) * (distance ?? 0));
  const insurance = request.insured ? cents((value * (entry.insurance_percent ?? 0)) / 100) : 0;
  const cod = request.cod ? cents((value * (entry.cod_percent ?? 0)) / 100) : 0;
  return {
    rate_id: entry.code,
    courier: entry.courier,
    rate_type: type,
    service_type: service,
    currency: entry.currency,
    price: amount(shipping + insurance + cod),
    shipping: amount(shipping),
    insurance: amount(insurance),
    cod: amount(cod),
    chargeable_weight: round(weight),
    volume_weight: round(volumeWeight),
    min_days: entry.min_days,
    max_days: entry.max_days,
  };
}

function isIn({ areaId }: RatePlace, areas: readonly string[] | undefined): boolean {
  return areas?.some((area) => String(areaId).startsWith(area)) ?? true;
}

const weightOf = (parcels: readonly Parcel[]): number =>
  parcels.reduce((sum, { weight, quantity }) => sum + weight * quantity, 0);

const volumeOf = (parcels: readonly Parcel[]): number =>
  parcels.reduce((sum, { length, width, height, quantity }) => sum + length * width * height * quantity, 0);

/** To the gram, without what adding decimals leaves behind. */
const round = (kilograms: number): number => Math.round(kilograms * 1000) / 1000;
const cents = (value: number): number => Math.round(value * 100);
const amount = (hundredths: number): string => (hundredths / 100).toFixed(2);

const EARTH_KM = 6371;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** The great circle between both ends; undefined unless both have coordinates. */
function distanceKm({ origin: { point: from }, destination: { point: to } }: RateRequest): number | undefined {
  if (from === undefined || to === undefined) return undefined;
  const [dLat, dLng] = [radians(to.latitude - from.latitude), radians(to.longitude - from.longitude)];
  const a =
    Math.sin(dLat / 2) ** 2 +
    Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * Math.sin(dLng / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(a)));
}
