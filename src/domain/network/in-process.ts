import { EMPTY_ADDRESS } from '../geography/address.js';
import { UTC } from '../time/day.js';
import { preferencesAt } from './effective-preferences.js';
import type { Location, System } from './location.js';

const NO_SYSTEM: System = {
  systemCd: '',
  name: '',
  requireStatusUpdate: true,
  rejectMayReshopSameSystem: true,
  shopWithinSystem: true,
  reservedStatuses: new Set(),
};

/**
 * The virtual location of a line whose order is acknowledged but not routed yet. It belongs to no system, is never
 * polled and holds no stock. docs/reference/routing-engine.md 2.8.
 */
export const IN_PROCESS: Location = {
  id: 0,
  system: NO_SYSTEM,
  locationCd: 'IN PROCESS',
  name: 'IN PROCESS',
  type: '',
  isStore: false,
  address: EMPTY_ADDRESS,
  point: undefined,
  priority: 0,
  laborCost: undefined,
  timeZone: UTC,
  channel: 'locate',
  active: false,
  attributes: {},
  preferences: preferencesAt([
    {
      delivery_available: false,
      pickup_available: false,
      ship_for_pickup_available: false,
      gift_wrap_available: false,
      use_probability_rules: false,
      days_open: [],
    },
  ]),
};
