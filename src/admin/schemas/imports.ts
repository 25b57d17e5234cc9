import { z } from 'zod';

export const delimitedText = z.string().describe('A header row with column names, then rows, separated by |');

export const importEvent = z
  .union([
    z.strictObject({ header: z.string() }),
    z.strictObject({ error: z.strictObject({ line: z.int(), reason: z.string(), row: z.string() }) }),
    z.strictObject({ notice: z.strictObject({ line: z.int(), reason: z.string() }) }),
    z.strictObject({ progress: z.strictObject({ rows: z.int(), bad: z.int(), seconds: z.number() }) }),
    z.strictObject({
      summary: z.strictObject({ kind: z.string(), rows: z.int(), written: z.int(), bad: z.int(), seconds: z.number() }),
    }),
    z.strictObject({ failure: z.string() }),
  ])
  .describe('One line of the response; the last one is a summary or a failure');
