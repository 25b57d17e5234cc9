/** A way of shipping as a partner numbers it. */
export interface ShipMethod {
  readonly id: number;
  /** What orders call it (`ship_via`). */
  readonly code: string;
}

/** Such as `1=UPS GROUND, 2=FEDEX 2DAY`; empty for none. */
export const SHIP_METHODS_PATTERN = /^(?:\s*[1-9]\d{0,8}\s*=\s*[^,=\s][^,=]*(?:,(?=.)|$))*$/;

/** Reads the ship methods of a location. @param text in the form of SHIP_METHODS_PATTERN */
export function readShipMethods(text: string): readonly ShipMethod[] {
  return text.split(',').flatMap((entry) => {
    const [id = '', code = ''] = entry.split('=').map((part) => part.trim());
    return id === '' || code === '' ? [] : [{ id: Number(id), code }];
  });
}

/** The number of an order's ship method; 0 for one that the location does not number. */
export function shipMethodOf(methods: readonly ShipMethod[], shipVia: string): number {
  const sought = shipVia.trim().toUpperCase();
  return methods.find(({ code }) => code.toUpperCase() === sought)?.id ?? 0;
}

/** The carriers that partners name, which ship methods begin with: `UPS GROUND` is one of UPS. */
const CARRIERS = ['FedEx', 'UPS', 'Purolator', 'DHL', 'USPS', 'Estafeta', 'GDEX'] as const;

/** The carrier that a ship method is of; `''` for a method that begins with none. @param code such as `FEDEX 2DAY` */
export function carrierOfMethod(code: string): string {
  const [first = ''] = code.trim().split(/[\s_-]+/);
  return CARRIERS.find((carrier) => carrier.toUpperCase() === first.toUpperCase()) ?? '';
}
