import type { ValueForm, ValueShape } from './preference-form.js';

/** A preference: its default, the values it takes, and what it means. */
export interface Preference<Value> {
  /** Whether it can be set at every level (location, location type, organization) or for the organization only. */
  readonly level: 'every level' | 'organization';
  /** The value in force where no level sets one. */
  readonly default: Value;
  /** The default as the documentation writes it. */
  readonly defaultText: string;
  readonly range: string;
  readonly shape: ValueShape;
  readonly meaning: string;
}

/** A preference that a location, a location type or the organization may set. */
export function everyLevel<Value>(
  values: ValueForm<Value>,
  initial: NoInfer<Value>,
  meaning: string,
): Preference<Value> {
  return preference('every level', values, initial, meaning);
}

/** A preference of the organization. */
export function organization<Value>(
  values: ValueForm<Value>,
  initial: NoInfer<Value>,
  meaning: string,
): Preference<Value> {
  return preference('organization', values, initial, meaning);
}

function preference<Value>(
  level: Preference<Value>['level'],
  { shape, range, write }: ValueForm<Value>,
  initial: NoInfer<Value>,
  meaning: string,
): Preference<Value> {
  return { level, default: initial, defaultText: write(initial), range, shape, meaning };
}
