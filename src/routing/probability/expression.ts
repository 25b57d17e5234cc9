import jsep from 'jsep';
import { VARIABLES } from './variables.js';
import type { Variable, Situation } from './variables.js';
import { FUNCTIONS } from './functions.js';
import type { ExpressionFunction } from './functions.js';
import { ARITHMETIC, COMPARISONS, finite, OPERATORS } from './operators.js';

/**
 * The expressions of probability rules: `available - daily_sell_through`, `hours_since_update > 24 && promised < 5`.
 *
 * 1. A text longer than LONGEST is refused before anything looks at it.
 * 2. jsep parses it. jsep parses JavaScript's expressions and runs nothing; of its tree we take numbers, `true` and
 *    `false`, the names of figures, calls of our functions, the operators below, and `? :`. Everything else (text,
 *    lists, members, `this`, assignment) is refused here, so no object is ever within an expression's reach.
 * 3. On the way down every part is found to be a number or a condition, and what does not fit is refused. So a text
 *    that compiles can only fail at run time by arithmetic. Trying it with sample figures instead was rejected: it sees
 *    one branch of each `? :`, and refuses divisions that the rule's own condition guards.
 * 4. What comes out is a tree of closures, no deeper than DEEPEST, that walks each part at most once: there are no
 *    loops, so its cost is bounded by its length.
 *
 * `&&`, `||` and `? :` look only at what they need: `sell_multiple > 0 && available / sell_multiple > 2` is safe.
 */
export const LONGEST = 1000;
export const DEEPEST = 50;

export type ExpressionKind = 'condition' | 'number';

/** A text that is no expression of the kind wanted: a sentence for its author. */
export class ExpressionError extends Error {}

type Evaluate<T> = (situation: Situation) => T;
type Part =
  | { readonly kind: 'number'; readonly evaluate: Evaluate<number> }
  | { readonly kind: 'condition'; readonly evaluate: Evaluate<boolean> };

const figures: ReadonlyMap<string, Variable> = new Map(VARIABLES.map((figure) => [figure.name, figure]));
const functions: ReadonlyMap<string, ExpressionFunction> = new Map(FUNCTIONS.map((one) => [one.name, one]));

/**
 * What is wrong with an expression, for whoever wrote it; undefined when it is in order. The sentence starts in lower
 * case, to follow the place where the expression stands.
 */
export function checkExpression(text: string, kind: ExpressionKind): string | undefined {
  try {
    compile(text, kind);
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
}

/**
 * @throws {ExpressionError} when the text is no condition
 * @returns throws ArithmeticFailure where it has no result
 */
export function compileCondition(text: string): Evaluate<boolean> {
  return asCondition(compile(text, 'condition'), 'the expression');
}

/**
 * @throws {ExpressionError} when the text is no number
 * @returns a finite number; throws ArithmeticFailure where there is none
 */
export function compileNumber(text: string): Evaluate<number> {
  return asNumber(compile(text, 'number'), 'the expression');
}

function compile(text: string, kind: ExpressionKind): Part {
  if (text.length > LONGEST) throw new ExpressionError(`has ${text.length} characters; at most ${LONGEST} are taken`);
  if (text.trim() === '') throw new ExpressionError(`is empty; expected a ${kind}`);
  const part = partOf(parse(text), { text, depth: 0 });
  if (part.kind !== kind)
    throw new ExpressionError(
      `is a ${part.kind}; expected a ${kind}, such as ${kind === 'number' ? 'available - 1' : 'available > 1'}`,
    );
  return part;
}

function parse(text: string): jsep.Expression {
  try {
    return jsep(text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // jsep counts from 0 and puts the place into its sentence; people count from 1.
    const { index, description } = error as Error & { index?: number; description?: string };
    throw new ExpressionError(
      index === undefined ? error.message : `cannot be read at character ${index + 1}: ${description ?? error.message}`,
    );
  }
}

interface Where {
  readonly text: string;
  readonly depth: number;
}

function partOf(node: jsep.Expression, outer: Where): Part {
  if (outer.depth >= DEEPEST)
    throw new ExpressionError(`is nested more than ${DEEPEST} deep; a long sum counts one for each term`);
  const where = { ...outer, depth: outer.depth + 1 };
  const expression = node as jsep.CoreExpression;
  switch (expression.type) {
    case 'Literal':
      return literal(expression.value, expression.raw);
    case 'Identifier':
      return figure(expression.name, where);
    case 'CallExpression':
      return call(expression, where);
    case 'UnaryExpression':
      return unary(expression.operator, partOf(expression.argument, where));
    case 'BinaryExpression':
      return binary(expression.operator, partOf(expression.left, where), partOf(expression.right, where));
    case 'ConditionalExpression':
      return choice(
        partOf(expression.test, where),
        partOf(expression.consequent, where),
        partOf(expression.alternate, where),
      );
    case 'Compound':
    case 'SequenceExpression':
      throw new ExpressionError(
        'is more than one expression; an operator is missing (and, or and not are written &&, || and !)',
      );
    case 'MemberExpression':
      throw new ExpressionError('uses a member (a.b or a[b]); figures have none');
    default:
      throw new ExpressionError('uses something other than numbers, conditions, figures, functions and operators');
  }
}

function literal(value: unknown, raw: string): Part {
  if (typeof value === 'boolean') return { kind: 'condition', evaluate: () => value };
  if (typeof value !== 'number') throw new ExpressionError(`uses ${raw}; only numbers, true and false are known`);
  if (!Number.isFinite(value)) throw new ExpressionError(`uses ${raw}, which is too large a number`);
  return { kind: 'number', evaluate: () => value };
}

function figure(name: string, { text }: Where): Part {
  const known = figures.get(name);
  if (known === undefined) throw new ExpressionError(unknown('name', name, text, figures));
  const { read } = known;
  return { kind: 'number', evaluate: (situation) => finite(read(situation)) };
}

function call({ callee, arguments: given }: jsep.CallExpression, where: Where): Part {
  const name = callee.type === 'Identifier' ? (callee as jsep.Identifier).name : undefined;
  if (name === undefined) throw new ExpressionError('calls something that is no function');
  const known = functions.get(name);
  if (known === undefined) throw new ExpressionError(unknown('function', name, where.text, functions));
  const { usage, fewest, most, apply } = known;
  if (given.length < fewest || given.length > most)
    throw new ExpressionError(
      `gives ${name} ${given.length} numbers; expected ${usage}${most > fewest ? `, at most ${most}` : ''}`,
    );
  const numbers = given.map((one) => asNumber(partOf(one, where), `what ${name} is given`));
  return { kind: 'number', evaluate: (situation) => finite(apply(...numbers.map((one) => one(situation)))) };
}

function unary(operator: string, part: Part): Part {
  if (operator === '!') {
    const operand = asCondition(part, 'what follows !');
    return { kind: 'condition', evaluate: (situation) => !operand(situation) };
  }
  if (operator !== '-' && operator !== '+') throw new ExpressionError(unknownOperator(operator));
  const operand = asNumber(part, `what follows ${operator}`);
  return { kind: 'number', evaluate: operator === '+' ? operand : (situation) => -operand(situation) };
}

function binary(operator: string, left: Part, right: Part): Part {
  const [before, after] = [`what stands before ${operator}`, `what stands after ${operator}`];
  if (operator === '&&' || operator === '||') {
    const [a, b] = [asCondition(left, before), asCondition(right, after)];
    return {
      kind: 'condition',
      evaluate:
        operator === '&&' ? (situation) => a(situation) && b(situation) : (situation) => a(situation) || b(situation),
    };
  }
  const arithmetic = ARITHMETIC.get(operator);
  if (arithmetic !== undefined) {
    const [a, b] = [asNumber(left, before), asNumber(right, after)];
    return { kind: 'number', evaluate: (situation) => arithmetic(a(situation), b(situation)) };
  }
  const comparison = COMPARISONS.get(operator);
  if (comparison === undefined) throw new ExpressionError(unknownOperator(operator));
  const [a, b] = [asNumber(left, before), asNumber(right, after)];
  return { kind: 'condition', evaluate: (situation) => comparison(a(situation), b(situation)) };
}

function choice(test: Part, yes: Part, no: Part): Part {
  const chosen = asCondition(test, 'what stands before ?');
  if (yes.kind === 'number') {
    const [a, b] = [yes.evaluate, asNumber(no, 'what stands after :')];
    return { kind: 'number', evaluate: (situation) => (chosen(situation) ? a(situation) : b(situation)) };
  }
  const [a, b] = [yes.evaluate, asCondition(no, 'what stands after :')];
  return { kind: 'condition', evaluate: (situation) => (chosen(situation) ? a(situation) : b(situation)) };
}

function asNumber(part: Part, what: string): Evaluate<number> {
  if (part.kind !== 'number') throw new ExpressionError(`wants a number, but ${what} is a condition`);
  return part.evaluate;
}

function asCondition(part: Part, what: string): Evaluate<boolean> {
  if (part.kind !== 'condition') throw new ExpressionError(`wants a condition, but ${what} is a number`);
  return part.evaluate;
}

/** A tree of jsep's does not say where its parts stood, but where nothing may be text, the first such word is the one. */
function unknown(what: string, name: string, text: string, known: ReadonlyMap<string, unknown>): string {
  const place = text.split(/([\p{L}\p{N}_$]+)/u);
  const at = place.indexOf(name);
  const position = at < 0 ? '' : ` at character ${place.slice(0, at).join('').length + 1}`;
  return `uses the unknown ${what} ${name}${position}; known are ${[...known.keys()].join(', ')}`;
}

function unknownOperator(operator: string): string {
  return `uses the operator ${operator}; known are ${OPERATORS}`;
}
