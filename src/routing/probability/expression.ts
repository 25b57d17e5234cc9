import jsep from 'jsep';
import { VARIABLES } from './variables.js';
import type { Variable, Situation } from './variables.js';
import { FUNCTIONS } from './functions.js';
import type { ExpressionFunction } from './functions.js';
import { ARITHMETIC, COMPARISONS, finite, OPERATORS } from './operators.js';

/**
 * The expressions of probability rules: `available - daily_sell_through`, `hours_since_update > 24 && promised < 5`.
 *
 * 1. A text longer than MAX_LENGTH is rejected before anything parses it.
 * 2. jsep parses it. It parses JavaScript expressions and runs nothing; of its tree we accept numbers, `true` and
 *    `false`, the names of variables, calls of our functions, the operators below, and `? :`. Everything else (strings,
 *    lists, members, `this`, assignment) is rejected here, so an expression can never reach an object.
 * 3. On the way down every node is typed as a number or a condition, and mismatches are rejected. So a text that
 *    compiles can fail at run time only by arithmetic. Trying it with sample values instead was rejected: that sees one
 *    branch of each `? :`, and refuses divisions that the rule's own condition guards.
 * 4. The result is a tree of closures, at most MAX_DEPTH deep, that evaluates each node at most once: there are no
 *    loops, so its cost is bounded by its length.
 *
 * `&&`, `||` and `? :` evaluate only what they need: `sell_multiple > 0 && available / sell_multiple > 2` is safe.
 */
export const MAX_LENGTH = 1000;
export const MAX_DEPTH = 50;

export type ExpressionKind = 'condition' | 'number';

/** A text that is not an expression of the required kind. The message is for its author. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  readonly code = 'invalid-expression';
}

type Evaluate<T> = (situation: Situation) => T;
type Compiled =
  | { readonly kind: 'number'; readonly evaluate: Evaluate<number> }
  | { readonly kind: 'condition'; readonly evaluate: Evaluate<boolean> };

const variables: ReadonlyMap<string, Variable> = new Map(VARIABLES.map((one) => [one.name, one]));
const functions: ReadonlyMap<string, ExpressionFunction> = new Map(FUNCTIONS.map((one) => [one.name, one]));

/**
 * The error in an expression, for its author; undefined when it is valid. The sentence starts in lower case, because it
 * follows the path of the expression.
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
 * @throws {ExpressionError} when the text is not a condition
 * @returns a function that throws `ArithmeticError` where the condition has no result
 */
export function compileCondition(text: string): Evaluate<boolean> {
  return asCondition(compile(text, 'condition'), 'the expression');
}

/**
 * @throws {ExpressionError} when the text is not a number
 * @returns a function that returns a finite number and throws `ArithmeticError` where there is none
 */
export function compileNumber(text: string): Evaluate<number> {
  return asNumber(compile(text, 'number'), 'the expression');
}

function compile(text: string, kind: ExpressionKind): Compiled {
  if (text.length > MAX_LENGTH)
    throw new ExpressionError(`has ${text.length} characters; at most ${MAX_LENGTH} are allowed`);
  if (text.trim() === '') throw new ExpressionError(`is empty; expected a ${kind}`);
  const compiled = compileNode(parse(text), { text, depth: 0 });
  if (compiled.kind !== kind)
    throw new ExpressionError(
      `is a ${compiled.kind}; expected a ${kind}, such as ${kind === 'number' ? 'available - 1' : 'available > 1'}`,
    );
  return compiled;
}

function parse(text: string): jsep.Expression {
  try {
    return jsep(text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // jsep counts from 0 and includes the position in its sentence; people count from 1.
    const { index, description } = error as Error & { index?: number; description?: string };
    throw new ExpressionError(
      index === undefined ? error.message : `cannot be read at character ${index + 1}: ${description ?? error.message}`,
    );
  }
}

/** Where a node is: the whole text, and how deep the node is nested. */
interface Context {
  readonly text: string;
  readonly depth: number;
}

function compileNode(node: jsep.Expression, outer: Context): Compiled {
  if (outer.depth >= MAX_DEPTH)
    throw new ExpressionError(`is nested more than ${MAX_DEPTH} deep; a long sum counts one for each term`);
  const context = { ...outer, depth: outer.depth + 1 };
  const expression = node as jsep.CoreExpression;
  switch (expression.type) {
    case 'Literal':
      return literal(expression.value, expression.raw);
    case 'Identifier':
      return variable(expression.name, context);
    case 'CallExpression':
      return call(expression, context);
    case 'UnaryExpression':
      return unary(expression.operator, compileNode(expression.argument, context));
    case 'BinaryExpression':
      return binary(expression.operator, compileNode(expression.left, context), compileNode(expression.right, context));
    case 'ConditionalExpression':
      return choice(
        compileNode(expression.test, context),
        compileNode(expression.consequent, context),
        compileNode(expression.alternate, context),
      );
    case 'Compound':
    case 'SequenceExpression':
      throw new ExpressionError(
        'is more than one expression; an operator is missing (and, or and not are written &&, || and !)',
      );
    case 'MemberExpression':
      throw new ExpressionError('uses a member (a.b or a[b]); variables have none');
    default:
      throw new ExpressionError('uses something other than numbers, conditions, variables, functions and operators');
  }
}

function literal(value: unknown, raw: string): Compiled {
  if (typeof value === 'boolean') return { kind: 'condition', evaluate: () => value };
  if (typeof value !== 'number') throw new ExpressionError(`uses ${raw}; only numbers, true and false are allowed`);
  if (!Number.isFinite(value)) throw new ExpressionError(`uses ${raw}, which is too large a number`);
  return { kind: 'number', evaluate: () => value };
}

function variable(name: string, { text }: Context): Compiled {
  const known = variables.get(name);
  if (known === undefined) throw new ExpressionError(unknown('name', name, text, variables));
  const { read } = known;
  return { kind: 'number', evaluate: (situation) => finite(read(situation)) };
}

function call({ callee, arguments: given }: jsep.CallExpression, context: Context): Compiled {
  const name = callee.type === 'Identifier' ? (callee as jsep.Identifier).name : undefined;
  if (name === undefined) throw new ExpressionError('calls something that is not a function');
  const known = functions.get(name);
  if (known === undefined) throw new ExpressionError(unknown('function', name, context.text, functions));
  const { usage, fewest, most, apply } = known;
  if (given.length < fewest || given.length > most)
    throw new ExpressionError(
      `gives ${name} ${given.length} numbers; expected ${usage}${most > fewest ? `, at most ${most}` : ''}`,
    );
  const numbers = given.map((one) => asNumber(compileNode(one, context), `an argument of ${name}`));
  return { kind: 'number', evaluate: (situation) => finite(apply(...numbers.map((one) => one(situation)))) };
}

function unary(operator: string, part: Compiled): Compiled {
  if (operator === '!') {
    const operand = asCondition(part, 'the operand of !');
    return { kind: 'condition', evaluate: (situation) => !operand(situation) };
  }
  if (operator !== '-' && operator !== '+') throw new ExpressionError(unknownOperator(operator));
  const operand = asNumber(part, `the operand of ${operator}`);
  return { kind: 'number', evaluate: operator === '+' ? operand : (situation) => -operand(situation) };
}

function binary(operator: string, left: Compiled, right: Compiled): Compiled {
  const [before, after] = [`the left side of ${operator}`, `the right side of ${operator}`];
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

function choice(test: Compiled, yes: Compiled, no: Compiled): Compiled {
  const chosen = asCondition(test, 'the part before ?');
  if (yes.kind === 'number') {
    const [a, b] = [yes.evaluate, asNumber(no, 'the part after :')];
    return { kind: 'number', evaluate: (situation) => (chosen(situation) ? a(situation) : b(situation)) };
  }
  const [a, b] = [yes.evaluate, asCondition(no, 'the part after :')];
  return { kind: 'condition', evaluate: (situation) => (chosen(situation) ? a(situation) : b(situation)) };
}

function asNumber(part: Compiled, what: string): Evaluate<number> {
  if (part.kind !== 'number') throw new ExpressionError(`needs a number, but ${what} is a condition`);
  return part.evaluate;
}

function asCondition(part: Compiled, what: string): Evaluate<boolean> {
  if (part.kind !== 'condition') throw new ExpressionError(`needs a condition, but ${what} is a number`);
  return part.evaluate;
}

/** jsep's tree has no positions, but since there are no strings, the first such word in the text is the one. */
function unknown(what: string, name: string, text: string, known: ReadonlyMap<string, unknown>): string {
  const words = text.split(/([\p{L}\p{N}_$]+)/u);
  const at = words.indexOf(name);
  const position = at < 0 ? '' : ` at character ${words.slice(0, at).join('').length + 1}`;
  return `uses the unknown ${what} ${name}${position}; known are ${[...known.keys()].join(', ')}`;
}

function unknownOperator(operator: string): string {
  return `uses the operator ${operator}; known are ${OPERATORS}`;
}
