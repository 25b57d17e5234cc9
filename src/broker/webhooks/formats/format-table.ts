import type { EventFormat } from './event-facts.js';
import { outboundFormat } from './outbound.js';
import { standardFormat } from './standard.js';

/** The forms of bodies that an endpoint can ask for, by name. A partner's service adds its own here. */
export const EVENT_FORMATS: ReadonlyMap<string, EventFormat> = new Map([
  ['standard', standardFormat],
  ['outbound', outboundFormat],
  ['outbound-auth', outboundFormat],
]);

/** What is risky about a form. */
export const FORMAT_WARNINGS: ReadonlyMap<string, string> = new Map([
  [
    'outbound-auth',
    'auth is an MD5 of X-API-Key and the address: it covers neither body nor time, and whoever has seen one message can forge others. Verify webhook-signature, and choose the format outbound.',
  ],
]);
