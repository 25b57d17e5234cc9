/** A catalog of nearby warehouses with the same stock of every item, so that tests can count units. */
export function warehouses(
  count: number,
  items: readonly string[],
  stockEach: number,
  preferences: Readonly<Record<string, unknown>> = {},
): string {
  const codes = Array.from({ length: count }, (_, index) => `W${String(index + 1)}`);
  return JSON.stringify({
    organization: { code: 'TEST', account: 'LOCATE', default_system: '6' },
    preferences: {
      use_proximity_locator: true,
      search_radius: 3000,
      distance_unit: 'MI',
      default_unfulfillable_location: { system_cd: '6', location_cd: 'UNF' },
      ...preferences,
    },
    location_types: [{ code: 'WAREHOUSE', category: 'warehouse' }],
    systems: [
      {
        system_cd: '6',
        name: 'OMS',
        locations: [
          ...codes.map((code, index) => ({
            location_cd: code,
            name: code,
            type: 'WAREHOUSE',
            latitude: 42 + index / 100,
            longitude: -71,
            address: { city: 'WORCESTER', province: 'MA', postal: '01602', country: 'US' },
            priority: 1,
          })),
          { location_cd: 'UNF', name: 'Unfulfillable', type: 'WAREHOUSE', priority: 99 },
        ],
      },
    ],
    products: items.map((item) => ({
      product_cd: item,
      description: item,
      system_products: [{ system_cd: '6', item_id: item }],
    })),
    inventory: codes.flatMap((code) =>
      items.map((item) => ({
        system_cd: '6',
        location_cd: code,
        item_id: item,
        available_qty: stockEach,
      })),
    ),
  });
}
