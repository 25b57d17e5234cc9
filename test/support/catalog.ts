/** A catalogue of warehouses with the same stock each, near one another; every test can reason about its units. */
export function warehouses(count: number, stockEach: number): string {
  const codes = Array.from({ length: count }, (_, index) => `W${String(index + 1)}`);
  return JSON.stringify({
    organization: { code: 'TEST', account: 'LOCATE', default_system: '6' },
    preferences: { use_proximity_locator: true, search_radius: 3000, distance_unit: 'MI', default_unfulfillable_location: { system_cd: '6', location_cd: 'UNF' } },
    location_types: [{ code: 'WAREHOUSE', category: 'warehouse' }],
    systems: [{
      system_cd: '6', name: 'OMS', locations: [
        ...codes.map((code, index) => ({
          location_cd: code, name: code, type: 'WAREHOUSE', latitude: 42 + index / 100, longitude: -71,
          address: { city: 'WORCESTER', province: 'MA', postal: '01602', country: 'US' }, priority: 1,
        })),
        { location_cd: 'UNF', name: 'Unfulfillable', type: 'WAREHOUSE', priority: 99 },
      ],
    }],
    products: [{ product_cd: 'THING', description: 'Thing', system_products: [{ system_cd: '6', item_id: 'THING' }] }],
    inventory: codes.map((code) => ({ system_cd: '6', location_cd: code, item_id: 'THING', available_qty: stockEach })),
  });
}
