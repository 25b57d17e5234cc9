import { z } from 'zod';
import { count, flag, setting } from './setting.js';

/** The services that callers can be offered; each of partners has the name of its service group. */
export const SERVICE_NAMES = ['locate', 'direct-fulfillment', 'threepl', 'requests', 'outbound'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

const isServiceName = (text: string): text is ServiceName => (SERVICE_NAMES as readonly string[]).includes(text);

/** Stands for every service that exists while there is demo data, and for Locate alone otherwise. */
export const AUTOMATIC = 'auto';

/** Which services are open. */
export const SERVICE_SETTINGS = {
  SERVICES: setting({
    form: z.string().transform((text, issue): readonly ServiceName[] | typeof AUTOMATIC => {
      if (text.trim() === AUTOMATIC) return AUTOMATIC;
      const names = text.split(',').map((name) => name.trim());
      const unknown = names.filter((name) => !isServiceName(name));
      if (unknown.length > 0)
        issue.addIssue({
          code: 'custom',
          message: `found ${unknown.map((name) => JSON.stringify(name)).join(', ')}, expected ${AUTOMATIC}, or a list of ${SERVICE_NAMES.join(', ')}, separated by commas`,
        });
      return [...new Set(names.filter(isServiceName))];
    }),
    default: AUTOMATIC,
    meaning:
      'The services that are open, separated by commas: locate, and for partners direct-fulfillment, threepl, requests, outbound. auto opens every service that exists where DEMO_DATA is true, and locate alone where it is false.',
  }),
  DIRECT_FULFILLMENT_PATH: setting({
    form: z.string().regex(/^(?:\/[A-Za-z0-9_.~-]{1,50}){1,5}\/?$/, 'expected a path such as /soap/pixiDEMO/'),
    default: '/soap/pixiDEMO/',
    meaning: 'The path of the direct fulfillment service: its clients have one for each database, /soap/<database>/.',
  }),
  DIRECT_FULFILLMENT_MAX_ORDERS: setting({
    form: count(1, 10_000),
    default: '1000',
    meaning:
      'The most orders of one answer of the direct fulfillment service, and the greatest RowCount. pixiDFGetOrders and pixiDFGetChanges return the rest once these are confirmed; pixiDFGetOrders with AllOrders does not, so it must hold the open orders of a supplier. The log tells of every answer that was cut.',
  }),
  DIRECT_FULFILLMENT_FULL_ACCESS: setting({
    form: flag,
    default: 'false',
    meaning:
      'Whether SupplNr and Secret of direct fulfillment calls need not be right: whoever may call the service gets the orders of every supplier of his, with the addresses of customers. The start warns of it.',
  }),
} as const;
