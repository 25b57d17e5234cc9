import type { HttpRefusalKey } from '../../http/refusal.js';
import { HTTP_REFUSALS } from '../../http/refusal.js';

export interface FaultEntry {
  /** Stable name; it appears in the fault's detail, in the log and in the metrics' `outcome`. */
  readonly key: string;
  readonly code11: 'Client' | 'Server' | 'VersionMismatch' | 'MustUnderstand';
  readonly code12: 'Sender' | 'Receiver' | 'VersionMismatch' | 'MustUnderstand';
  /** The more specific code of Web Services Security: SOAP 1.1's faultcode, and the subcode of SOAP 1.2. */
  readonly wsse?: 'FailedAuthentication' | 'InvalidSecurity' | 'UnsupportedSecurityToken' | 'MessageExpired';
  /** HTTP status for a SOAP 1.1 and for a SOAP 1.2 caller. */
  readonly status11: number;
  readonly status12: number;
  readonly faultstring: string;
  /** What follows the faultstring after a colon; absent when nothing does. */
  readonly names?: string;
  readonly meaning: string;
  /** What the caller should do. */
  readonly remedy: string;
}

export const client = { code11: 'Client', code12: 'Sender', status11: 500, status12: 400 } as const;
export const server = { code11: 'Server', code12: 'Receiver', status11: 500, status12: 500 } as const;

/** A refusal by HTTP: its key and status in both versions of SOAP. */
export function http<Key extends HttpRefusalKey>(key: Key) {
  const { status } = HTTP_REFUSALS[key];
  const codes =
    status < 500
      ? ({ code11: 'Client', code12: 'Sender' } as const)
      : ({ code11: 'Server', code12: 'Receiver' } as const);
  return { key, ...codes, status11: status, status12: status };
}

/** About the Security header: SOAP's own status for a fault, because the HTTP request is in order. */
export const security = <Code extends NonNullable<FaultEntry['wsse']>>(wsse: Code) => ({ ...client, wsse }) as const;

export const SEND_LESS = 'Send fewer lines or products in one message, or have the limit raised.';
