import { parentPort, workerData } from 'node:worker_threads';
import SqliteDatabase from 'better-sqlite3';

/** The thread that checkpoint-thread.ts starts. */
const handle = new SqliteDatabase(String(workerData), { fileMustExist: true });
handle.pragma('synchronous = normal');

parentPort?.on('message', (message: 'checkpoint' | 'end') => {
  if (message === 'end') {
    handle.close();
    parentPort?.close();
    return;
  }
  try {
    handle.pragma('wal_checkpoint(PASSIVE)');
  } finally {
    parentPort?.postMessage('done');
  }
});
