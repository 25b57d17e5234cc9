import type { FaultEntry } from './entry.js';
import { client } from './entry.js';

/** Faults of the SOAP envelope and of selecting the operation. */
export const ENVELOPE_FAULTS = [
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
    meaning: 'An Envelope contains at most one Header, followed by one Body.',
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
    meaning: 'A header block marked mustUnderstand and addressed to this service is not supported.',
    remedy:
      'Turn the feature off in the client (for example WS-Addressing with a reply address of its own), or do not mark it mustUnderstand.',
  },
  {
    key: 'empty-body',
    ...client,
    faultstring: 'The SOAP body is empty',
    meaning: 'The Body contains no element, so it names no operation.',
    remedy: 'Put the request element into the Body.',
  },
  {
    key: 'several-payloads',
    ...client,
    faultstring: 'The SOAP body holds more than one element',
    meaning: 'A message requests one operation, document/literal; RPC encoding with multiRef is not supported.',
    remedy: 'Send one message for each request.',
  },
  {
    key: 'unknown-operation',
    ...client,
    faultstring: 'No such operation',
    names: 'the element found in the Body, and what differs',
    meaning: "The Body's element is not a request of this service, by its name or by its namespace.",
    remedy: 'Compare the element and its namespace with the contract (GET ?wsdl).',
  },
  {
    key: 'action-mismatch',
    ...client,
    faultstring: 'SOAPAction and Body ask for different operations',
    names: 'both',
    meaning: 'SOAPAction (or the action parameter) names a different operation of this service than the Body does.',
    remedy: 'Send the action that belongs to the request, or an empty one as in the contract.',
  },
] as const satisfies readonly FaultEntry[];
