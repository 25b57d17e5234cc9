import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EndpointOptions } from '../../platform/http/endpoint.js';
import { jsonEndpoint } from '../../platform/http/json/json-endpoint.js';
import type { FaultInjector } from '../../platform/injected-fault.js';
import type { SoapEndpointOptions } from '../../platform/soap/endpoint.js';
import { soapEndpoint } from '../../platform/soap/endpoint.js';
import type { XmlLimits } from '../../platform/xml/limits.js';
import type { MountedService } from './mounts.js';

/** A mounted service with its request handler. */
export interface Endpoint {
  readonly mount: MountedService;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** For messages without a connection; absent: the service does not speak SOAP. */
  readonly soap?: SoapEndpointOptions;
}

/**
 * @param shared what all services of a gateway have in common; authentication and masks are the mount's own
 * @param faults on purpose, for messages that callers send: an operator who sends one again wants its effects
 */
export function createEndpoint(
  mount: MountedService,
  shared: Omit<EndpointOptions, 'access' | 'masks' | 'faults'>,
  xmlLimits: XmlLimits,
  faults: FaultInjector | undefined,
): Endpoint {
  const { access, masks } = mount;
  const options = { ...shared, ...(access === undefined ? {} : { access }), ...(masks === undefined ? {} : { masks }) };
  const injected = faults === undefined ? {} : { faults };
  if (mount.protocol === 'json') {
    const { service, path } = mount;
    return { mount, handle: jsonEndpoint({ ...options, ...injected, service, path }) };
  }
  const { service, understands } = mount;
  const soap = { ...options, service, xmlLimits, ...(understands === undefined ? {} : { understands }) };
  return { mount, soap, handle: soapEndpoint({ ...soap, ...injected }) };
}
