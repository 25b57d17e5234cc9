import { ProblemError } from '../../platform/http/json/json-service.js';
import { yielding } from '../../platform/event-loop.js';
import type { Interruptible } from '../../platform/event-loop.js';
import { nameInvisible } from '../../platform/invisible.js';
import { contentOf, typeNamed, wordsOf } from '../../platform/xml/schema/schema.js';
import type { ComplexType, SchemaElement, TypeReference } from '../../platform/xml/schema/schema.js';
import { THIRD_PARTY_CONTRACT } from './contract.js';
import { STATUS_NUMBERS } from './status-words.js';

/**
 * The messages of the contract as JSON: the same fields with a small first letter, lists without the element around them, amounts
 * as numbers. Names of requests are taken in any case, words of enumerations too, and a status as its word or its number.
 */
const { schema } = THIRD_PARTY_CONTRACT;

type Data = Readonly<Record<string, unknown>>;

const jsonName = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** The only element of a type that is a list; undefined for any other type. */
function itemOf(type: ComplexType): SchemaElement | undefined {
  const { elements } = contentOf(schema, type);
  return elements.length === 1 && elements[0]?.repeated === true ? elements[0] : undefined;
}

/** A value of a type as JSON. A long list is written in slices, so that the event loop runs in between. */
export const toJson = yielding(objectOf);

function* objectOf(typeName: string, value: Data): Interruptible<object> {
  const { elements } = contentOf(schema, typeNamed(schema, typeName));
  const written: Record<string, unknown> = {};
  for (const { name, type } of elements) {
    const given = value[name];
    if (given !== undefined) written[jsonName(name)] = given === null ? null : yield* jsonOf(type, given);
  }
  return written;
}

function* jsonOf(type: TypeReference, value: unknown): Interruptible<unknown> {
  if ('simple' in type) return type.simple === 'decimal' ? Number(value) : value;
  const item = itemOf(typeNamed(schema, type.complex));
  if (item === undefined) return yield* objectOf(type.complex, value as Data);
  const written: unknown[] = [];
  for (const one of (value as Data)[item.name] as readonly unknown[]) {
    written.push(one === null ? null : yield* jsonOf(item.type, one));
    yield;
  }
  return written;
}

/** Reads a request. @param value an object @throws {ProblemError} naming the field, what was found and what is expected */
export function fromJson(typeName: string, value: unknown, path = ''): Data {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(path || 'the body', value, 'an object');
  const { elements } = contentOf(schema, typeNamed(schema, typeName));
  const byName = new Map(elements.map((element) => [element.name.toLowerCase(), element]));
  const read = new Map<string, unknown>();
  for (const [name, given] of Object.entries(value)) {
    const element = byName.get(name.toLowerCase());
    const at = path === '' ? name : `${path}.${name}`;
    if (element === undefined)
      throw invalid(at, given, `one of ${elements.map((one) => jsonName(one.name)).join(', ')}`);
    if (read.has(element.name)) throw invalid(at, given, 'every field once');
    if (given !== null) read.set(element.name, valueOf(element, given, at));
  }
  const missing = elements.find(({ name, required }) => required && !read.has(name));
  if (missing !== undefined) throw invalid(pathTo(path, missing), undefined, 'a value');
  return Object.fromEntries(read);
}

const pathTo = (path: string, { name }: SchemaElement): string =>
  path === '' ? jsonName(name) : `${path}.${jsonName(name)}`;

function valueOf({ name, type }: SchemaElement, given: unknown, path: string): unknown {
  if ('simple' in type) return simpleOf(name, type, given, path);
  const item = itemOf(typeNamed(schema, type.complex));
  if (item === undefined) return fromJson(type.complex, given, path);
  if (!Array.isArray(given)) throw invalid(path, given, 'a list');
  return { [item.name]: given.map((one, index) => valueOf(item, one, `${path}[${String(index)}]`)) };
}

type SimpleType = Extract<TypeReference, { simple: unknown }>;

function simpleOf(name: string, { simple, enumeration }: SimpleType, given: unknown, path: string): unknown {
  if (enumeration !== undefined) return wordOf(enumeration, given, path);
  const text = typeof given === 'string' ? given.trim() : typeof given === 'number' ? String(given) : undefined;
  switch (simple) {
    case 'int': {
      const status = STATUS_NUMBERS.findIndex((word) => word.toLowerCase() === text?.toLowerCase());
      if (name === 'OrderStatus' && status >= 0) return status;
      const number = Number(text === undefined || text === '' ? Number.NaN : text);
      if ((number | 0) !== number) throw invalid(path, given, 'a whole number of 32 bits');
      return number;
    }
    case 'boolean':
      if (given === true || given === false) return given;
      if (text === 'true' || text === 'false') return text === 'true';
      throw invalid(path, given, 'true or false');
    case 'dateTime':
      if (text === undefined || !TIME.test(text)) throw invalid(path, given, 'a time such as 2030-01-02T03:04:05Z');
      return text.length === 10 ? `${text}T00:00:00` : text;
    case 'decimal':
    case 'double':
      if (text === undefined || !/^-?\d{1,12}(?:\.\d{1,18})?$/.test(text)) throw invalid(path, given, 'a number');
      return text;
    case 'string':
      if (text === undefined) throw invalid(path, given, 'a text');
      return typeof given === 'string' ? given : text;
  }
}

const TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})?)?$/;

function wordOf(enumeration: string, given: unknown, path: string): string {
  const words = wordsOf(schema, enumeration);
  const numbered = enumeration === 'OrderStatusType' ? STATUS_NUMBERS[Number(given)] : undefined;
  const word =
    numbered ?? words.find((one) => typeof given === 'string' && one.toLowerCase() === given.trim().toLowerCase());
  if (word === undefined) throw invalid(path, given, `one of ${words.join(', ')}`);
  return word;
}

/** The parameters of a query as a request: those of lists are lists, separated by commas. @throws {ProblemError} */
export function fromQuery(typeName: string, query: URLSearchParams): Data {
  const { elements } = contentOf(schema, typeNamed(schema, typeName));
  const lists = new Set(
    elements.flatMap(({ name, type }) =>
      'complex' in type && itemOf(typeNamed(schema, type.complex)) !== undefined ? [name.toLowerCase()] : [],
    ),
  );
  const given = new Map<string, unknown>();
  for (const [name, text] of query) {
    if (text === '') continue;
    if (!lists.has(name.toLowerCase())) {
      if (given.has(name)) throw invalid(name, text, 'every parameter once');
      given.set(name, text);
    } else {
      const before = (given.get(name) ?? []) as readonly string[];
      given.set(name, [...before, ...text.split(',')]);
    }
  }
  return fromJson(typeName, Object.fromEntries(given));
}

/** The most of a value that an error quotes. */
const MOST_QUOTED = 60;

function invalid(path: string, given: unknown, expected: string): ProblemError {
  const text = given === undefined ? 'nothing' : JSON.stringify(given);
  const found = `${text.slice(0, MOST_QUOTED)}${text.length > MOST_QUOTED ? '…' : ''}${nameInvisible(text)}`;
  return new ProblemError({
    key: 'invalid-request',
    status: 400,
    title: 'The request is not valid',
    detail: `${path}: found ${found}, expected ${expected}`,
  });
}
