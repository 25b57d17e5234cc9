import type { FieldGroup } from '../injected-fault.js';
import type { XmlElement } from './element.js';

/** The fields of a document by their local names, grouped by element: its attributes, and its children that are texts. */
export function fieldsOfXml(root: XmlElement): FieldGroup[] {
  const groups: FieldGroup[] = [];
  const rest = [root];
  for (let element = rest.pop(); element !== undefined; element = rest.pop()) {
    const texts = element.children.filter(({ children }) => children.length === 0);
    const group = [
      ...element.attributes.map(({ local, value }) => [local, value] as const),
      ...texts.map(({ local, text }) => [local, text] as const),
    ];
    if (group.length > 0) groups.push(group);
    for (const child of element.children) rest.push(child);
  }
  return groups;
}
