import type { AccessControl } from '../../platform/auth/access-control.js';
import type { MessageMasks } from '../../platform/exchange-record.js';
import type { JsonService } from '../../platform/http/json/json-service.js';
import type { SoapService } from '../../platform/soap/service.js';
import type { XmlElement } from '../../platform/xml/element.js';

/** A service and how a gateway offers it. */
export type MountedService = SoapMount | JsonMount;

interface Mount {
  /** From `/`, without a trailing slash. Matched in any case, with or without a slash after it. */
  readonly path: string;
  /** Whether the service is on. Off, its path answers as any unknown path does. Default: on. */
  readonly enabled?: boolean;
  /** Authenticates the service's callers; absent: no authentication, so cross-origin requests are rejected. */
  readonly access?: AccessControl;
  /** How the message log masks the service's texts; absent: it keeps none of them. */
  readonly masks?: MessageMasks;
}

/** A SOAP service, at its path and nowhere below it. */
export interface SoapMount extends Mount {
  readonly protocol: 'soap';
  readonly service: SoapService;
  /** The contract's text, whose address is replaced by the one the caller used; or the text for an address. */
  readonly wsdl: string | ((address: string) => string);
  /** Whether something processes a header block, so that it may be marked mustUnderstand. Default: none. */
  readonly understands?: (block: XmlElement) => boolean;
}

/** A JSON service, at its path and everything below it. */
export interface JsonMount extends Mount {
  readonly protocol: 'json';
  readonly service: JsonService;
}

/** Two services want the same path, or one wants a path of the gateway's own. */
class MountError extends Error {
  override readonly name = 'MountError';
  readonly code = 'mount-conflict';
}

/** The gateway's own addresses. */
const RESERVED = ['/', '/healthz', '/readyz', '/metrics', '/admin'];

/** Looks services up by path. */
export class MountTable<Entry extends { readonly mount: MountedService }> {
  readonly #byPath = new Map<string, Entry>();
  /** JSON services by path and slash, the longest first. */
  readonly #byPrefix: readonly (readonly [string, Entry])[];

  /** @throws {MountError} */
  constructor(entries: readonly Entry[]) {
    for (const entry of entries) {
      const path = normalize(entry.mount.path);
      const reserved = RESERVED.includes(path) || path.startsWith('/admin/');
      if (reserved || this.#byPath.has(path)) throw new MountError(`${entry.mount.path}: the path is already in use`);
      this.#byPath.set(path, entry);
    }
    this.#byPrefix = entries
      .filter(({ mount }) => mount.protocol === 'json')
      .map((entry) => [`${normalize(entry.mount.path)}/`, entry] as const)
      .sort(([one], [other]) => other.length - one.length);
  }

  /** @param target a request target: path and query; a proxy's caller names the whole URL */
  at(target: string): Entry | undefined {
    const [path = ''] = target.replace(/^https?:\/\/[^/?]*/i, '').split('?', 1);
    const normalized = normalize(path);
    return this.#byPath.get(normalized) ?? this.#byPrefix.find(([prefix]) => normalized.startsWith(prefix))?.[1];
  }
}

/** Paths are compared in any case, with or without a slash after them, and with slashes doubled where a client joined two parts. */
const normalize = (path: string): string =>
  path
    .toLowerCase()
    .replace(/\/{2,}/g, '/')
    .replace(/\/$/, '') || '/';
