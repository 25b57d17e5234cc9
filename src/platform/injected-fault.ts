/**
 * A fault on purpose: what happens to one message and its answer, so that testers see how its caller copes. It does the same in
 * every protocol, except for `soap-fault` and `response-code`, which only some messages can be answered with.
 */
export type InjectedFault = { readonly name: string } & FaultEffect;

export type FaultEffect =
  | { readonly action: 'delay'; readonly milliseconds: number }
  | { readonly action: 'soap-fault'; readonly key: string }
  | { readonly action: 'response-code'; readonly code: number }
  | { readonly action: 'http-status'; readonly status: number }
  | { readonly action: 'slow'; readonly bytesPerSecond: number }
  | { readonly action: 'cut-before' | 'cut-after' | 'cut-within' | 'damage' | 'twice' };

/** The fields of one group of a message, by name: an XML element's attributes and texts, or a JSON object's members. */
export type FieldGroup = readonly (readonly [name: string, value: string])[];

/** A message that is about to be handled. */
export interface FaultableMessage {
  readonly operation: string;
  /** `''` without authentication. */
  readonly user: string;
  readonly isSoap: boolean;
  /** Whether its operation can answer with a response code of somebody's choice. */
  readonly hasResponseCodes: boolean;
  /** Computed when it is called, so only where a fault asks for it. */
  readonly fields: () => readonly FieldGroup[];
}

/** Decides about faults; an endpoint without one has none. */
export interface FaultInjector {
  /** Whether there are faults at all. While there are none, a message costs this look and nothing else. */
  readonly isActive: boolean;
  /** The fault of a message; undefined for none. Never rejects. */
  readonly faultFor: (message: FaultableMessage) => Promise<InjectedFault | undefined>;
}
