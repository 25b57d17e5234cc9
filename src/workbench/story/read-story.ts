import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isMap, isNode, isScalar, isSeq } from 'yaml';
import type { Document } from 'yaml';
import { writePath } from '../../formats/document-path.js';
import type { Path } from '../../formats/document-path.js';
import { faultsOf } from '../../formats/schema-faults.js';
import { parseYaml } from '../../formats/yaml-document.js';
import { ClientError } from '../../client/client-error.js';
import { checkNames } from './check-names.js';
import { storySchema } from './schema.js';
import type { StoryText } from './schema.js';

/** A valid story with the files it refers to. */
export interface Story extends StoryText {
  readonly file: string;
  /** The contents of the files that steps send or compare with, by the names in the steps. */
  readonly files: ReadonlyMap<string, Buffer>;
}

const STORY = '.story.yaml';

/** A story's file name without its ending. */
export const storyName = (file: string): string => basename(file, STORY);

/**
 * The stories at a path: a story file, or the story files of a folder, by name.
 * @returns an empty list for anything else: a message, or a folder of messages
 * @throws {ClientError} naming file, line, found and expected value of every error in every story
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
    throw new ClientError(faults.join('\n'), 'nothing was sent; see docs/replay.md for the format');
  return stories.filter((story): story is Story => 'file' in story);
}

async function readStory(file: string): Promise<Story | { readonly faults: readonly string[] }> {
  const source = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ClientError(`cannot read ${file}: ${(error as Error).message}`);
  });
  const { document, lines } = parseYaml(source);
  const at = (offset: number, reason: string): string => `${file}:${lines.linePos(offset).line}: ${reason}`;
  if (document.errors.length > 0) return { faults: document.errors.map((error) => at(error.pos[0], error.message)) };
  const value: unknown = document.toJS();
  if (value === null) return { faults: [`${file}:1: found an empty document, expected a story`] };
  const sourceText = (path: Path): string | undefined => {
    const node = document.getIn(path, true);
    return isScalar(node) ? node.source : undefined;
  };
  const result = storySchema.safeParse(value);
  if (!result.success) {
    return {
      faults: result.error.issues
        .flatMap((issue) => faultsOf(issue, value, sourceText))
        .map((fault) => at(offsetOf(document, parsePath(fault.path)), `${fault.path || '(story)'}: ${fault.reason}`)),
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
          reason: `found ${JSON.stringify(name)}, expected the name of a file in the folder of the story`,
        });
      else files.set(name, content);
    }
  }
  if (faults.length > 0)
    return { faults: faults.map(({ path, reason }) => at(offsetOf(document, path), `${writePath(path)}: ${reason}`)) };
  return { ...story, file, files };
}

/** The path that was written as `steps[2].StatusUpdate`. */
const parsePath = (text: string): Path =>
  (text.match(/[^.[\]]+/g) ?? []).map((part) => (/^\d+$/.test(part) ? Number(part) : part));

/** The offset in the text where the value at a path begins, or the deepest part of the path that exists. */
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
