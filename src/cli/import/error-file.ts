import { createWriteStream } from 'node:fs';
import type { WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Encoding } from '../../formats/import/lines.js';
import { ClientError } from '../../client/client-error.js';

/**
 * The file of rows that were not imported: the header, then before each row a comment with its line and the reason. It
 * has the form and the encoding of the imported file, so that it can be corrected and imported as it is.
 */
export class ErrorFile {
  #stream: WriteStream | undefined;
  #header = '';

  private constructor(
    readonly path: string,
    private readonly encoding: Encoding,
  ) {}

  /** @throws {ClientError} when it would overwrite the file it is about */
  static async at(path: string, input: string, encoding: Encoding): Promise<ErrorFile> {
    if (resolve(path) === resolve(input)) throw new ClientError(`--errors ${path}: that is the file to import`);
    // What an earlier run left would be taken for this one's.
    await rm(path, { force: true });
    return new ErrorFile(path, encoding);
  }

  header(text: string): void {
    this.#header = text;
  }

  async add(error: { readonly line: number; readonly reason: string; readonly row: string }): Promise<void> {
    const stream = (this.#stream ??= this.#open());
    const more = stream.write(`# line ${String(error.line)}: ${error.reason}\n${error.row}\n`, this.encoding);
    if (!more) await once(stream, 'drain');
  }

  async close(): Promise<void> {
    if (this.#stream === undefined) return;
    this.#stream.end();
    await once(this.#stream, 'finish');
  }

  #open(): WriteStream {
    const stream = createWriteStream(this.path);
    stream.write(`${this.#header}\n`, this.encoding);
    return stream;
  }
}
