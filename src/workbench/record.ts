import { writeFile } from 'node:fs/promises';
import { create } from 'xmlbuilder2';
import type { XmlElement } from '../platform/xml/element.js';

type Node = ReturnType<typeof create>;

/** Formats a response as a file of expected responses: indented, with generated prefixes. */
function writeExpected(root: XmlElement): string {
  const prefixes = new Map<string, string>();
  const qualifiedName = ({ uri, local }: { uri: string; local: string }): [string | null, string] => {
    if (uri === '') return [null, local];
    const prefix = prefixes.get(uri) ?? (prefixes.size === 0 ? 'soap' : `ns${prefixes.size + 1}`);
    prefixes.set(uri, prefix);
    return [uri, `${prefix}:${local}`];
  };
  const write = (parent: Node, element: XmlElement): void => {
    const node = parent.ele(...qualifiedName(element));
    for (const attribute of element.attributes) node.att(...qualifiedName(attribute), attribute.value);
    if (element.children.length === 0 && element.text !== '') node.txt(element.text);
    for (const child of element.children) write(node, child);
  };
  const document = create({ version: '1.0', encoding: 'UTF-8' });
  write(document, root);
  return `${document.end({ prettyPrint: true, wellFormed: true })}\n`;
}

/** Writes a response to a file of expected responses. */
export async function recordExpected(file: string, root: XmlElement): Promise<void> {
  await writeFile(file, writeExpected(root), 'utf8');
}
