import { createHmac, timingSafeEqual } from 'node:crypto';
import type { BrokerContext } from '../../broker/context.js';
import { takeParcelReport } from '../../broker/outbound/parcel-reports.js';
import { PARCEL_CODES, PARCEL_STATUSES, parseParcelStatus } from '../../domain/outbound/parcel-status.js';
import type { JsonOperation, SignedCall } from '../../platform/http/json/json-service.js';
import { ProblemError } from '../../platform/http/json/json-service.js';
import { refusable } from './caller.js';
import { answered } from './envelope.js';
import { FieldReader } from './field-reader.js';

/** Secrets of logistics providers by name, as they sign with them; each may have several while it changes them. */
export type ProviderSecrets = ReadonlyMap<string, readonly Buffer[]>;

/** How far a provider's clock may be from ours, in seconds: older messages could be repeats by somebody else. */
const TOLERANCE_S = 300;

/** What logistics providers call: statuses of parcels, signed as Standard Webhooks defines it. */
export function carrierOperations(broker: BrokerContext, secrets: ProviderSecrets): readonly JsonOperation[] {
  return [
    {
      name: 'TakeParcelStatus',
      method: 'POST',
      path: '/logistics/webhook/{provider}',
      verify: (signed) => providerOf(signed, secrets, broker.clock()),
      handle: async (body, call) => {
        const fields = new FieldReader(body);
        const [first, ...or] = TRACKING;
        const trackingId = fields.text(first, { max: 64, required: true, or });
        const word = fields.text('status', { max: 40, required: true, or: ['status_code'] });
        const code = parseParcelStatus(word);
        if (code === undefined && word !== '') fields.fault('status', `found ${word}, expected one of ${namesOf()}`);
        const at = dateOf(fields, broker.clock());
        const awb = fields.text('awb', { max: 100 });
        const external = fields.group('external_status');
        const own = {
          code: external?.text('code', { max: 40 }) ?? word,
          name: external?.text('name', { max: 100 }) ?? '',
        };
        fields.check();
        if (code === undefined) throw new Error('a status that was checked is unknown');
        const provider = call.parameters.get('provider') ?? '';
        const result = await refusable(
          () => takeParcelReport(broker, { provider, trackingId, code, at, awb, external: own }),
          fields.sentAs(TRACKING),
        );
        return answered(call, broker.clock(), { tracking_id: trackingId, result });
      },
    },
  ];
}

/** The names of the tracking id. */
const TRACKING = ['tracking_id', 'order_tracking_id', 'express_no'] as const;

const namesOf = (): string => PARCEL_CODES.map((code) => PARCEL_STATUSES[code].name).join(', ');

/** When it was so: ISO 8601; absent: now. */
function dateOf(fields: FieldReader, now: Date): string {
  const text = fields.text('status_date', { max: 40 });
  if (text === '') return now.toISOString();
  const date = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? new Date(text) : new Date(NaN);
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  fields.fault('status_date', `found ${text}, expected a time such as 2026-11-30T08:15:00Z`);
  return now.toISOString();
}

/**
 * The provider that signed a request. Every secret is compared in constant time, and so is that of a provider that is unknown.
 * @throws {ProblemError} which does not tell what was wrong with the signature
 */
function providerOf({ body, parameters, header }: SignedCall, secrets: ProviderSecrets, now: Date): string {
  const name = parameters.get('provider') ?? '';
  const [id, timestamp, sent] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(
    (one) => header(one) ?? '',
  );
  const age = Math.abs(now.getTime() / 1000 - Number(/^\d{1,12}$/.test(timestamp ?? '') ? timestamp : NaN));
  const signatures = (sent ?? '')
    .split(' ')
    .slice(0, 5)
    .map((one) => one.replace(/^v1,/, ''));
  const isGood = (secrets.get(name) ?? [NOBODY])
    .map((secret) =>
      createHmac('sha256', secret)
        .update(`${id ?? ''}.${timestamp ?? ''}.`)
        .update(body)
        .digest(),
    )
    .map((expected) => signatures.filter((one) => isSame(Buffer.from(one, 'base64'), expected)).length > 0)
    .includes(true);
  if (isGood && age <= TOLERANCE_S && secrets.has(name)) return `provider:${name}`;
  throw new ProblemError({
    key: 'sign-in-refused',
    status: 401,
    title: 'The signature is not good',
    detail:
      'sign webhook-id, webhook-timestamp (within 5 minutes of now) and the body by HMAC-SHA256 with the secret of the provider that the address names, as Standard Webhooks defines it',
  });
}

const NOBODY = Buffer.alloc(32);

const isSame = (one: Buffer, other: Buffer): boolean => one.length === other.length && timingSafeEqual(one, other);
