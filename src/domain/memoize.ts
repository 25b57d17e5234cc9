/**
 * Computes something once for each object and drops it together with the object.
 *
 * Snapshots that other packages derive from the network (distance index, columnar snapshot, zones by area) are cached
 * this way, so that the network need not know who derives what from it.
 * @param make must depend on nothing but its argument, which must not change afterwards
 */
export function memoizeByIdentity<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const cached = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    let entry = cached.get(key);
    if (entry === undefined) cached.set(key, (entry = { value: make(key) }));
    return entry.value;
  };
}
