import { z } from 'zod';
import { MAX_INT, MAX_NOTE_LENGTH } from '../../domain/values/limits.js';
import { filled } from '../../formats/catalog/values-schema.js';

const people = '`***` for the role read';

export const commentSchema = z.strictObject({
  id: z.int(),
  line_no: z.int().describe('0 for the order as a whole'),
  at: z.string(),
  author: z.string().describe(people),
  text: z.string().describe(people),
});

export const newComment = z.strictObject({
  line_no: z.int().min(1).max(MAX_INT).exactOptional().describe('Absent: the order as a whole'),
  text: filled(MAX_NOTE_LENGTH),
});
