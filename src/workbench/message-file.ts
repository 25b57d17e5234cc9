import { parseXml } from '../platform/xml/parse.js';
import { isSoap12, LIMITS, payloadOf } from '../client/locate/response.js';
import { servicePath } from './service-path.js';

/** The operation of a message, where it is sent, and the content type to send it with. */
export interface MessageFile {
  readonly operation: string;
  readonly path: string;
  readonly contentType: string;
}

/** Describes a message file. A file that cannot be parsed is sent too, to test the response; its operation is `?`. */
export function describeMessage(bytes: Buffer): MessageFile {
  const charset =
    /^[^>]{0,200}?encoding=["']([\w.-]+)["']/.exec(bytes.toString('latin1'))?.[1]?.toLowerCase() ?? 'utf-8';
  try {
    const envelope = parseXml(bytes.toString('utf8').replace(/^\uFEFF/, ''), LIMITS);
    const type = isSoap12(envelope) ? 'application/soap+xml' : 'text/xml';
    const payload = payloadOf(envelope);
    return {
      operation: payload?.local ?? '',
      path: servicePath(payload),
      contentType: `${type}; charset=${charset}`,
    };
  } catch {
    return { operation: '?', path: servicePath(undefined), contentType: `text/xml; charset=${charset}` };
  }
}
