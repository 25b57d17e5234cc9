import type { FieldGroup } from '../../injected-fault.js';

/** The texts and numbers of a document by the names of their members, grouped by object. Those of a list have no name. */
export function fieldsOfJson(document: unknown): FieldGroup[] {
  const groups: FieldGroup[] = [];
  const rest = [document];
  while (rest.length > 0) {
    const value = rest.pop();
    if (typeof value !== 'object' || value === null) continue;
    const members = Object.entries(value as Readonly<Record<string, unknown>>);
    const group = members.flatMap(([name, member]) =>
      typeof member === 'string' || typeof member === 'number' ? [[name, String(member)] as const] : [],
    );
    if (group.length > 0 && !Array.isArray(value)) groups.push(group);
    for (const [, member] of members) rest.push(member);
  }
  return groups;
}
