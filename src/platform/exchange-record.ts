/** How a service hides what the message log must not keep. Each text is a whole document of the service's protocol. */
export interface MessageMasks {
  /** Hides personal data and credentials; undefined for a text in which they cannot be found reliably. */
  readonly personalData: (text: string, kind: 'request' | 'response') => string | undefined;
  /** Hides credentials only; undefined as above. */
  readonly credentials: (text: string, kind: 'request' | 'response') => string | undefined;
}

/** A finished exchange, for the message log: what was sent and received, unmasked. */
export interface ExchangeRecord {
  /** When it began. */
  readonly at: Date;
  readonly milliseconds: number;
  readonly correlationId: string;
  /** Name of the authenticated user; `''` without authentication. */
  readonly user: string;
  readonly operation: string | undefined;
  /** SOAP version of the request, `1.1` or `1.2`. */
  readonly soap: string | undefined;
  /** `answered`, `caller-gone`, or the key of a fault. */
  readonly outcome: string;
  /** HTTP status; undefined when no response could be sent. */
  readonly status: number | undefined;
  /** False when the caller disconnected before the response was sent. */
  readonly delivered: boolean;
  readonly responseCode: number | undefined;
  readonly requestId: number | undefined;
  readonly orderId: string | undefined;
  /** Name of the fault on purpose that was injected. */
  readonly injectedFault: string | undefined;
  /** Size of the body after inflation; undefined when it was not read to its end. */
  readonly requestBytes: number | undefined;
  /** Undefined when it was not well-formed, so that it cannot be masked. */
  readonly request: string | undefined;
  readonly response: string | undefined;
  /** Of the service; undefined for one of which no text may be kept. */
  readonly masks: MessageMasks | undefined;
}
