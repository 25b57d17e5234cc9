import type { EntitySchema, FindOptionsWhere, ObjectLiteral } from 'typeorm';
import type { Session } from '../../platform/db/session.js';

/** A page of a list: the next entries after a key, in key order. */
export interface PageRequest {
  readonly limit: number;
  /** Exclusive; `''` for the first page. */
  readonly after: string;
}

/** Reads a page of rows in the order of a unique key. Every page costs the same, however far into the list it is. */
export async function readPage<T extends ObjectLiteral>(
  session: Session,
  entity: EntitySchema<T>,
  key: keyof T & string,
  page: PageRequest,
  where: FindOptionsWhere<T> = {},
): Promise<T[]> {
  return session.manager
    .createQueryBuilder(entity, 'entry')
    .where(where)
    .andWhere(`entry.${key} > :after`, { after: page.after })
    .orderBy(`entry.${key}`, 'ASC')
    .limit(page.limit)
    .getMany();
}

/** Reads the row that meets a condition; undefined if there is none. */
export async function readOne<T extends ObjectLiteral>(
  session: Session,
  entity: EntitySchema<T>,
  where: FindOptionsWhere<T>,
): Promise<T | undefined> {
  return (await session.manager.findOneBy(entity, where)) ?? undefined;
}
