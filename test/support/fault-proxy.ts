import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** Where a connection is cut: before the database has seen the statement, when it has and before it answers, or when its answer is on its way. */
export type Cut = 'before' | 'during' | 'after';

/** An error packet, the first packet of an answer: 1290, ER_OPTION_PREVENTS_STATEMENT. */
const READ_ONLY = ((): Buffer => {
  const payload = Buffer.concat([
    Buffer.from([0xff, 1290 & 0xff, 1290 >> 8]),
    Buffer.from('#HY000the server is running with the --read-only option'),
  ]);
  return Buffer.concat([Buffer.from([payload.length, 0, 0, 1]), payload]);
})();

/** Counts the answers to writes, each one packet, and tells when all are there. */
class Answers {
  #bytes = Buffer.alloc(0);

  constructor(
    private missing: number,
    private readonly all: () => void,
  ) {}

  take(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    while (this.missing > 0 && this.#bytes.length >= 4 && this.#bytes.length >= 4 + this.#bytes.readUIntLE(0, 3)) {
      this.#bytes = this.#bytes.subarray(4 + this.#bytes.readUIntLE(0, 3));
      this.missing -= 1;
      if (this.missing === 0) this.all();
    }
  }
}

/** One connection of the broker, and the proxy's to the database. */
interface Line {
  readonly client: Socket;
  readonly database: Socket;
  /** What was said since the transaction began. */
  transaction: string;
  /** Carries nothing any more, though neither side is told. */
  dead: boolean;
  /** Leads to a server that only lets read. */
  demoted: boolean;
}

/**
 * A loopback proxy that stands before a MariaDB or MySQL server and does to its connections what networks do. It reads as
 * much of the protocol as it needs: a packet whose payload begins with 3 holds statements, each behind a semicolon at the
 * end of a line, and the driver waits for the answers, so that one chunk is one packet. A connection is cut at the packet
 * that holds the statement, and so at all of its statements at once.
 */
export class FaultProxy {
  #plan: { readonly cut: Cut; readonly statement: string; readonly of: string; readonly done: () => void } | undefined;
  #silent = false;
  readonly #lines = new Set<Line>();
  /** Milliseconds that each answer of the database is held up. */
  delay = 0;

  private constructor(
    private readonly server: Server,
    private readonly port: number,
    private readonly target: { host: string; port: number },
  ) {
    server.on('connection', (client) => {
      this.#take(client);
    });
  }

  /** @param url of the database; `urlOf` gives the one through the proxy */
  static async start(url: string): Promise<FaultProxy> {
    const { hostname, port } = new URL(url);
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FaultProxy(server, (server.address() as AddressInfo).port, {
      host: hostname,
      port: Number(port || 3306),
    });
  }

  /** The same address, through this proxy. */
  urlOf(url: string): string {
    const through = new URL(url);
    through.host = `127.0.0.1:${String(this.port)}`;
    return through.href;
  }

  /**
   * Cuts the connection at the next such statement of a transaction that said something, once.
   * @returns settles when it was done
   */
  cutAt(cut: Cut, statement: string, of: string): Promise<void> {
    return new Promise((done) => {
      this.#plan = { cut, statement, of, done };
    });
  }

  /** Connections carry nothing any more and stay open, new ones too: the other side has vanished without a word. */
  fallSilent(): void {
    this.#silent = true;
    for (const line of this.#lines) line.dead = true;
  }

  /** New connections work again; those that were open or opened meanwhile never do. */
  speakAgain(): void {
    this.#silent = false;
  }

  /** The server that open connections lead to only lets read from now on: another one has taken its place, and new connections find it. */
  failOver(): void {
    for (const line of this.#lines) line.demoted = true;
  }

  /** The database stops: connections end, new ones are refused. */
  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const { client, database } of this.#lines) {
      client.destroy();
      database.destroy();
    }
    await closed;
  }

  /** The database starts again, at the same address. */
  async restart(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  #take(client: Socket): void {
    const database = connect(this.target);
    const line: Line = { client, database, transaction: '', dead: this.#silent, demoted: false };
    this.#lines.add(line);
    client
      .on('error', () => undefined)
      .on('data', (chunk) => {
        this.#toDatabase(line, chunk);
      });
    database
      .on('error', () => undefined)
      .on('data', (chunk) => {
        this.#toClient(line, chunk);
      });
    client.on('close', () => {
      // What vanished without a word does not say good-bye.
      if (!line.dead) database.destroy();
    });
    database.on('close', () => {
      this.#lines.delete(line);
      if (!line.dead) client.destroy();
    });
  }

  #toDatabase(line: Line, chunk: Buffer): void {
    if (line.dead) return;
    const statements = chunk[4] === 3 ? chunk.toString('latin1', 5).split(';\n') : [];
    for (const statement of statements)
      line.transaction = statement === 'START TRANSACTION' ? '' : line.transaction + statement;
    if (line.demoted && statements.some((statement) => /^(INSERT|UPDATE|DELETE)/.test(statement))) {
      line.client.write(READ_ONLY);
      return;
    }
    const plan = this.#plan;
    if (
      plan === undefined ||
      !statements.some((statement) => statement.startsWith(plan.statement)) ||
      !line.transaction.includes(plan.of)
    ) {
      line.database.write(chunk);
      return;
    }
    this.#plan = undefined;
    const cut = (): void => {
      line.client.destroy();
      plan.done();
    };
    if (plan.cut === 'before') {
      line.database.destroy();
      cut();
    } else if (plan.cut === 'during') {
      line.database.end(chunk);
      // The database still gets to read what it was sent.
      line.client.removeAllListeners('close');
      cut();
    } else {
      const answers = new Answers(statements.length, cut);
      line.database.removeAllListeners('data').on('data', (answer) => {
        answers.take(answer);
      });
      line.database.write(chunk);
    }
  }

  #toClient(line: Line, chunk: Buffer): void {
    const send = (): void => {
      if (!line.dead) line.client.write(chunk);
    };
    if (this.delay === 0) send();
    else setTimeout(send, this.delay);
  }
}
