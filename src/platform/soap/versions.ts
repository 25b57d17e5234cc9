/** The differences between the two versions of SOAP. */
export interface SoapVersion {
  readonly name: '1.1' | '1.2';
  readonly namespace: string;
  readonly contentType: string;
  /** Attribute of a header block that names its addressee. */
  readonly roleAttribute: 'actor' | 'role';
  /** Roles this service plays as the message's ultimate receiver; an absent or empty role means it too. */
  readonly roles: readonly string[];
}

export const SOAP_11: SoapVersion = {
  name: '1.1',
  namespace: 'http://schemas.xmlsoap.org/soap/envelope/',
  contentType: 'text/xml; charset=utf-8',
  roleAttribute: 'actor',
  roles: ['http://schemas.xmlsoap.org/soap/actor/next'],
};

export const SOAP_12: SoapVersion = {
  name: '1.2',
  namespace: 'http://www.w3.org/2003/05/soap-envelope',
  contentType: 'application/soap+xml; charset=utf-8',
  roleAttribute: 'role',
  roles: [
    'http://www.w3.org/2003/05/soap-envelope/role/next',
    'http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver',
  ],
};

/** The SOAP version of an envelope's namespace. */
export function versionOf(namespace: string): SoapVersion | undefined {
  return [SOAP_11, SOAP_12].find((version) => version.namespace === namespace);
}
