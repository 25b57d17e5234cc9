import { LOCATE_PATH } from '../client/http.js';
import type { XmlElement } from '../platform/xml/element.js';

/** The path of the direct fulfillment service, unless its setting says another one. */
export const DIRECT_FULFILLMENT_PATH = '/soap/pixiDEMO/';

const THIRD_PARTY_NAMESPACE = 'http://api.exigo.com/';
const THIRD_PARTY_PATH = '/3.0/ExigoApi.asmx';

/**
 * Where a SOAP message is sent: the path of the service whose namespace its payload has. Calls of the direct fulfillment service are
 * known by their names, since their namespace is the address that they are sent to, or none.
 */
export function servicePath(payload: XmlElement | undefined): string {
  if (payload?.uri === THIRD_PARTY_NAMESPACE) return THIRD_PARTY_PATH;
  if (payload === undefined || !/^pixi/i.test(payload.local)) return LOCATE_PATH;
  return URL.canParse(payload.uri) ? new URL(payload.uri).pathname : DIRECT_FULFILLMENT_PATH;
}
