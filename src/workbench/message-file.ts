import { parseXml } from '../platform/xml/parse.js';
import { child, isSoap12, LIMITS } from '../client/locate/answer.js';

/** What HTTP must say of a message in a file, and which operation it asks for. */
export interface MessageFile {
  readonly operation: string;
  readonly contentType: string;
}

/** What cannot be parsed is sent all the same, for the answer counts: its operation is `?`. */
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
