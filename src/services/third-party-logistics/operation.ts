import type { BrokerContext } from '../../broker/context.js';
import type { RequestActor } from '../../broker/partners/open-request.js';
import type { ThirdPartyPayloads } from './messages.js';
import type { Warehouses } from './warehouses.js';

export type OperationName = {
  [Name in keyof ThirdPartyPayloads]: Name extends `${infer Operation}Request` ? Operation : never;
}[keyof ThirdPartyPayloads];

export type RequestOf<Name extends OperationName> = ThirdPartyPayloads[`${Name}Request`];

/** An answer without its Result. */
export type ContentOf<Name extends OperationName> = Omit<ThirdPartyPayloads[`${Name}Result`], 'Result'>;

/** Who calls, and what everything is done with. */
export interface PartnerCall {
  readonly broker: BrokerContext;
  readonly actor: RequestActor;
  readonly warehouses: Warehouses;
  /** The identity that the caller gave the request, under which a repeat is recognized; undefined if it gave none. */
  readonly messageId: string | undefined;
}

/** One operation, whichever protocol it came by. */
export interface LogisticsOperation<Name extends OperationName> {
  readonly name: Name;
  /** What a failed request answers beside its Result. */
  readonly nothing: ContentOf<Name>;
  /**
   * @returns the content, and the texts of what failed while the rest was done
   * @throws {FailureError} @throws {RefusedError}
   */
  answer(
    request: RequestOf<Name>,
    call: PartnerCall,
  ): Promise<{ readonly content: ContentOf<Name>; readonly failures?: readonly string[] }>;
}
