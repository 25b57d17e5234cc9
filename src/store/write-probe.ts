import { failureCode } from '../platform/db/database-error.js';
import type { Session } from '../platform/db/session.js';

/** What a server says when its disk is full, or the file of a table cannot grow. */
const FULL: ReadonlySet<string> = new Set(['ER_DISK_FULL', 'ER_RECORD_FILE_FULL']);

/** The table of the probe: a row that changes, and one as large as the step by which the files of tables grow. */
export const WRITE_PROBE = [
  'CREATE TABLE IF NOT EXISTS write_probe (id INT PRIMARY KEY, probed INT NOT NULL, filler LONGTEXT) ENGINE=InnoDB',
  "INSERT IGNORE INTO write_probe (id, probed, filler) VALUES (1, 0, NULL), (2, 0, REPEAT('-', 1048576))",
];

/**
 * Finds out whether a MariaDB or MySQL server writes.
 *
 * 1. A row is changed: a replica refuses that, and so does a cluster node without a quorum; a server that cannot write its binary
 *    log waits. The table does not grow.
 * 2. A server on a full disk still changes rows whose pages exist. So whoever fails because of the disk says so here, and
 *    from then on the probe writes its table anew, in a file of its own, until there is room for it.
 */
export class WriteProbe {
  #isFull = false;

  /** Takes notice of the failure of a transaction. */
  failed(error: unknown): void {
    if (FULL.has(failureCode(error))) this.#isFull = true;
  }

  /** @throws {Error} of the driver, if the server does not write */
  async run(session: Session): Promise<void> {
    await session.run('UPDATE write_probe SET probed = 1 - probed WHERE id = 1');
    if (!this.#isFull) return;
    await session.run('ALTER TABLE write_probe FORCE');
    this.#isFull = false;
  }
}
