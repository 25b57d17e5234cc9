import type { Request, Response } from 'express';
import { wsdlAt } from '../../platform/soap/wsdl.js';
import { publicAddress } from '../public-address.js';
import type { PublicAddressOptions } from '../public-address.js';
import type { SoapMount } from './mounts.js';

/** Answers a GET of a SOAP address: the contract for `?wsdl` or `?singleWsdl` in any case, otherwise a short text for people. */
export function showServicePage(
  request: Request,
  response: Response,
  { path, wsdl }: SoapMount,
  options: PublicAddressOptions,
): void {
  const address = publicAddress(request, options) + path;
  const queries = [...new URLSearchParams(request.url.split('?', 2)[1] ?? '').keys()].map((key) => key.toLowerCase());
  // The address in the text depends on the caller; a shared cache must not give it to others.
  response.setHeader('Cache-Control', 'no-store');
  if (queries.some((query) => query === 'wsdl' || query === 'singlewsdl')) {
    response.type('text/xml; charset=utf-8').send(wsdlAt(wsdl, address));
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
