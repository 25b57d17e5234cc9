/**
 * Loads the server, one room after another. Node opens the files of all modules that an import leads to at once: with a single
 * import the server did not start where a process may have 256 files open; this way 128 are enough.
 */
export async function loadServer(): Promise<typeof import('./main.js')> {
  await import('../store/database.js');
  await import('./services.js');
  await import('../admin/router.js');
  return import('./main.js');
}
