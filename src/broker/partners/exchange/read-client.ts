import type { Network } from '../../../domain/network/network.js';
import { refusalAt } from '../../../platform/auth/user.js';
import type { User } from '../../../platform/auth/user.js';
import type { BrokerContext } from '../../context.js';
import { inUnit } from '../../unit.js';

/** The kinds of clients of fulfillment requests. */
export const CLIENT_KINDS = ['account', 'source', 'channel'] as const;
export type ClientKind = (typeof CLIENT_KINDS)[number];

/** Who calls: what it may see and do. */
export interface RequestClient {
  /** Undefined without authentication: then everybody may do everything. */
  readonly kind: ClientKind | undefined;
  /** For logs and histories. */
  readonly name: string;
  /** The partner locations that it speaks for. */
  readonly locationIds: ReadonlySet<number>;
  /** The systems whose orders it may see; undefined for those of all. */
  readonly systems: ReadonlySet<string> | undefined;
}

/**
 * Tells which kind of client a user is, by what it was given:
 *
 * - with the service group Admin it is the merchant's **account**;
 * - otherwise, if it speaks for a partner location of this channel, it is a **source**, and nothing else that it speaks for counts;
 * - otherwise it is a sales **channel**: a system that places orders.
 */
export function readClient(context: BrokerContext, user: User | undefined): Promise<RequestClient> {
  return inUnit(context, ({ network }) => Promise.resolve(clientOf(network, user)));
}

function clientOf(network: Network, user: User | undefined): RequestClient {
  const partners = network.content.locations.filter(({ channel }) => channel === 'requests');
  const everywhere = new Set(partners.map(({ id }) => id));
  if (user === undefined) return { kind: undefined, name: 'admin', locationIds: everywhere, systems: undefined };
  const { name, systems, groups } = user;
  if (groups.has('Admin')) return { kind: 'account', name, locationIds: everywhere, systems: undefined };
  const own = partners.filter(
    ({ system, locationCd }) => refusalAt(user, 'requests', { systemCd: system.systemCd, locationCd }) === undefined,
  );
  return { kind: own.length > 0 ? 'source' : 'channel', name, locationIds: new Set(own.map(({ id }) => id)), systems };
}
