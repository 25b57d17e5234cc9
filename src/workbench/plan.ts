import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parseXml } from '../platform/xml/parse.js';
import { ClientError } from '../client/client-error.js';
import { isEnvelope, LIMITS } from '../client/locate/answer.js';
import { MANIFEST, NO_MANIFEST, parseManifest, responseFileOf } from './manifest.js';
import type { Manifest } from './manifest.js';

/** A message to send. */
export interface PlannedStep {
  readonly file: string;
  /** What is expected; need not exist. */
  readonly responseFile: string;
  /** What the request id given out here is called from now on. */
  readonly requestId?: string;
}

/** Messages that belong together: one folder's, or one file. */
export interface Plan extends Omit<Manifest, 'steps'> {
  readonly steps: readonly PlannedStep[];
}

/**
 * What to send for a path the user named.
 *
 * 1. a folder with a manifest: the manifest's steps, in its order;
 * 2. a folder without: every `*.request.xml`, and every other `*.xml` that is a SOAP message, by name;
 * 3. a file: itself, as the manifest of its folder speaks of it if it does.
 */
export async function planFor(path: string): Promise<Plan> {
  const found = await stat(path).catch((error: unknown) => {
    throw new ClientError(`${path} cannot be read: ${(error as Error).message}`);
  });
  if (!found.isDirectory()) {
    const plan = await manifestPlan(dirname(path));
    const step = plan?.steps.find(({ file }) => basename(file) === basename(path));
    return { ...(plan ?? NO_MANIFEST), steps: [step ?? { file: path, responseFile: responseFileOf(path) }] };
  }
  return (await manifestPlan(path)) ?? (await folderPlan(path));
}

async function manifestPlan(folder: string): Promise<Plan | undefined> {
  const file = join(folder, MANIFEST);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { steps, ...rest } = parseManifest(text, file);
  return {
    ...rest,
    steps: steps.map((step) => ({
      file: join(folder, step.request),
      responseFile: join(folder, step.response ?? responseFileOf(step.request)),
      ...(step.request_id === undefined ? {} : { requestId: step.request_id }),
    })),
  };
}

async function folderPlan(folder: string): Promise<Plan> {
  const names = (await readdir(folder))
    .filter((name) => /\.xml$/i.test(name) && !/\.response\.xml$/i.test(name))
    .sort();
  const files: string[] = [];
  for (const name of names) {
    const file = join(folder, name);
    if (/\.request\.xml$/i.test(name) || (await isMessage(file))) files.push(file);
  }
  if (files.length === 0) throw new ClientError(`${folder} holds no SOAP messages (*.xml)`);
  return { ...NO_MANIFEST, steps: files.map((file) => ({ file, responseFile: responseFileOf(file) })) };
}

async function isMessage(file: string): Promise<boolean> {
  try {
    return isEnvelope(parseXml((await readFile(file, 'utf8')).replace(/^\uFEFF/, ''), LIMITS));
  } catch {
    return false;
  }
}
