import type { Request, Response } from 'express';
import type { ByteShare } from '../../platform/http/byte-budget.js';
import { HttpRefusalError } from '../../platform/http/refusal.js';
import { wsdlAt } from '../../platform/soap/contract/wsdl.js';
import { publicAddress } from '../public-address.js';
import type { PublicAddressOptions } from '../public-address.js';
import type { SoapMount } from './mounts.js';

/**
 * Answers a GET of a SOAP address: the contract for `?wsdl` or `?singleWsdl` in any case, otherwise a short text for people.
 * @param unread holds the contract until it was sent
 */
export function showServicePage(
  request: Request,
  response: Response,
  { path, wsdl }: SoapMount,
  options: PublicAddressOptions,
  unread: ByteShare,
): void {
  const address = publicAddress(request, options) + path;
  const queries = [...new URLSearchParams(request.url.split('?', 2)[1] ?? '').keys()].map((key) => key.toLowerCase());
  // The address in the text depends on the caller; a shared cache must not give it to others.
  response.setHeader('Cache-Control', 'no-store');
  if (queries.some((query) => query === 'wsdl' || query === 'singlewsdl')) {
    sendContract(response, typeof wsdl === 'string' ? wsdlAt(wsdl, address) : wsdl(`${address}/`), unread);
  } else if (queries.includes('xsd')) {
    response.status(404).type('text/plain').send(`The schema is part of the contract: ${address}?wsdl\n`);
  } else {
    response
      .type('text/plain')
      .send(
        [
          'This is a SOAP service. It takes SOAP 1.1 and 1.2 messages by POST.',
          '',
          `Contract:  ${address}?wsdl`,
          `Try it:    curl -H 'Content-Type: text/xml' --data-binary @request.xml ${address}`,
          '',
        ].join('\n'),
      );
  }
}

/** Refused while too many callers have not read theirs. */
function sendContract(response: Response, text: string, unread: ByteShare): void {
  try {
    unread.take(Buffer.byteLength(text));
  } catch (error) {
    if (!(error instanceof HttpRefusalError)) throw error;
    response.status(error.status).setHeader('Retry-After', error.retryAfter ?? 1);
    response.type('text/plain').send(`${error.message}\n`);
    return;
  }
  response.once('close', () => {
    unread.release();
  });
  response.type('text/xml; charset=utf-8').send(text);
}
