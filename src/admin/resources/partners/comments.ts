import { commentOrder } from '../../../broker/partners/comment.js';
import { recordComment } from '../../../broker/partners/inquiry/order-partners.js';
import { jsonRoute } from '../../rest/json-route.js';
import type { Route } from '../../rest/route.js';
import { commentSchema, newComment } from '../../schemas/comments.js';
import { errorSchema } from '../../schemas/common.js';
import { orderOf } from './order-requests.js';

/** What people write about orders; it is shown with the order. */
export const commentRoutes: readonly Route[] = [
  jsonRoute({
    method: 'post',
    path: '/orders/{request_id}/comments',
    role: 'operate',
    summary: 'Comment on an order or a line',
    body: { schema: newComment },
    responses: {
      201: { description: 'The comment', schema: commentSchema },
      409: { description: 'Its personal data was masked', schema: errorSchema },
    },
    handle: async (context, { param, body, actor }) => {
      const { line_no: lineNo = 0, text } = body;
      const comment = await commentOrder(context, orderOf(param('request_id')), { lineNo, text, author: actor });
      return { status: 201, body: recordComment(comment, false) };
    },
  }),
];
