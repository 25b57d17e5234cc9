/**
 * Writes plain data as XML, by the schema: the reverse of decode.ts.
 *
 * 1. attributes and elements come out in schema order, whatever the order of the properties;
 * 2. the root is `<ns2:Root xmlns:ns2="...">`; only elements that the schema qualifies carry the prefix, all others are in
 *    no namespace. No default namespace is declared, so nothing inside has to take it back;
 * 3. int is given as number, decimal and double as strings in their lexical form, string as it is; undefined and null
 *    leave an optional part out. A repeated element takes an array; an empty one leaves an empty container even where
 *    the contract asks for one or more, as the original service does with customizations and transaction_tenders;
 * 4. a required value that is missing, or a value of the wrong type, is our own mistake and throws.
 *
 * Writing a type is compiled once into closures that return text. Against an escaping template string, written by hand
 * for the same answer of 1,000 orders, it takes about twice as long; xmlbuilder2 took thirty times as long.
 */
import { shouldYield, yieldToEventLoop } from '../../event-loop.js';
import { escapeAttribute, escapeText } from '../escape.js';
import { contentOf, rootType, typeNamed } from './schema.js';
import type { ComplexType, Schema, SchemaElement, SimpleTypeName } from './schema.js';

const PREFIX = 'ns2';
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;
const DOUBLE = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

type Data = Readonly<Record<string, unknown>>;
/** What has been written before, of a large tree. */
type Written = ReadonlyMap<unknown, string>;
type WriteField = (owner: Data, written?: Written) => string;
type WriteContent = (start: string, name: string, value: Data, written?: Written) => string;

/** A value that the schema does not allow was to be written: a programming error. */
export class UnwritableError extends Error {
  override readonly name = 'Unwritable';
  private path = '';

  constructor(private readonly reason: string) {
    super(reason);
  }

  /** Adds the step that led to the fault, from the inside out, so that only a failure pays for the path. */
  within(step: string): this {
    this.path = `/${step}${this.path}`;
    this.message = `${this.path} ${this.reason}`;
    return this;
  }
}

/**
 * A function that writes a root element with its content, without XML declaration.
 * @param root name of a global element of the schema
 * @throws {UnwritableError} (the returned function) naming the path of a value that is missing or of the wrong type
 */
export function compileWriter(schema: Schema, root: string): Writer {
  const compiler = new WriterCompiler(schema);
  const type = rootType(schema, root);
  const content = compiler.content(type);
  const name = `${PREFIX}:${root}`;
  const write = (value: object, namespace: string, written?: Written): string => {
    const start = `${name} xmlns:${PREFIX}="${escapeAttribute(namespace)}"`;
    return locate(root, () => content(start, name, value as Data, written));
  };
  return Object.assign((value: object, namespace: string) => write(value, namespace), {
    async inTurns(value: object, namespace: string): Promise<string> {
      const written = new Map<unknown, string>();
      let characters = 0;
      try {
        for (const { item, tag, type: itemType } of longListItems(schema, type, value as Data)) {
          if (shouldYield()) await yieldToEventLoop();
          const text = compiler.content(itemType)(tag, tag, item);
          characters += text.length;
          written.set(item, characters > SHORT ? inOnePiece(text) : text);
        }
      } catch (error) {
        // Met once more below, where the whole path to it is known.
        if (!(error instanceof UnwritableError)) throw error;
      }
      return write(value, namespace, written);
    },
  });
}

export interface Writer {
  (value: object, namespace: string): string;
  /** The same where others wait: the items of long lists are written with pauses in which the event loop turns. */
  inTurns(value: object, namespace: string): Promise<string>;
}

/** A string that was added up stays a tree of its parts until somebody looks into it. Of a large answer all would be put together at once. */
function inOnePiece(text: string): string {
  Number(text);
  return text;
}

/** Characters that are put together in some ten milliseconds. */
const SHORT = 4_000_000;

/** Items from which on a list is long. */
const LONG = 50;

/** The items of the long lists of a value, each with its tag and type; what is in an item is not looked through. */
function* longListItems(
  schema: Schema,
  type: ComplexType,
  value: Data,
): Generator<{ item: Data; tag: string; type: ComplexType }> {
  for (const { name, type: reference, qualified } of contentOf(schema, type).elements) {
    const inside = value[name];
    if ('simple' in reference || typeof inside !== 'object' || inside === null) continue;
    const insideType = typeNamed(schema, reference.complex);
    const tag = qualified ? `${PREFIX}:${name}` : name;
    const items = Array.isArray(inside) ? (inside as Data[]) : [inside as Data];
    if (items.length > LONG) yield* items.map((item) => ({ item, tag, type: insideType }));
    else for (const item of items) yield* longListItems(schema, insideType, item);
  }
}

class WriterCompiler {
  /** A type is entered before its fields are compiled, so that one that contains itself finds itself here. */
  private readonly compiled = new Map<string, WriteContent>();

  constructor(private readonly schema: Schema) {}

  /** A function of the start tag's inside, the tag's name and the value. */
  content(type: ComplexType): WriteContent {
    const known = this.compiled.get(type.name);
    if (known !== undefined) return known;
    const attributes: WriteField[] = [];
    const elements: WriteField[] = [];
    const write: WriteContent = (start, name, value, written) => {
      let tag = `<${start}`;
      for (const attribute of attributes) tag += attribute(value);
      let inside = '';
      for (const element of elements) inside += element(value, written);
      return inside === '' ? `${tag}/>` : `${tag}>${inside}</${name}>`;
    };
    this.compiled.set(type.name, write);
    const { attributes: declared, elements: children } = contentOf(this.schema, type);
    attributes.push(
      ...declared.map(({ name, type: simple, required }) =>
        field(name, required, ` ${name}="`, textOf(simple, escapeAttribute), '"', `@${name}`),
      ),
    );
    elements.push(...children.map((element) => this.element(element)));
    return write;
  }

  private element({ name, type, required, repeated, qualified }: SchemaElement): WriteField {
    const tag = qualified ? `${PREFIX}:${name}` : name;
    if ('simple' in type) {
      const text = textOf(type.simple, escapeText);
      if (repeated) return list(name, (value) => `<${tag}>${text(value)}</${tag}>`);
      return field(name, required, `<${tag}>`, text, `</${tag}>`, name);
    }
    const content = this.content(typeNamed(this.schema, type.complex));
    const write = (value: unknown, written?: Written): string => {
      if (typeof value !== 'object' || value === null) throw new UnwritableError('must be an object');
      return content(tag, tag, value as Data, written);
    };
    return repeated ? list(name, write) : field(name, required, '', write, '', name);
  }
}

function field(
  name: string,
  required: boolean,
  before: string,
  text: (value: unknown, written?: Written) => string,
  after: string,
  step: string,
): WriteField {
  return (owner, written) => {
    const value = owner[name];
    if (value === undefined || value === null) {
      if (required) throw new UnwritableError('is required but missing').within(step);
      return '';
    }
    try {
      return before + text(value, written) + after;
    } catch (error) {
      throw error instanceof UnwritableError ? error.within(step) : error;
    }
  };
}

function list(name: string, write: (value: unknown, written?: Written) => string): WriteField {
  return (owner, written) => {
    const values = owner[name];
    if (!Array.isArray(values)) throw new UnwritableError('must be an array').within(name);
    let text = '';
    for (let index = 0; index < values.length; index += 1) {
      try {
        text += written?.get(values[index]) ?? write(values[index], written);
      } catch (error) {
        throw error instanceof UnwritableError ? error.within(`${name}[${index + 1}]`) : error;
      }
    }
    return text;
  };
}

function textOf(type: SimpleTypeName, escape: (value: string) => string): (value: unknown) => string {
  if (type === 'string') {
    return (value) => {
      if (typeof value !== 'string') throw new UnwritableError('must be a string');
      return escape(value);
    };
  }
  if (type === 'int') {
    return (value) => {
      // xs:int has 32 bits; a larger number would be refused by typed clients.
      if (typeof value !== 'number' || (value | 0) !== value)
        throw new UnwritableError('must be a whole number of 32 bits');
      return String(value);
    };
  }
  const form = type === 'decimal' ? DECIMAL : DOUBLE;
  return (value) => {
    if (typeof value !== 'string' || !form.test(value))
      throw new UnwritableError('must be a number in digits, as a string');
    return value;
  };
}

function locate(root: string, write: () => string): string {
  try {
    return write();
  } catch (error) {
    throw error instanceof UnwritableError ? error.within(root) : error;
  }
}
