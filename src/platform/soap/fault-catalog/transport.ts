import type { FaultEntry } from './entry.js';
import { http, SEND_LESS } from './entry.js';

/** Faults of the HTTP request that carries a message. */
export const TRANSPORT_FAULTS = [
  {
    ...http('method-not-allowed'),
    faultstring: 'Only POST carries a SOAP message',
    names: 'the method used',
    meaning: 'The request was neither POST nor GET. The Allow header lists the supported methods.',
    remedy: 'Send the message with POST; GET with ?wsdl returns the contract.',
  },
  {
    ...http('content-type'),
    faultstring: 'The Content-Type is not one of a SOAP message',
    names: 'the media type sent, or what is wrong with its parts',
    meaning:
      'The body is not declared as text/xml, application/xml or application/soap+xml. Attachments are not supported; multipart/related is accepted when the envelope is its only part.',
    remedy: 'Send text/xml (SOAP 1.1) or application/soap+xml (SOAP 1.2).',
  },
  {
    ...http('content-encoding'),
    faultstring: 'The Content-Encoding is not supported',
    names: 'the coding sent',
    meaning: 'The body is compressed in a way other than gzip or deflate, or more than once.',
    remedy: 'Send the message uncompressed or with gzip.',
  },
  {
    ...http('compressed-data'),
    faultstring: 'The compressed message cannot be inflated',
    meaning: 'The body is not compressed as its Content-Encoding says, or it was truncated.',
    remedy: 'Check that the client compresses the body exactly once and sends it whole.',
  },
  {
    ...http('message-too-large'),
    faultstring: 'The message is larger than allowed',
    names: 'the limit in bytes',
    meaning: 'The body, as transferred, exceeds the limit.',
    remedy: SEND_LESS,
  },
  {
    ...http('inflated-too-large'),
    faultstring: 'The inflated message is larger than allowed',
    names: 'the limit in bytes',
    meaning: 'The body, once decompressed, exceeds the limit.',
    remedy: SEND_LESS,
  },
  {
    ...http('incomplete-body'),
    faultstring: 'The body of the request is not complete',
    meaning:
      'The caller stopped sending before the end that Content-Length announced, or its chunks are not valid. The connection is closed.',
    remedy: 'Send as many bytes as Content-Length says. It counts bytes, not characters. Nothing was done.',
  },
  {
    ...http('request-timeout'),
    faultstring: 'The message did not arrive in time',
    meaning: 'The request was not complete within the time allowed. The connection is closed.',
    remedy: 'Send again; nothing was done.',
  },
] as const satisfies readonly FaultEntry[];
