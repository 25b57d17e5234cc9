import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const ROOT = resolve(import.meta.dirname, '../../../');
const run = promisify(execFile);

export interface PackedPackage {
  readonly tarball: string;
  /** Paths within the package. */
  readonly files: readonly string[];
  /** Bytes of the tarball. */
  readonly size: number;
  /** Bytes of its content. */
  readonly unpackedSize: number;
}

/** Packs the project as it was built, as `npm pack` does. */
export async function packProject(folder: string): Promise<PackedPackage> {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const { stdout } = await run('npm', args, { cwd: ROOT, maxBuffer: 16 * 1024 * 1024 });
  const packed = JSON.parse(stdout) as unknown;
  // A list, or since npm 11.7 an object by name.
  const [one] = Object.values(packed as object) as {
    filename: string;
    size: number;
    unpackedSize: number;
    files: { path: string }[];
  }[];
  if (one === undefined) throw new Error(`npm pack reported no package: ${stdout}`);
  return { ...one, tarball: join(folder, one.filename), files: one.files.map(({ path }) => path) };
}

/**
 * Installs a packed package into a folder as `npm install <tarball>` does, without a registry: the tarball is unpacked, its
 * command linked, and what it depends on linked from the checkout.
 * @param beside packages that the folder's own tests need, from the checkout too
 */
export async function installPackage(tarball: string, folder: string, beside: readonly string[] = []): Promise<void> {
  const home = join(folder, 'node_modules/order-broker');
  mkdirSync(home, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', home, '--strip-components=1']);
  const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
    readonly bin: Readonly<Record<string, string>>;
    readonly dependencies: Readonly<Record<string, string>>;
    readonly optionalDependencies: Readonly<Record<string, string>>;
  };
  const names = [...Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }), ...beside];
  for (const name of names) link(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  for (const [name, script] of Object.entries(manifest.bin))
    link(join(home, script), join(folder, 'node_modules/.bin', name));
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}
