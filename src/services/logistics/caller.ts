import type { MayAct } from '../../broker/outbound/accept-outbound.js';
import { findWarehouse, isFault } from '../../broker/outbound/outbound-places.js';
import type { RequestActor } from '../../broker/partners/open-request.js';
import { OutboundRefusedError } from '../../domain/outbound/refusal.js';
import { RefusedError } from '../../domain/partner/refusal.js';
import type { Location } from '../../domain/network/location.js';
import type { Network } from '../../domain/network/network.js';
import { refusalAt, speakerOf } from '../../platform/auth/user.js';
import type { JsonCall } from '../../platform/http/json/json-service.js';
import { ProblemError } from '../../platform/http/json/json-service.js';
import { invalid } from './field-reader.js';

const GROUP = 'outbound';

/** Whether the caller may act for a location; without authentication everybody may. */
export function mayAct({ user }: JsonCall): MayAct {
  return (place) => (user === undefined ? undefined : refusalAt(user, GROUP, place));
}

/**
 * The system of a client platform: the one that `customer_id` names, which must be the caller's, or the caller's only one.
 * @throws {ProblemError}
 */
export function clientOf({ user }: JsonCall, customerId: string): string {
  if (user === undefined) {
    if (customerId !== '') return customerId;
    throw invalid([{ path: 'customer_id', reason: 'found nothing, expected the code of your system' }]);
  }
  const speaker = speakerOf(user, GROUP, customerId);
  if ('denied' in speaker) throw forbidden(speaker.denied);
  return speaker.systemCd;
}

/**
 * The warehouse that a caller speaks for, and the name of the caller.
 * @throws {ProblemError} unless it is a warehouse, and the caller's
 */
export function warehouseOf(
  call: JsonCall,
  network: Network,
  id: string,
): { readonly warehouse: Location; readonly actor: RequestActor } {
  const warehouse = findWarehouse(network, id);
  if (isFault(warehouse)) throw invalid([warehouse]);
  const denied = mayAct(call)({ systemCd: warehouse.system.systemCd, locationCd: warehouse.locationCd });
  if (denied !== undefined) throw forbidden(denied);
  return { warehouse, actor: { name: call.user?.name ?? '', locationIds: new Set([warehouse.id]) } };
}

/** @param denied why the caller may not */
export function forbidden(denied: string): ProblemError {
  return new ProblemError({ key: 'not-authorized', status: 403, title: 'This is not yours', detail: denied });
}

/** The refusals that are about what a request names, and not about what it says of it. */
const ABOUT_THE_NAMED: ReadonlySet<string> = new Set([
  'outbound_unknown',
  'not_at_warehouse',
  'not_released',
  'parcel_unknown',
]);

/**
 * Runs an act; what contradicts what is stored is told to the caller.
 * @param named the field that names what the request is about; `''` for none
 */
export async function refusable<Result>(act: () => Promise<Result>, named = ''): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof OutboundRefusedError || error instanceof RefusedError)) throw error;
    throw new ProblemError({
      key: 'refused',
      status: error.status,
      title: 'Not possible as things are',
      faults: [{ path: ABOUT_THE_NAMED.has(error.code) ? named : '', reason: error.message }],
    });
  }
}
