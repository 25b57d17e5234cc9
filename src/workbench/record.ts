import { writeFile } from 'node:fs/promises';
import type { XmlElement } from '../platform/xml/element.js';
import { escapeAttribute, escapeText } from '../platform/xml/escape.js';

/** Formats a response as a file of expected responses: indented, with generated prefixes. */
export function writeExpected(root: XmlElement): string {
  const prefixes = new Map<string, string>();
  const prefixOf = (uri: string): string => {
    const prefix = prefixes.get(uri) ?? (prefixes.size === 0 ? 'soap' : `ns${prefixes.size + 1}`);
    prefixes.set(uri, prefix);
    return prefix;
  };
  const nameOf = ({ uri, local }: { uri: string; local: string }): string =>
    uri === '' ? local : `${prefixOf(uri)}:${local}`;
  /** @param declared the namespaces that the elements around it declare */
  const write = (element: XmlElement, declared: ReadonlySet<string>, indentation: string): string => {
    const name = nameOf(element);
    const attributes = element.attributes.map((one) => ` ${nameOf(one)}="${escapeAttribute(one.value)}"`);
    const used = new Set([element, ...element.attributes].map(({ uri }) => uri).filter((uri) => uri !== ''));
    const declarations = [...used]
      .filter((uri) => !declared.has(uri))
      .map((uri) => ` xmlns:${prefixOf(uri)}="${escapeAttribute(uri)}"`);
    const tag = `${indentation}<${name}${declarations.join('')}${attributes.join('')}`;
    if (element.children.length > 0) {
      const inside = new Set([...declared, ...used]);
      const children = element.children.map((child) => `${write(child, inside, `${indentation}  `)}\n`);
      return `${tag}>\n${children.join('')}${indentation}</${name}>`;
    }
    return element.text === '' ? `${tag}/>` : `${tag}>${escapeText(element.text)}</${name}>`;
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${write(root, new Set(), '')}\n`;
}

/** Writes a file of expected responses. */
export async function recordText(file: string, text: string): Promise<void> {
  await writeFile(file, text, 'utf8');
}
