import type { ProbabilityAssignmentEntry, ProbabilityRuleEntry } from '../../domain/network/catalog-document.js';
import { MAX_QUANTITY } from '../../domain/product.js';
import { compareText } from '../../domain/values/compare-text.js';
import { daysAfter } from '../../domain/time/day.js';
import { compileCondition, compileNumber, ExpressionError } from './expression.js';
import type { Situation, StockAttributes } from './variables.js';
import { wholeAbove, wholeBelow } from './functions.js';
import { ArithmeticError } from './operators.js';

/**
 * Probability rules: they change what a location may promise of a product. docs/reference/routing-engine.md 2.9.
 *
 * 1. The assignments in force are those that are active, whose dates include today, and whose level includes the
 *    location: all locations, those of a type, or one. An assignment that names a type and a location requires both.
 * 2. They apply in the order of their sequence, those with the same sequence by the rule's name. A rule assigned twice
 *    applies twice: we cannot know which of the two its author meant.
 * 3. A rule applies if its condition holds, or always if it has none. It either excludes the product location, which
 *    ends the evaluation, or calculates a quantity or date, which later rules see.
 * 4. A calculated quantity is rounded down to whole units and is never below 0. A calculated date is a number of days
 *    from today, rounded up (a late date is easier to keep than an early one), today at the earliest. Days added to the
 *    stored date were rejected: they mean nothing where no date is stored, and `days_to_next_po + 3` says the same.
 * 5. A rule without a result for the given stock changes nothing and is reported, and so is one that does not compile or
 *    does not exist: an error in a rule never prevents orders from being routed.
 *
 * Rules change decisions, never stored quantities. They calculate the quantity on hand; reserved units and safety stock
 * are still subtracted from it.
 */
export interface RuleBook {
  /** @param today `YYYY-MM-DD` */
  apply(where: RuledLocation, stored: StockAttributes, today: string): RuleOutcome;
}

export interface RuledLocation {
  /** Code, `''` without one. */
  readonly locationType: string;
  readonly systemCd: string;
  readonly locationCd: string;
}

/** The stock that decisions are based on, and the rules that changed it. */
export interface RuleOutcome {
  /** The rule that excludes the product location. */
  readonly excludedBy?: string;
  /** Units on hand, before reservations and safety stock. */
  readonly available: number;
  readonly nextPoQuantity: number;
  /** `YYYY-MM-DD` */
  readonly nextPoDate: string | null;
  /** Names of the rules that applied, in order, including the excluding one. */
  readonly applied: readonly string[];
  /** Rules in force that failed: `name: reason`. */
  readonly failed: readonly string[];
}

interface Rule {
  readonly when: (situation: Situation) => boolean;
  readonly result: 'exclude' | ((situation: Situation) => Partial<StockAttributes>);
}

interface Assigned {
  readonly name: string;
  readonly assignment: ProbabilityAssignmentEntry;
  /** The compiled rule, or why there is none. */
  readonly rule: Rule | string;
}

/** Compiles every rule of one revision of the catalog. */
export function compileRuleBook(
  rules: readonly ProbabilityRuleEntry[],
  assignments: readonly ProbabilityAssignmentEntry[],
): RuleBook {
  const compiled = new Map(rules.map((entry) => [entry.name, compileRule(entry)]));
  const assigned = assignments
    .filter((assignment) => assignment.active ?? true)
    .map((assignment): Assigned => ({
      name: assignment.rule,
      assignment,
      rule: compiled.get(assignment.rule) ?? 'there is no such rule',
    }))
    .sort((a, b) => a.assignment.sequence - b.assignment.sequence || compareText(a.name, b.name));
  return { apply: (where, stored, today) => applyAll(assigned, where, stored, today) };
}

function compileRule({ when, result }: ProbabilityRuleEntry): Rule | string {
  try {
    return {
      when: when === undefined ? () => true : compileCondition(when),
      result: result === 'exclude' ? 'exclude' : calculation(result.figure, compileNumber(result.as)),
    };
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
}

function calculation(
  figure: 'available_qty' | 'next_po_qty' | 'next_po_date',
  calculate: (situation: Situation) => number,
): (situation: Situation) => Partial<StockAttributes> {
  switch (figure) {
    case 'available_qty':
      return (situation) => ({ available: units(calculate(situation)) });
    case 'next_po_qty':
      return (situation) => ({ nextPoQuantity: units(calculate(situation)) });
    case 'next_po_date':
      return (situation) => ({ nextPoDate: dateIn(calculate(situation), situation.today) });
  }
}

function applyAll(
  assigned: readonly Assigned[],
  where: RuledLocation,
  stored: StockAttributes,
  today: string,
): RuleOutcome {
  const applied: string[] = [];
  const failed: string[] = [];
  let stock = stored;
  let excludedBy: string | undefined;
  for (const { name, assignment, rule } of assigned) {
    if (!isInForce(assignment, where, today)) continue;
    if (typeof rule === 'string') {
      failed.push(`${name}: ${rule}`);
      continue;
    }
    try {
      const situation = { stock, today };
      if (!rule.when(situation)) continue;
      if (rule.result === 'exclude') excludedBy = name;
      else stock = { ...stock, ...rule.result(situation) };
      applied.push(name);
    } catch (error) {
      if (!(error instanceof ArithmeticError)) throw error;
      failed.push(`${name}: ${error.message}`);
    }
    if (excludedBy !== undefined) break;
  }
  const { available, nextPoQuantity, nextPoDate } = stock;
  return { ...(excludedBy !== undefined && { excludedBy }), available, nextPoQuantity, nextPoDate, applied, failed };
}

/** Dates of this form sort as text. */
function isInForce(
  { location_type, location, from, to }: ProbabilityAssignmentEntry,
  where: RuledLocation,
  today: string,
): boolean {
  return (
    (location_type === undefined || location_type === where.locationType) &&
    (location === undefined || (location.system_cd === where.systemCd && location.location_cd === where.locationCd)) &&
    (from === undefined || from <= today) &&
    (to === undefined || today <= to)
  );
}

/** @throws {ArithmeticError} */
function units(value: number): number {
  const whole = Math.max(0, wholeBelow(value));
  if (whole > MAX_QUANTITY) throw new ArithmeticError(`its result is more than ${MAX_QUANTITY} units`);
  return whole;
}

/** @throws {ArithmeticError} */
function dateIn(days: number, today: string): string {
  const date = daysAfter(today, Math.max(0, wholeAbove(days)));
  if (date === undefined) throw new ArithmeticError('its result is a date beyond the year 9999');
  return date;
}
