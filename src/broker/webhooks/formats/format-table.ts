import type { EventFormat } from './event-facts.js';
import { standardFormat } from './standard.js';

/** The forms of bodies that an endpoint can ask for, by name. A partner's service adds its own here. */
export const EVENT_FORMATS: ReadonlyMap<string, EventFormat> = new Map([['standard', standardFormat]]);

/** What is risky about a form. */
export const FORMAT_WARNINGS: ReadonlyMap<string, string> = new Map();
