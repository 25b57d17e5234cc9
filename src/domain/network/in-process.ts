import { EMPTY_ADDRESS } from '../geography/address.js';
import { UTC } from '../time/day.js';
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
  active: false,
  attributes: {},
  preferences: {
    useProximityLocator: true,
    deliveryAvailable: false,
    pickupAvailable: false,
    shipForPickupAvailable: false,
    giftWrapAvailable: false,
    backupQuantity: 0,
    maxOrdersPerDay: null,
    useProbabilityRules: false,
    stockNewerThan: null,
    daysOpen: new Set(),
  },
};
