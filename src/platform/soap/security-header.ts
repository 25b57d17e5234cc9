import type { Credentials } from '../auth/credentials.js';
import { readTime } from '../auth/timestamp-check.js';
import { nameInvisible } from '../invisible.js';
import type { XmlElement } from '../xml/element.js';
import { SoapFaultError } from './faults.js';
import type { SoapVersion } from './versions.js';

/** Namespaces of Web Services Security 1.0; version 1.1 still uses them for these elements. */
export const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const PROFILE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#';

/** Allowed length of a nonce, in bytes: long enough to be unique, short enough to be stored. */
const NONCE_BYTES = { least: 8, most: 256 };

/** Whether a header block is a Security header. It counts as understood even where no authentication is required. */
export function isSecurity(block: XmlElement): boolean {
  return block.uri === WSSE && block.local === 'Security';
}

/**
 * The credentials in a message's Security header for this service; undefined when there are none. They are not verified here.
 *
 * Strict, because a header that can be read in two ways lets one party check credentials that another does not use: one
 * Security header, one UsernameToken directly in it, one of each of its parts, text without child elements. Web Services
 * Security UsernameToken Profile 1.1.
 *
 * @throws {SoapFaultError} security-header, security-token-unsupported
 */
export function readSecurity(headers: readonly XmlElement[], version: SoapVersion): Credentials | undefined {
  const blocks = headers.filter((block) => isSecurity(block) && isForUs(block, version));
  const [security, second] = blocks;
  if (second !== undefined) throw invalid('more than one Security header');
  if (security === undefined) return undefined;
  const unsupported = security.children.find(
    (child) => !isNamed(child, WSSE, 'UsernameToken') && !isNamed(child, WSU, 'Timestamp'),
  );
  if (unsupported !== undefined) throw new SoapFaultError('security-token-unsupported', { subject: unsupported.local });
  const token = single(security, WSSE, 'UsernameToken');
  if (token === undefined) return undefined;
  const timestamp = single(security, WSU, 'Timestamp');
  const password = single(token, WSSE, 'Password');
  const user = textOf(single(token, WSSE, 'Username'));
  if (user === undefined || password === undefined) throw invalid('a UsernameToken needs a Username and a Password');
  const type =
    password.attributes.find(({ uri, local }) => uri === '' && local === 'Type')?.value.trim() ??
    `${PROFILE}PasswordText`;
  const created = timeOf(token, 'Created');
  const common = {
    user: user.trim(),
    created: created ?? (timestamp && timeOf(timestamp, 'Created')),
    expires: timestamp && timeOf(timestamp, 'Expires'),
  };
  const secret = textOf(password) ?? '';
  if (type === `${PROFILE}PasswordText`) return { ...common, kind: 'text', password: secret };
  if (type !== `${PROFILE}PasswordDigest`)
    throw new SoapFaultError('security-token-unsupported', {
      subject: 'a password of another type than PasswordText and PasswordDigest',
    });
  const nonce = Buffer.from(textOf(single(token, WSSE, 'Nonce')) ?? '', 'base64');
  if (created === undefined || nonce.length < NONCE_BYTES.least || nonce.length > NONCE_BYTES.most) {
    throw invalid(`a PasswordDigest needs Created and a Nonce of ${NONCE_BYTES.least} to ${NONCE_BYTES.most} bytes`);
  }
  return { ...common, kind: 'digest', digest: secret.trim(), nonce, created };
}

function isForUs(block: XmlElement, version: SoapVersion): boolean {
  const role =
    block.attributes
      .find((one) => one.local === version.roleAttribute && one.uri === version.namespace)
      ?.value.trim() ?? '';
  return role === '' || version.roles.includes(role);
}

const isNamed = (element: XmlElement, uri: string, local: string): boolean =>
  element.uri === uri && element.local === local;

/** The only child of a name; undefined when there is none. @throws {SoapFaultError} when there are several */
function single(parent: XmlElement, uri: string, local: string): XmlElement | undefined {
  const [first, second] = parent.children.filter((child) => isNamed(child, uri, local));
  if (second !== undefined) throw invalid(`more than one ${local}`);
  return first;
}

/** The text of a time. @throws {SoapFaultError} when it is none: called expired, it would send its reader to the clocks */
function timeOf(parent: XmlElement, name: 'Created' | 'Expires'): string | undefined {
  const text = textOf(single(parent, WSU, name))?.trim();
  if (text !== undefined && readTime(text) === undefined)
    throw invalid(
      `${name} is ${JSON.stringify(text)}${nameInvisible(text)}; a time such as 2030-01-02T03:04:05Z is expected`,
    );
  return text;
}

/** @throws {SoapFaultError} when the element has child elements */
function textOf(element: XmlElement | undefined): string | undefined {
  if (element !== undefined && element.children.length > 0) throw invalid(`an element in ${element.local}`);
  return element?.text;
}

const invalid = (what: string): SoapFaultError => new SoapFaultError('security-header', { subject: what });
