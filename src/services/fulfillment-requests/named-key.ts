/** A name without case, blanks and underscores: `PARTIALLY_SHIPPED` is `Partially Shipped`. */
const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, '');

/** Finds the key of a name; undefined for a name that none has. */
export function keyNamed<Key extends string>(names: Readonly<Record<Key, string>>, name: string): Key | undefined {
  return (Object.keys(names) as Key[]).find((key) => plain(names[key]) === plain(name));
}
