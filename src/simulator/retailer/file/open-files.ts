import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { OwnFile } from '../../../platform/db/sqlite/own-file.js';
import { openOmsFile } from '../../oms/file/oms-file.js';
import { openRunFile } from './run-file.js';

/** The two files of a simulated retailer: its OMS's, and that of its runs and stores. */
export interface RetailerFiles {
  readonly omsFile: OwnFile;
  readonly file: OwnFile;
  close(): void;
}

/** Opens the files in a folder, and creates what does not exist. @throws {Error} when they cannot be used */
export async function openRetailerFiles(folder: string): Promise<RetailerFiles> {
  mkdirSync(folder, { recursive: true });
  const omsFile = await openOmsFile(join(folder, 'oms.db'));
  const file = await openRunFile(join(folder, 'retailer.db'));
  return {
    omsFile,
    file,
    close: () => {
      file.close();
      omsFile.close();
    },
  };
}
