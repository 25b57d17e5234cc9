import type { Logger } from 'pino';
import type { PasswordCredentials } from '../auth/credentials.js';
import type { User } from '../auth/user.js';
import type { OperationAnswer } from '../http/exchange.js';
import type { XmlElement } from '../xml/element.js';
import { nameOf } from './envelope.js';
import type { Envelope } from './envelope.js';
import { nameInvisible } from '../invisible.js';
import type { SchemaProblem } from '../xml/validation/validator.js';

/** All that a SOAP endpoint knows of the service it carries. */
export interface SoapService {
  /** Reads credentials that the service's own protocol puts into a message; absent: it has none. */
  readonly ownCredentials?: OwnCredentials;
  /** The namespaces a payload may be in, as a list or a predicate; the response goes back in the one the caller used. */
  readonly namespaces: readonly string[] | ((namespace: string) => boolean);
  /**
   * The operations by the local name of the Body's child element, which need not be the operation's name. Several elements
   * may lead to the same operation. A Map, because the name comes from the caller.
   */
  readonly operations: ReadonlyMap<string, SoapOperation>;
  /**
   * Validates the payload against the service's schema.
   * @param text the whole message as characters
   * @param envelope the same message, parsed
   * @param position child indexes that lead from the envelope to the payload
   * @returns every problem; empty when the payload is valid
   */
  validate(
    text: string,
    envelope: XmlElement,
    position: readonly number[],
  ): readonly SchemaProblem[] | Promise<readonly SchemaProblem[]>;
}

/** Credentials beside those of HTTP and of Web Services Security, such as a header block of the service. */
export interface OwnCredentials {
  /** Whether they are in this header block, so that it may be marked mustUnderstand. */
  readonly isIn: (block: XmlElement) => boolean;
  /**
   * The credentials of a message; undefined when it has none. They are not verified here.
   * @throws {SoapFaultError} credentials-header: they can be read in two ways
   */
  readonly read: (envelope: Pick<Envelope, 'headers' | 'payload'>) => PasswordCredentials | undefined;
}

/** The operation that a payload selects; undefined when the service does not have its name or its namespace. */
export function operationFor({ namespaces, operations }: SoapService, payload: XmlElement): SoapOperation | undefined {
  const known = typeof namespaces === 'function' ? namespaces(payload.uri) : namespaces.includes(payload.uri);
  return known ? operations.get(payload.local) : undefined;
}

/** Says what differs when a payload selects no operation: its namespace, its name, or both. */
export function describeUnknown({ namespaces, operations }: SoapService, payload: XmlElement): string {
  const { uri, local } = payload;
  const known = typeof namespaces === 'function' ? [] : namespaces;
  const isOurs = typeof namespaces === 'function' ? namespaces(uri) : known.includes(uri);
  const similar = [...operations.keys()].find((name) => name.toLowerCase() === local.toLowerCase());
  if (isOurs || similar === undefined)
    return `${nameOf(payload)}${similar === undefined ? '' : ` (the operation is spelled ${similar})`}`;
  const found = uri === '' ? 'in no namespace' : `in the namespace ${uri}`;
  const like = known.find((namespace) => simplified(namespace) === simplified(uri));
  const expected = like ?? known[0];
  return `${local} was found ${found}${expected === undefined ? '' : `; ${similar} is in ${expected}`}${nameInvisible(uri)}`;
}

/** A namespace without what clients get wrong: the scheme, the case, slashes at the end. */
const simplified = (uri: string): string =>
  uri
    .trim()
    .toLowerCase()
    .replace(/^https?:/, '')
    .replace(/\/{1,9}$/, '');

export interface SoapOperation {
  /** For log and metrics, and what a SOAPAction may call it. */
  readonly name: string;
  /** Processes a valid payload. @throws {SoapFaultError} to answer with a fault */
  handle(payload: XmlElement, call: SoapCall): Promise<SoapAnswer>;
  /** Answers a valid payload with a response code, and does nothing else. Absent: the operation has no response codes. */
  readonly refuse?: (payload: XmlElement, call: SoapCall, code: number) => Promise<SoapAnswer>;
}

export interface SoapCall {
  /** The namespace of the caller's payload. */
  readonly namespace: string;
  readonly correlationId: string;
  readonly log: Logger;
  /** The identity that the caller gave the message; undefined if it gave none. */
  readonly messageId?: string | undefined;
  /** The authenticated user; undefined without authentication. */
  readonly user?: User | undefined;
}

export interface SoapAnswer extends OperationAnswer {
  /** The payload of the response as XML text, ready for the envelope's Body; its element's name is the operation's choice. */
  readonly body: string;
}
