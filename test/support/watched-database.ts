import type { Session } from '../../src/platform/db/session.js';
import type { Database } from '../../src/store/database.js';

/** A database whose statements are noted. */
export function watched(database: Database, seen: string[]): Database {
  const watch = (session: Session): Session =>
    new Proxy(session, {
      get: (target, name): unknown => {
        const value = Reflect.get(target, name) as unknown;
        if (typeof value !== 'function' || name === 'first' || name === 'insertRows') return value;
        return (...parameters: unknown[]): unknown => {
          if (typeof parameters[0] === 'string') seen.push(parameters[0]);
          return (value as (...all: unknown[]) => unknown).apply(target, parameters);
        };
      },
    });
  return new Proxy(database, {
    get: (target, name): unknown => {
      if (name === 'transaction')
        return <T>(work: (session: Session) => Promise<T>) => target.transaction((session) => work(watch(session)));
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
