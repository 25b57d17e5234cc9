/**
 * Every fault the SOAP edge answers with. `docs/response-codes.md` is generated from it.
 *
 * Which HTTP status: SOAP 1.1 binds every fault to 500, and old clients look for a fault only there. SOAP 1.2 wants
 * 400 for the sender's faults. What HTTP itself refuses (method, media type, size, content coding, time, a server that
 * goes) keeps HTTP's own status in both versions, since proxies and HTTP libraries act on it; a client that has worked
 * before never meets these.
 */
export interface FaultEntry {
  /** Stable name; it stands in the fault's detail, in the log and in the metrics' `outcome`. */
  readonly key: string;
  readonly code11: 'Client' | 'Server' | 'VersionMismatch' | 'MustUnderstand';
  readonly code12: 'Sender' | 'Receiver' | 'VersionMismatch' | 'MustUnderstand';
  /** The code of Web Services Security that says it better: SOAP 1.1's faultcode, and the subcode of SOAP 1.2. */
  readonly wsse?: 'FailedAuthentication' | 'InvalidSecurity' | 'UnsupportedSecurityToken' | 'MessageExpired';
  /** HTTP status to a SOAP 1.1 and to a SOAP 1.2 caller. */
  readonly status11: number;
  readonly status12: number;
  readonly faultstring: string;
  /** What follows the faultstring behind a colon; absent when nothing does. */
  readonly names?: string;
  readonly meaning: string;
  /** What the caller should do. */
  readonly remedy: string;
}

const client = { code11: 'Client', code12: 'Sender', status11: 500, status12: 400 } as const;
const server = { code11: 'Server', code12: 'Receiver', status11: 500, status12: 500 } as const;
const http = (status: number) => ({ code11: 'Client', code12: 'Sender', status11: status, status12: status }) as const;
/** About the Security header: SOAP's own status for a fault, for the HTTP request is in order. */
const security = <Code extends NonNullable<FaultEntry['wsse']>>(wsse: Code) => ({ ...client, wsse }) as const;
const split = 'Send fewer lines or products in one message, or have the limit raised.';

export const FAULTS = [
  {
    key: 'authentication-required',
    ...http(401),
    wsse: 'FailedAuthentication',
    faultstring: 'Authentication is required',
    meaning: 'The message came without credentials: neither HTTP Basic nor a UsernameToken.',
    remedy: 'Send user and password, by HTTP Basic or in a WS-Security header.',
  },
  {
    key: 'sign-in-refused',
    ...http(401),
    wsse: 'FailedAuthentication',
    faultstring: 'The credentials are not valid',
    meaning:
      'User and password of HTTP Basic are not those of an enabled user. Which of them is wrong is told to nobody.',
    remedy: 'Check user and password; several failures make the next attempt wait.',
  },
  {
    key: 'token-refused',
    ...security('FailedAuthentication'),
    faultstring: 'The security token could not be authenticated or authorized',
    meaning:
      'The UsernameToken is not that of an enabled user, its digest does not fit, or its nonce was used before. Which of these is told to nobody.',
    remedy:
      'Check user and password; make a new nonce for each message. PasswordDigest is for users made with `user add --digest`.',
  },
  {
    key: 'message-expired',
    ...security('MessageExpired'),
    faultstring: 'The message has expired',
    meaning:
      'Created lies more than 300 seconds before or after the clock of the broker or is no time in UTC, or Expires has passed.',
    remedy: 'Set the clock of the calling system, and make the header anew for each attempt.',
  },
  {
    key: 'security-header',
    ...security('InvalidSecurity'),
    faultstring: 'The Security header cannot be processed',
    names: 'what is wrong with it',
    meaning:
      'The header holds not exactly one UsernameToken with one Username and one Password, or a PasswordDigest without Nonce and Created, or there are credentials elsewhere as well.',
    remedy: 'Send one set of credentials, in one place.',
  },
  {
    key: 'security-token-unsupported',
    ...security('UnsupportedSecurityToken'),
    faultstring: 'An unsupported token was provided',
    names: 'which',
    meaning:
      'The Security header holds something else than a UsernameToken with PasswordText or PasswordDigest and a Timestamp.',
    remedy: 'Sign in by user and password. Certificates belong to the TLS connection.',
  },
  {
    key: 'not-authorized',
    ...http(403),
    faultstring: 'The user may not do this',
    names: 'what is missing',
    meaning:
      "The operation is in none of the user's service groups, or the message speaks for a system that is not one of the user's.",
    remedy: 'Name a system of the user in the message, or have an administrator give the user what is missing.',
  },
  {
    key: 'too-many-requests',
    ...http(429),
    faultstring: 'There were too many requests',
    meaning:
      'More requests came from this address or of this user than are taken in a second, or too many attempts to sign in failed. Retry-After says when to come back.',
    remedy: 'Send the same message again after that time; nothing was done.',
  },
  {
    key: 'method-not-allowed',
    ...http(405),
    faultstring: 'Only POST carries a SOAP message',
    names: 'the method used',
    meaning: 'The request was neither POST nor GET. The Allow header lists what is possible.',
    remedy: 'Send the message with POST; GET with ?wsdl returns the contract.',
  },
  {
    key: 'content-type',
    ...http(415),
    faultstring: 'The Content-Type is not one of a SOAP message',
    names: 'the media type sent',
    meaning:
      'The body is not declared as text/xml, application/xml or application/soap+xml. Attachments (multipart) are not supported.',
    remedy: 'Send text/xml (SOAP 1.1) or application/soap+xml (SOAP 1.2).',
  },
  {
    key: 'content-encoding',
    ...http(415),
    faultstring: 'The Content-Encoding is not supported',
    names: 'the coding sent',
    meaning: 'The body is compressed in a way other than gzip or deflate, or more than once.',
    remedy: 'Send the message uncompressed or with gzip.',
  },
  {
    key: 'compressed-data',
    ...http(400),
    faultstring: 'The compressed message cannot be inflated',
    meaning: 'The body is not what its Content-Encoding says, or it was cut off.',
    remedy: 'Check that the client compresses the body exactly once and sends it whole.',
  },
  {
    key: 'message-too-large',
    ...http(413),
    faultstring: 'The message is larger than allowed',
    names: 'the limit in bytes',
    meaning: 'The body, as transferred, exceeds the limit.',
    remedy: split,
  },
  {
    key: 'inflated-too-large',
    ...http(413),
    faultstring: 'The inflated message is larger than allowed',
    names: 'the limit in bytes',
    meaning: 'The body, once decompressed, exceeds the limit.',
    remedy: split,
  },
  {
    key: 'request-timeout',
    ...http(408),
    faultstring: 'The message did not arrive in time',
    meaning: 'The request was begun and not finished within the time allowed. The connection is closed.',
    remedy: 'Send again; nothing was done.',
  },
  {
    key: 'charset',
    ...client,
    faultstring: 'The character set is not supported',
    names: 'its name',
    meaning: 'The HTTP charset parameter or the XML declaration names an unknown encoding.',
    remedy: 'Send UTF-8. UTF-16, ISO-8859-1, windows-1252 and US-ASCII are understood too.',
  },
  {
    key: 'undecodable',
    ...client,
    faultstring: 'The message holds bytes that are not characters of its character set',
    names: 'the character set and the offset of the first such byte',
    meaning: 'Mostly a message in ISO-8859-1 or windows-1252 that says, or does not deny, that it is UTF-8.',
    remedy: 'Name the encoding really used in the Content-Type, or send UTF-8.',
  },
  {
    key: 'empty-message',
    ...client,
    faultstring: 'The request has no content',
    meaning: 'The HTTP body is empty.',
    remedy: 'Send a SOAP envelope.',
  },
  {
    key: 'doctype',
    ...client,
    faultstring: 'A document type declaration is not allowed',
    meaning: 'SOAP forbids DOCTYPE; with it entities could be declared.',
    remedy: 'Remove the DOCTYPE.',
  },
  {
    key: 'malformed',
    ...client,
    faultstring: 'The message is not well-formed XML',
    meaning: 'The XML cannot be read. The detail says where it stopped and why.',
    remedy: 'Correct the XML at the position named: often an unescaped & or <.',
  },
  {
    key: 'too-deep',
    ...client,
    faultstring: 'Elements are nested deeper than allowed',
    meaning: 'The nesting limit was met.',
    remedy: 'No message of the contract nests that deep: check the client.',
  },
  {
    key: 'too-many-elements',
    ...client,
    faultstring: 'The message has more elements than allowed',
    meaning: 'The element limit was met.',
    remedy: split,
  },
  {
    key: 'too-many-attributes',
    ...client,
    faultstring: 'An element has more attributes than allowed',
    meaning: 'The attribute limit was met; namespace declarations count.',
    remedy: 'Check the client.',
  },
  {
    key: 'name-too-long',
    ...client,
    faultstring: 'A name is longer than allowed',
    meaning: 'The name of an element, attribute or processing instruction met the limit.',
    remedy: 'Check the client.',
  },
  {
    key: 'text-too-long',
    ...client,
    faultstring: 'A text or attribute value is longer than allowed',
    meaning: 'The text limit was met.',
    remedy: 'Shorten the value, or have the limit raised.',
  },
  {
    key: 'not-an-envelope',
    code11: 'VersionMismatch',
    code12: 'VersionMismatch',
    status11: 500,
    status12: 500,
    faultstring: 'The message is not a SOAP 1.1 or SOAP 1.2 envelope',
    names: 'the root element',
    meaning: 'The root element is not an Envelope, or is one of an unknown SOAP version.',
    remedy: 'Wrap the request in an Envelope of http://schemas.xmlsoap.org/soap/envelope/.',
  },
  {
    key: 'envelope-structure',
    ...client,
    faultstring: 'The SOAP envelope is not built as it must be',
    meaning: 'An Envelope holds at most one Header and, behind it, one Body.',
    remedy: 'Correct the order of the envelope.',
  },
  {
    key: 'must-understand',
    code11: 'MustUnderstand',
    code12: 'MustUnderstand',
    status11: 500,
    status12: 500,
    faultstring: 'A header block that must be understood is not',
    names: 'the header blocks',
    meaning: 'A header marked mustUnderstand and addressed to this service is not known here.',
    remedy: 'Switch the feature off in the client (for example WS-Addressing), or do not mark it mustUnderstand.',
  },
  {
    key: 'empty-body',
    ...client,
    faultstring: 'The SOAP body is empty',
    meaning: 'The Body holds no element, so no operation is named.',
    remedy: 'Put the request element into the Body.',
  },
  {
    key: 'several-payloads',
    ...client,
    faultstring: 'The SOAP body holds more than one element',
    meaning: 'One message asks for one operation, document/literal; RPC encoding with multiRef is not supported.',
    remedy: 'Send one message for each request.',
  },
  {
    key: 'unknown-operation',
    ...client,
    faultstring: 'No such operation',
    names: 'the element found in the Body',
    meaning: "The Body's element is not a request of this service, by its name or by its namespace.",
    remedy: 'Compare the element and its namespace with the contract (GET ?wsdl).',
  },
  {
    key: 'action-mismatch',
    ...client,
    faultstring: 'SOAPAction and Body ask for different operations',
    names: 'both',
    meaning: 'SOAPAction (or the action parameter) names another operation of this service than the Body does.',
    remedy: 'Send the action that belongs to the request, or an empty one as the contract has it.',
  },
  {
    key: 'schema-invalid',
    ...client,
    faultstring: 'Inbound Message failed validation',
    meaning:
      "The request does not follow the contract's schema. The detail lists each problem with line, column and path.",
    remedy: 'Correct every problem listed; nothing was done.',
  },
  {
    key: 'version-too-high',
    ...client,
    faultstring: 'Inbound Message failed validation',
    names: 'the message version and the highest one taken',
    meaning:
      'The version in the message header is higher than MAX_MESSAGE_VERSION: the message may mean what this broker does not know.',
    remedy: 'Set the message version in the calling system to one that is taken; nothing was done.',
  },
  {
    key: 'handling-timeout',
    ...server,
    faultstring: 'The request took too long to be answered',
    meaning: 'The work did not end in time. It may still be completed.',
    remedy: 'Ask for the status, or send the same message again: a repeat is recognized.',
  },
  {
    key: 'unavailable',
    code11: 'Server',
    code12: 'Receiver',
    status11: 503,
    status12: 503,
    faultstring: 'The service is temporarily unavailable',
    meaning: 'The database does not answer, or had no connection to spare in time. Retry-After says when to come back.',
    remedy: 'Send the same message again: a repeat is recognized, should the first have been stored after all.',
  },
  {
    key: 'overloaded',
    code11: 'Server',
    code12: 'Receiver',
    status11: 503,
    status12: 503,
    faultstring: 'The service has more to do than it can',
    meaning:
      'More messages came than can be worked on, and this one waited too long, or there was no room for it to wait. Retry-After says when to come back.',
    remedy: 'Send the same message again after that time; nothing was done.',
  },
  {
    key: 'internal-error',
    ...server,
    faultstring: 'Internal error',
    meaning: 'A fault of the broker. The correlation id in the detail is also in its log.',
    remedy: 'Send the same message again later; if it stays, report the correlation id.',
  },
  {
    key: 'shutting-down',
    code11: 'Server',
    code12: 'Receiver',
    status11: 503,
    status12: 503,
    faultstring: 'The service is shutting down',
    meaning: 'The server no longer takes messages. Retry-After says when to come back.',
    remedy: 'Send again; nothing was done.',
  },
] as const satisfies readonly FaultEntry[];
