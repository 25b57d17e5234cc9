import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { writePath } from '../../formats/document-path.js';
import type { Path } from '../../formats/document-path.js';
import { faultsOf } from '../../formats/schema-faults.js';
import { ClientError } from '../../client/client-error.js';
import { checkNames } from './check-names.js';
import { storySchema } from './schema.js';
import type { StoryText } from './schema.js';

/** A story that can be played. */
export interface Story extends StoryText {
  readonly file: string;
  /** The files that steps send as they are or compare with, by the name the step gives. */
  readonly files: ReadonlyMap<string, Buffer>;
}

const STORY = '.story.yaml';
export const storyName = (file: string): string => basename(file, STORY);

/**
 * The stories of a path the user named: a story's file, or a folder that holds some, by name.
 * @returns none when the path is something else: a message, or a folder of messages
 * @throws {ClientError} naming file, line and what was expected, for every fault of every story: nothing is sent before
 */
export async function storiesAt(path: string): Promise<Story[]> {
  const folder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const files = folder
    ? (await readdir(path))
        .filter((name) => name.endsWith(STORY))
        .sort()
        .map((name) => join(path, name))
    : path.endsWith(STORY)
      ? [path]
      : [];
  const stories = await Promise.all(files.map(readStory));
  const faults = stories.flatMap((story) => ('faults' in story ? story.faults : []));
  if (faults.length > 0)
    throw new ClientError(faults.join('\n'), 'docs/replay.md describes the file; nothing was sent');
  return stories.filter((story): story is Story => 'file' in story);
}

async function readStory(file: string): Promise<Story | { readonly faults: readonly string[] }> {
  const source = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ClientError(`${file} cannot be read: ${(error as Error).message}`);
  });
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number, reason: string): string => `${file}:${lines.linePos(offset).line}: ${reason}`;
  if (document.errors.length > 0) return { faults: document.errors.map((error) => at(error.pos[0], error.message)) };
  const value: unknown = document.toJS();
  if (value === null) return { faults: [`${file}:1: found an empty document, expected a story`] };
  const written = (path: Path): string | undefined => {
    const node = document.getIn(path, true);
    return isScalar(node) ? node.source : undefined;
  };
  const result = storySchema.safeParse(value);
  if (!result.success) {
    return {
      faults: result.error.issues
        .flatMap((issue) => faultsOf(issue, value, written))
        .map((fault) => at(offsetOf(document, readPath(fault.path)), `${fault.path || '(story)'}: ${fault.reason}`)),
    };
  }
  const story = result.data;
  const files = new Map<string, Buffer>();
  const faults = checkNames(story);
  for (const [index, step] of story.steps.entries()) {
    for (const key of ['send', 'response'] as const) {
      const name = step[key];
      if (name === undefined) continue;
      const content = await readFile(join(dirname(file), name)).catch(() => undefined);
      if (content === undefined)
        faults.push({
          path: ['steps', index, key],
          reason: `found ${JSON.stringify(name)}, expected a file in the folder of the story`,
        });
      else files.set(name, content);
    }
  }
  if (faults.length > 0)
    return { faults: faults.map(({ path, reason }) => at(offsetOf(document, path), `${writePath(path)}: ${reason}`)) };
  return { ...story, file, files };
}

/** `steps[2].StatusUpdate` as the steps it was written from. */
const readPath = (written: string): Path =>
  (written.match(/[^.[\]]+/g) ?? []).map((step) => (/^\d+$/.test(step) ? Number(step) : step));

/** Where in the text a path begins: its key, or its place in a list; as far as it leads. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) break;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      if (!isNode(node)) break;
      offset = node.range?.[0] ?? offset;
    } else {
      break;
    }
  }
  return offset;
}
