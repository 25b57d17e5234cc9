import type { LocationCode } from '../../domain/network/location-code.js';
import { RefusedError } from '../../domain/partner/refusal.js';
import { hashPassword, newPassword } from '../../platform/auth/password.js';
import {
  deleteSupplier,
  findSupplier,
  listSuppliers,
  writeSupplier,
} from '../../store/direct-fulfillment/suppliers.js';
import type { BrokerContext } from '../context.js';
import { locationOf } from '../partners/free-lines.js';
import { inUnit } from '../unit.js';
import { suppliersOf } from './supplier-access.js';

/** A location that is, or could be, a direct fulfillment supplier. */
export interface SupplierRecord {
  readonly system_cd: string;
  readonly location_cd: string;
  readonly name: string;
  /** Null while it has no number and so cannot call. */
  readonly number: string | null;
  readonly changed_at: string | null;
}

/** The longest supplier number and secret, in characters. */
export const SUPPLIER_LIMITS = { number: 4, secret: 20 } as const;

/** Every location with the channel direct_fulfillment. */
export function getSuppliers(context: BrokerContext): Promise<SupplierRecord[]> {
  return inUnit(context, async ({ session, network }) => {
    const stored = await listSuppliers(session);
    return suppliersOf(network).map(({ id, system, locationCd, name }) => {
      const own = stored.find(({ locationId }) => locationId === id);
      const { number = null, changedAt = null } = own ?? {};
      return { system_cd: system.systemCd, location_cd: locationCd, name, number, changed_at: changedAt };
    });
  });
}

/**
 * Gives a location a supplier number and a secret, or new ones.
 * @param secret absent: a new one is made
 * @returns the secret, which cannot be read again
 * @throws {RefusedError} for a location of another channel, and a number that another supplier has
 */
export async function setSupplier(
  context: BrokerContext,
  code: LocationCode,
  {
    number,
    secret = newPassword().slice(0, SUPPLIER_LIMITS.secret),
  }: { readonly number: string; readonly secret?: string },
): Promise<{ readonly supplier: SupplierRecord; readonly secret: string }> {
  const secretHash = await hashPassword(secret);
  const key = number.trim().toUpperCase();
  const supplier = await inUnit(context, { retryOnConflict: true }, async (unit) => {
    const { session, network, timestamp: changedAt } = unit;
    const location = locationOf(unit, code);
    const place = `${code.systemCd}/${code.locationCd}`;
    if (location.channel !== 'direct_fulfillment')
      throw new RefusedError('not_direct_fulfillment', { location: place, channel: location.channel });
    const other = await findSupplier(session, key);
    if (other !== undefined && other.locationId !== location.id) {
      const { system, locationCd } = network.locationById(other.locationId);
      throw new RefusedError('supplier_number_taken', { number: key, location: `${system.systemCd}/${locationCd}` });
    }
    await writeSupplier(session, { locationId: location.id, number: key, secretHash, changedAt });
    return {
      system_cd: code.systemCd,
      location_cd: code.locationCd,
      name: location.name,
      number: key,
      changed_at: changedAt,
    };
  });
  return { supplier, secret };
}

/** Takes number and secret from a supplier: his next call is refused. @throws {RefusedError} */
export function removeSupplier(context: BrokerContext, code: LocationCode): Promise<void> {
  return inUnit(context, async (unit) => {
    const removed = await deleteSupplier(unit.session, locationOf(unit, code).id);
    if (!removed) throw new RefusedError('supplier_missing', { location: `${code.systemCd}/${code.locationCd}` });
  });
}
