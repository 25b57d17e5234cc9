import type { Location } from '../../domain/network/location.js';
import type { Network } from '../../domain/network/network.js';
import { RefusedError } from '../../domain/partner/refusal.js';
import { CredentialCache } from '../../platform/auth/credential-cache.js';
import { DUMMY_HASH, verifyPassword } from '../../platform/auth/password.js';
import { refusalAt } from '../../platform/auth/user.js';
import type { User } from '../../platform/auth/user.js';
import { Semaphore } from '../../platform/semaphore.js';
import { findSupplier } from '../../store/direct-fulfillment/suppliers.js';
import { LoginThrottle } from '../access/login-throttle.js';
import type { BrokerContext } from '../context.js';

/** Whoever calls for a supplier, or for the merchant. */
export interface SupplierCaller {
  /** The suppliers' locations that he speaks for. */
  readonly locationIds: ReadonlySet<number>;
  /** For logs and histories. */
  readonly name: string;
}

/** What a call says of its supplier. */
export interface SupplierCredentials {
  readonly number: string;
  readonly secret: string;
}

/** Concurrent hashes of secrets, and how many may wait. */
const HASHING = { concurrent: 1, queued: 20 };

/**
 * Checks the supplier number and the secret of each call, beside HTTP Basic.
 *
 * 1. A secret that was verified recently is not hashed again while the stored hash is the same, and never delayed.
 * 2. Others are hashed, for unknown numbers too, so that the time does not tell; after wrong ones the next attempts for the
 *    number wait longer and longer, whether or not there is such a supplier.
 * 3. The user of HTTP Basic must be allowed to act for the location of the supplier.
 *
 * With full access the number chooses a supplier, and an unknown one stands for all that the user may act for.
 */
export class SupplierAccess {
  readonly #verified = new CredentialCache<true>();
  readonly #hashing = new Semaphore(HASHING.concurrent, HASHING.queued);
  readonly #throttle: LoginThrottle;

  /** @param fullAccess whether number and secret need not be right */
  constructor(
    private readonly context: Pick<BrokerContext, 'database' | 'networks' | 'clock' | 'log'>,
    private readonly fullAccess: boolean,
  ) {
    this.#throttle = new LoginThrottle(context);
  }

  /** @throws {RefusedError} */
  async check({ number, secret }: SupplierCredentials, user: User | undefined): Promise<SupplierCaller> {
    const key = number.trim().toUpperCase();
    const { supplier, network } = await this.context.database.transaction(async (session) => ({
      supplier: await findSupplier(session, key),
      network: await this.context.networks.current(session),
    }));
    if (this.fullAccess && supplier === undefined) return callerOf(network, user);
    if (!this.fullAccess) await this.#requireSecret(key, secret, supplier?.secretHash, user);
    if (supplier === undefined) throw new RefusedError('supplier_refused', { number });
    const { id, system, locationCd } = network.locationById(supplier.locationId);
    const reason = user && refusalAt(user, 'direct-fulfillment', { systemCd: system.systemCd, locationCd });
    if (reason !== undefined) throw new RefusedError('supplier_not_yours', { number, reason });
    return { locationIds: new Set([id]), name: `supplier ${key}` };
  }

  /** A caller who names no supplier: he speaks for those that his user may act for. */
  async callerOf(user: User | undefined): Promise<SupplierCaller> {
    const network = await this.context.database.transaction((session) => this.context.networks.current(session));
    return callerOf(network, user);
  }

  /** @throws {RefusedError} */
  async #requireSecret(
    number: string,
    secret: string,
    hash: string | undefined,
    user: User | undefined,
  ): Promise<void> {
    const key = this.#verified.keyOf(number, secret);
    if (hash !== undefined && this.#verified.get(key)?.hash === hash) return;
    const { outcome } = await this.#throttle.run<true>(`supplier ${number}`, user?.name ?? '', async () => {
      const matches = await this.#hashing.run(() => verifyPassword(secret, hash ?? DUMMY_HASH));
      if (matches === undefined) return { outcome: 'too-many' };
      return matches && hash !== undefined ? { outcome: 'let-in', who: true } : { outcome: 'wrong' };
    });
    if (outcome === 'too-many')
      throw new RefusedError('supplier_attempts', { number, seconds: Math.ceil(this.#throttle.longestMs / 1000) });
    if (outcome !== 'let-in' || hash === undefined) {
      this.context.log.warn({ supplier: number, outcome }, 'secret of a direct fulfillment supplier refused');
      throw new RefusedError('supplier_refused', { number });
    }
    this.#verified.set(key, { who: true, hash, at: this.context.clock().getTime() });
  }
}

/** The direct fulfillment locations that a user may act for; all of them without authentication. */
function callerOf(network: Network, user: User | undefined): SupplierCaller {
  const own = suppliersOf(network).filter(
    ({ system, locationCd }) =>
      user === undefined ||
      refusalAt(user, 'direct-fulfillment', { systemCd: system.systemCd, locationCd }) === undefined,
  );
  return { locationIds: new Set(own.map(({ id }) => id)), name: user?.name ?? 'merchant' };
}

/** Whoever operates the broker: he speaks for every supplier. */
export async function callerFor(
  { database, networks }: Pick<BrokerContext, 'database' | 'networks'>,
  name: string,
): Promise<SupplierCaller> {
  const network = await database.transaction((session) => networks.current(session));
  return { ...callerOf(network, undefined), name };
}

/** Whether a user may act for a location in this service; without authentication anybody may. */
export function mayActAt(network: Network, user: User | undefined, locationId: number): boolean {
  const { system, locationCd } = network.locationById(locationId);
  if (user === undefined) return true;
  return refusalAt(user, 'direct-fulfillment', { systemCd: system.systemCd, locationCd }) === undefined;
}

/** The locations of direct fulfillment suppliers. */
export function suppliersOf({ content }: Network): readonly Location[] {
  return content.locations.filter(({ channel }) => channel === 'direct_fulfillment');
}
