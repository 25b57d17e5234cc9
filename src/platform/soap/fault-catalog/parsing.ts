import type { FaultEntry } from './entry.js';
import { client, SEND_LESS } from './entry.js';

/** Faults of reading a body as characters and as XML. */
export const PARSING_FAULTS = [
  {
    key: 'charset',
    ...client,
    faultstring: 'The character set is not supported',
    names: 'its name',
    meaning: 'The HTTP charset parameter or the XML declaration names an unknown encoding.',
    remedy: 'Send UTF-8. UTF-16, ISO-8859-1, ISO-8859-15, windows-1252 and US-ASCII are supported too.',
  },
  {
    key: 'undecodable',
    ...client,
    faultstring: 'The message holds bytes that are not characters of its character set',
    names: 'the character set and the offset of the first such byte',
    meaning: 'Usually a message in ISO-8859-1 or windows-1252 that is declared, or by default taken, as UTF-8.',
    remedy: 'Declare the actual encoding in the Content-Type, or send UTF-8.',
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
    meaning: 'SOAP forbids DOCTYPE, because it can declare entities.',
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
    meaning: 'The nesting limit was exceeded.',
    remedy: 'No message of the contract nests that deeply: check the client.',
  },
  {
    key: 'too-many-elements',
    ...client,
    faultstring: 'The message has more elements than allowed',
    meaning: 'The element limit was exceeded.',
    remedy: SEND_LESS,
  },
  {
    key: 'too-many-attributes',
    ...client,
    faultstring: 'An element has more attributes than allowed',
    meaning: 'The attribute limit was exceeded; namespace declarations count.',
    remedy: 'Check the client.',
  },
  {
    key: 'name-too-long',
    ...client,
    faultstring: 'A name is longer than allowed',
    meaning: 'The name of an element, attribute or processing instruction exceeds the limit.',
    remedy: 'Check the client.',
  },
  {
    key: 'text-too-long',
    ...client,
    faultstring: 'A text or attribute value is longer than allowed',
    meaning: 'The text limit was exceeded.',
    remedy: 'Shorten the value, or have the limit raised.',
  },
] as const satisfies readonly FaultEntry[];
