import { LIMITS } from '../../client/locate/response.js';
import { escapeText } from '../../platform/xml/escape.js';
import { parseXml } from '../../platform/xml/parse.js';
import type { XmlElement } from '../../platform/xml/element.js';
import type { RawResponse } from '../exchange.js';
import { DIRECT_FULFILLMENT_PATH } from '../service-path.js';

/** Calls of the direct fulfillment service, and their answers in the terms of a story. */

/** A call as SOAP 1.1, in no namespace: so it is right at any address. */
export function sqlCall(operation: string, parameters: Readonly<Record<string, unknown>>) {
  const content = Object.entries(parameters)
    .map(([name, value]) => `<${name}>${escapeText(String(value))}</${name}>`)
    .join('');
  return {
    operation,
    path: DIRECT_FULFILLMENT_PATH,
    init: {
      method: 'POST',
      headers: { 'content-type': 'text/xml; charset=utf-8' },
      body: `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><${operation}>${content}</${operation}></s:Body></s:Envelope>`,
    },
  };
}

/** What a call was answered with. */
export interface SqlView {
  readonly http: string;
  readonly rows: readonly Readonly<Record<string, string>>[];
  /** The text of an error message, or of a fault; `''` without one. */
  readonly message: string;
}

/** @throws {XmlError} for what is no document */
export function viewSql({ body, status }: RawResponse): SqlView {
  const all = descendants(parseXml(body, LIMITS));
  const textIn = (parent: string, name: string): string | undefined =>
    all.find(({ local }) => local === parent)?.children.find(({ local }) => local === name)?.text;
  return {
    http: String(status),
    rows: all
      .filter(({ local }) => local === 'row')
      .map(({ children }) => Object.fromEntries(children.map(({ local, text }) => [local, text]))),
    message: textIn('SqlMessage', 'Message') ?? textIn('Fault', 'faultstring') ?? '',
  };
}

function descendants(element: XmlElement): XmlElement[] {
  return [element, ...element.children.flatMap(descendants)];
}
