import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parseXml } from '../platform/xml/parse.js';
import { ClientError } from '../client/client-error.js';
import { isEnvelope, LIMITS } from '../client/locate/response.js';
import { MANIFEST, NO_MANIFEST, parseManifest, responseFileOf } from './manifest.js';
import type { Manifest } from './manifest.js';

/** A message to send. */
export interface PlannedStep {
  readonly file: string;
  /** The expected response; the file need not exist. */
  readonly responseFile: string;
  /** The name for the request id that the broker assigns in this step. */
  readonly requestId?: string;
  /** How long the step is sent again until the response is the expected one: what it asks for is done after an answer. */
  readonly withinSeconds?: number;
}

/** Messages that are replayed together: those of a folder, or one file. */
export interface Plan extends Omit<Manifest, 'steps'> {
  readonly steps: readonly PlannedStep[];
}

/**
 * The messages to send for a path.
 *
 * 1. a folder with a manifest: the steps of the manifest;
 * 2. a folder without one: every `*.request.xml`, every other `*.xml` that is a SOAP message and every `*.http`, by name;
 * 3. a file: that file, with the settings of its folder's manifest if there is one.
 *
 * @throws {ClientError} when the path cannot be read, the manifest is invalid or the folder has no messages
 */
export async function planFor(path: string): Promise<Plan> {
  const found = await stat(path).catch((error: unknown) => {
    throw new ClientError(`cannot read ${path}: ${(error as Error).message}`);
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
      ...(step.within_seconds === undefined ? {} : { withinSeconds: step.within_seconds }),
    })),
  };
}

async function folderPlan(folder: string): Promise<Plan> {
  const names = (await readdir(folder))
    .filter((name) => /\.(?:xml|http)$/i.test(name) && !/\.response\.\w+$/i.test(name))
    .sort();
  const files: string[] = [];
  for (const name of names) {
    const file = join(folder, name);
    if (/(?:\.request\.xml|\.http)$/i.test(name) || (await isMessage(file))) files.push(file);
  }
  if (files.length === 0)
    throw new ClientError(
      `found no SOAP messages (*.xml), HTTP requests (*.http) or stories (*.story.yaml) in ${folder}`,
    );
  return { ...NO_MANIFEST, steps: files.map((file) => ({ file, responseFile: responseFileOf(file) })) };
}

async function isMessage(file: string): Promise<boolean> {
  try {
    return isEnvelope(parseXml((await readFile(file, 'utf8')).replace(/^\uFEFF/, ''), LIMITS));
  } catch {
    return false;
  }
}
