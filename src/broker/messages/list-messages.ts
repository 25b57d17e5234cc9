import { findMessages, readMessage } from '../../store/message-log.js';
import type { LoggedMessage, MessageFilter, MessageTexts } from '../../store/message-log.js';
import type { BrokerContext } from '../context.js';
import { pageOf } from '../page.js';
import type { Page } from '../page.js';

type Context = Pick<BrokerContext, 'database'>;

/**
 * Lists logged messages without their texts, newest first.
 * @param page `after` is the id of the last message of the previous page, `''` for the first page
 */
export async function listMessages(
  context: Context,
  filter: MessageFilter,
  page: { readonly limit: number; readonly after: string },
): Promise<Page<LoggedMessage>> {
  const found = await context.database.transaction((session) =>
    findMessages(session, filter, page.after, page.limit + 1),
  );
  return pageOf(found, page.limit, ({ id }) => id);
}

/** A message with its texts; undefined for an unknown id. */
export async function getMessage(context: Context, id: string): Promise<(LoggedMessage & MessageTexts) | undefined> {
  return context.database.transaction((session) => readMessage(session, id));
}
