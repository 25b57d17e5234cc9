import { z } from 'zod';
import { setting } from './setting.js';

/** The services that callers can be offered; each of partners has the name of its service group. */
export const SERVICE_NAMES = ['locate'] as const;
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
      'The services that are open, separated by commas: locate. auto opens every service that exists where DEMO_DATA is true, and locate alone where it is false.',
  }),
} as const;
