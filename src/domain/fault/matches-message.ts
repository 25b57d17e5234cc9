import type { FaultCriteria } from './injected-fault.js';
import { matchesPattern } from './wildcard.js';

/** The fields of one group of a message, by name: an XML element's attributes and texts, or a JSON object's members. */
export type FieldGroup = readonly (readonly [name: string, value: string])[];

/** What a fault may ask of a message. */
export interface FaultSubject {
  readonly operation: string;
  /** `''` without authentication. */
  readonly user: string;
  /** Called only for a fault that asks what the message names. */
  readonly fields: () => readonly FieldGroup[];
}

/** Names of fields in lower case, without `_` and `-`: every service spells them its own way. */
const ORDER_NAMES = new Set([
  'orderid',
  'orderno',
  'ordernr',
  'ordernumber',
  'sonumber',
  'requestid',
  'ordernrexternal',
  'orderidentificationcode',
]);
const ITEM_NAMES = new Set([
  'itemid',
  'itemno',
  'itemnr',
  'itemnrint',
  'itemcode',
  'itemnumber',
  'sku',
  'skucode',
  'productcode',
  'systemproductcode',
]);
const SYSTEM_NAME = /^(.*)system(?:cd|code)$/;
const LOCATION_NAME = /^(.*?)(?:location(?:cd|code)|warehouseid)$/;

/** Whether a message is one that a fault is for. */
export function matchesMessage(criteria: FaultCriteria, subject: FaultSubject): boolean {
  const { operation, user, system, location, order, item } = criteria;
  if (operation !== undefined && !matchesPattern(operation, subject.operation)) return false;
  if (user !== undefined && !matchesPattern(user, subject.user)) return false;
  if (system === undefined && location === undefined && order === undefined && item === undefined) return true;
  const groups = subject
    .fields()
    .map((group) => group.map(([name, value]) => [simplified(name), value.trim()] as const));
  const names = (known: ReadonlySet<string>, pattern: string | undefined): boolean =>
    pattern === undefined ||
    groups.some((group) =>
      group.some(([name, value]) => known.has(name) && value !== '' && matchesPattern(pattern, value)),
    );
  return (
    names(ORDER_NAMES, order) &&
    names(ITEM_NAMES, item) &&
    ((system === undefined && location === undefined) ||
      groups.some((group) => namesPlace(group, system ?? '*', location)))
  );
}

/** Whether a group names the place: system and location in fields that differ in nothing else, such as `fulfillment_system_cd`. */
function namesPlace(group: FieldGroup, system: string, location: string | undefined): boolean {
  const valuesOf = (form: RegExp, pattern: string): ReadonlySet<string> =>
    new Set(
      group.flatMap(([name, value]) => {
        const [, role] = form.exec(name) ?? [];
        return role !== undefined && value !== '' && matchesPattern(pattern, value) ? [role] : [];
      }),
    );
  if (location === undefined) return valuesOf(SYSTEM_NAME, system).size > 0;
  const places = valuesOf(LOCATION_NAME, location);
  // Some groups leave their system out, because it is that of the sender.
  if (system === '*') return places.size > 0;
  const systems = valuesOf(SYSTEM_NAME, system);
  return [...places].some((role) => systems.has(role));
}

const simplified = (name: string): string => name.toLowerCase().replace(/[_-]/g, '');
