import type { ClientKind } from '../../../src/broker/partners/exchange/read-client.js';
import type { Token } from './support.js';

/** What each token of the tests is; undefined for one that may not use the service. */
export const TOKEN_KINDS: Readonly<Record<Token, ClientKind | undefined>> = {
  account: 'account',
  sourceA: 'source',
  sourceB: 'source',
  channel: 'channel',
  otherChannel: 'channel',
  otherService: undefined,
};

/** Who may call which operation. */
export const ROLES_OF_OPERATIONS: readonly { readonly operation: string; readonly kinds: readonly ClientKind[] }[] = [
  ...['GET /fulfillment-requests', 'GET /fulfillment-requests/{id}'],
  ...[
    'PATCH processed',
    'PATCH acknowledge',
    'POST acknowledge',
    'PATCH processing-failed',
    'PATCH cancel',
    'POST adjust',
  ]
    .concat('PATCH committed-stock', 'PATCH accounting-sync')
    .map((act) => act.replace(' ', ' /fulfillment-requests/{id}/')),
  'POST /shipments',
]
  .map((operation): { operation: string; kinds: readonly ClientKind[] } => ({
    operation,
    kinds: ['account', 'source'],
  }))
  .concat(
    { operation: 'GET /fulfillment-requests/processing', kinds: ['source'] },
    { operation: 'GET /shipments', kinds: ['account', 'source', 'channel'] },
    ...['GET /orders', 'GET /orders/{id}', 'PATCH /orders/{id}/status'].map((operation) => ({
      operation,
      kinds: ['account', 'channel'] as const,
    })),
    ...['/preview', '/generate', ''].map((act) => ({
      operation: `POST /orders/{id}/fulfillment-requests${act}`,
      kinds: ['account'] as const,
    })),
    ...['process', 'void', 'regenerate'].map((act) => ({
      operation: `POST /fulfillment-requests/{id}/${act}`,
      kinds: ['account'] as const,
    })),
  );
