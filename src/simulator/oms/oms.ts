import type { Server } from '../../client/http.js';
import type { OwnFile } from '../../platform/db/sqlite/own-file.js';
import { clockOffset } from './file/oms-file.js';

/** An order management system at work: its file, the broker that it drives, and its clock. */
export interface Oms {
  readonly file: OwnFile;
  readonly server: Server;
  now(): Date;
}

/** @param real the machine's clock, in milliseconds; the file says how far the OMS's is ahead of it */
export const omsOn = (file: OwnFile, server: Server, real: () => number = Date.now): Oms => ({
  file,
  server,
  now: () => new Date(real() + clockOffset(file)),
});
