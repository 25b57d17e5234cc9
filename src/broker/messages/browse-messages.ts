import { findMessages, readMessage } from '../../store/message-log.js';
import type { LoggedMessage, MessageFilter, MessageTexts } from '../../store/message-log.js';
import type { Page } from '../network/browse-catalog.js';
import type { BrokerContext } from '../context.js';

export type { LoggedMessage, MessageFilter, MessageTexts } from '../../store/message-log.js';

/** Looking at the message log: newest first, page by page from behind the id that the page before ended with. */

type Context = Pick<BrokerContext, 'database'>;

export async function listMessages(
  context: Context,
  filter: MessageFilter,
  page: { readonly limit: number; readonly after: string },
): Promise<Page<LoggedMessage>> {
  const found = await context.database.transaction((session) =>
    findMessages(session, filter, page.after, page.limit + 1),
  );
  const items = found.slice(0, page.limit);
  const last = items.at(-1);
  return { items, ...(found.length > page.limit && last !== undefined ? { next: last.id } : {}) };
}

/** A message whole, with its texts; undefined when the log has none of that id. */
export async function findMessage(context: Context, id: string): Promise<(LoggedMessage & MessageTexts) | undefined> {
  return context.database.transaction((session) => readMessage(session, id));
}
