import type { Logger } from 'pino';
import type { User } from '../auth/user.js';
import type { XmlElement } from '../xml/element.js';
import type { SchemaProblem } from '../xml/validation/validator.js';

/** What the SOAP edge needs to know of a service it carries. It knows nothing else of it. */
export interface SoapService {
  /** The namespaces a payload may be in; the answer goes back in the one the caller used. */
  readonly namespaces: readonly string[];
  /** The operation that a payload of this local name asks for. */
  operation(payload: string): SoapOperation | undefined;
  /**
   * Every fault of the payload against the service's schema; empty when it is valid.
   * @param text the whole message as characters
   * @param envelope the same message, parsed
   * @param position child indexes that lead from the envelope to the payload
   */
  validate(
    text: string,
    envelope: XmlElement,
    position: readonly number[],
  ): readonly SchemaProblem[] | Promise<readonly SchemaProblem[]>;
}

export interface SoapOperation {
  readonly name: string;
  /** Does the work. @throws {SoapFault} when the answer is a fault. */
  handle(payload: XmlElement, call: SoapCall): Promise<SoapAnswer>;
}

export interface SoapCall {
  /** The namespace the caller's payload is in. */
  readonly namespace: string;
  readonly correlationId: string;
  readonly log: Logger;
  /** Who asks; undefined where nobody is asked who they are. */
  readonly user?: User | undefined;
}

export interface SoapAnswer {
  /** The payload of the answer as XML text, to stand in the envelope's body. */
  readonly body: string;
  /** For the access log: what was answered, and about which order. */
  readonly responseCode?: number;
  readonly requestId?: number;
  /** The caller's number of that order. */
  readonly orderId?: string;
  /**
   * Told once what became of the answer, where something hangs on it: whether it was written to the caller to the last byte.
   * What it throws is logged and has no other effect; a stop waits for it.
   */
  readonly delivered?: (whole: boolean) => Promise<void>;
}
