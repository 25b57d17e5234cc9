/**
 * The only module of the command line that imports `app/`. The composition roots are loaded by the commands that need
 * them: they import the database drivers, which would slow down the start of every other command.
 */

export { describeSettings, readConfig } from '../app/config.js';

export { loadServer } from '../app/load-server.js';

/** Loads the operations that work on a database without a server. */
export const loadOffline = () => import('../app/offline.js');
