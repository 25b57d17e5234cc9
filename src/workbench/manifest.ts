import { parseDocument } from 'yaml';
import { z } from 'zod';
import { ClientError } from '../client/client-error.js';

/** The file in a folder of messages that says in which order they go out and what varies (docs/replay.md). */
export const MANIFEST = 'replay.yaml';

/** What a broker makes anew for every answer. */
export const ANY_DATE_TIME = ['datetime', 'order_date', 'status_date', 'transaction_date'];
export const ANY_VALUE = ['correlationId'];

const stepSchema = z.strictObject({
  request: z.string().min(1),
  response: z.string().min(1).exactOptional(),
  request_id: z
    .union([z.int().min(1), z.string().regex(/^\d+$/)])
    .transform(String)
    .exactOptional(),
});

const manifestSchema = z.strictObject({
  unique: z.array(z.string().min(1)).default([]),
  any_date_time: z.array(z.string().min(1)).default(ANY_DATE_TIME),
  any_value: z.array(z.string().min(1)).default(ANY_VALUE),
  steps: z.array(stepSchema).min(1),
});

export type Manifest = z.output<typeof manifestSchema>;
export type ManifestStep = z.output<typeof stepSchema>;

/** What holds for messages that no manifest speaks of. */
export const NO_MANIFEST: Omit<Manifest, 'steps'> = { unique: [], any_date_time: ANY_DATE_TIME, any_value: ANY_VALUE };

/** @throws {ClientError} naming the file and every fault */
export function parseManifest(text: string, file: string): Manifest {
  const source = parseDocument(text);
  const syntax = source.errors[0];
  if (syntax !== undefined) throw new ClientError(`${file}: ${syntax.message}`);
  const result = manifestSchema.safeParse(source.toJS());
  if (result.success) return result.data;
  throw new ClientError(
    `${file}: ${result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`,
    'docs/replay.md describes the file',
  );
}

/** `X.request.xml` is answered as `X.response.xml` says; so is `X.xml`. */
export const responseFileOf = (request: string): string => request.replace(/(\.request)?\.xml$/i, '.response.xml');
