import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

/** The program's name, which is also that of its package. */
const NAME = 'order-broker';

/**
 * How somebody in a folder calls this program, for texts that say what to type next. `npx` is named in the program's own
 * folder and where it is installed only: elsewhere it would fetch a package of that name from the registry, which is somebody
 * else's, and run it.
 * @param script path of the script that runs
 */
export function programCall(script: string, folder: string): string {
  if (packageNameOf(folder) === NAME || resolve(script) === resolve(folder, 'node_modules/.bin', NAME))
    return `npx ${NAME}`;
  if (basename(script) === NAME) return NAME;
  return `node ${/^[\w./-]+$/.test(script) ? script : `'${script.replaceAll("'", String.raw`'\''`)}'`}`;
}

/** @returns undefined for a folder that is no package */
function packageNameOf(folder: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: string }).name;
  } catch {
    return undefined;
  }
}

/** How this process was called. */
export const ownCall = (): string => programCall(process.argv[1] ?? NAME, '.');
