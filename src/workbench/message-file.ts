import { parseXml } from '../platform/xml/parse.js';
import { child, isSoap12, LIMITS } from '../client/locate/response.js';

/** The operation of a message and the content type to send it with. */
export interface MessageFile {
  readonly operation: string;
  readonly contentType: string;
}

/** Describes a message file. A file that cannot be parsed is sent too, to test the response; its operation is `?`. */
export function describeMessage(bytes: Buffer): MessageFile {
  const charset =
    /^[^>]{0,200}?encoding=["']([\w.-]+)["']/.exec(bytes.toString('latin1'))?.[1]?.toLowerCase() ?? 'utf-8';
  try {
    const envelope = parseXml(bytes.toString('utf8').replace(/^\uFEFF/, ''), LIMITS);
    const type = isSoap12(envelope) ? 'application/soap+xml' : 'text/xml';
    return { operation: child(envelope, 'Body')?.children[0]?.local ?? '', contentType: `${type}; charset=${charset}` };
  } catch {
    return { operation: '?', contentType: `text/xml; charset=${charset}` };
  }
}
