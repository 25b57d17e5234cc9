import type { EntitySchema, FindOptionsWhere, ObjectLiteral } from 'typeorm';
import type { Session } from '../../platform/db/session.js';

/** Which part of a list is asked for: so many entries that come after a key, in the order of the keys. */
export interface PageRequest {
  readonly limit: number;
  /** Exclusive; `''` begins at the beginning. */
  readonly after: string;
}

/** Rows in the order of a unique key, from behind a given one on. A page costs what it holds, however far back it is. */
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

export async function readOne<T extends ObjectLiteral>(
  session: Session,
  entity: EntitySchema<T>,
  where: FindOptionsWhere<T>,
): Promise<T | undefined> {
  return (await session.manager.findOneBy(entity, where)) ?? undefined;
}
