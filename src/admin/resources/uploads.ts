import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Folders of uploads are named by the process that makes them. */
const PREFIX = 'order-broker-import-';
/** After this time a folder is abandoned whatever its name says, in milliseconds: process ids are used again. */
const OLD_MS = 24 * 3_600_000;

/** Runs work with a temporary folder for an upload, which only this user can read. */
export async function withUploadFolder(work: (folder: string) => Promise<void>, parent = tmpdir()): Promise<void> {
  const folder = await mkdtemp(join(parent, `${PREFIX}${String(process.pid)}-`));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Removes the uploads of processes that were killed. To be called before the first upload: a folder with this process's id
 * is then one of an earlier process, as in a container, where the id is always the same.
 * @returns how many were removed
 */
export async function removeAbandonedUploads(now: Date, parent = tmpdir()): Promise<number> {
  const names = (await readdir(parent)).filter((name) => name.startsWith(PREFIX));
  const removed = await Promise.all(
    names.map(async (name) => {
      const folder = join(parent, name);
      try {
        if (await isInUse(folder, Number(name.slice(PREFIX.length).split('-')[0]), now)) return false;
        await rm(folder, { recursive: true });
        return true;
      } catch {
        // Another instance that starts at the same time was faster, or it is another user's.
        return false;
      }
    }),
  );
  return removed.filter(Boolean).length;
}

/** @param pid of the process that made the folder; not a number for one of a release that did not say */
async function isInUse(folder: string, pid: number, now: Date): Promise<boolean> {
  const { mtimeMs } = await stat(folder);
  if (now.getTime() - mtimeMs > OLD_MS) return false;
  return !Number.isInteger(pid) || (pid !== process.pid && isRunning(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and another user's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
