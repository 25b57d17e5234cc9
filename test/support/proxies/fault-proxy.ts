import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/**
 * When a connection is cut: before the database receives the statement, after that but before its response, or during
 * the response.
 */
export type Cut = 'before' | 'during' | 'after';

/** An error packet, the first packet of a response: 1290, ER_OPTION_PREVENTS_STATEMENT. */
const READ_ONLY = ((): Buffer => {
  const payload = Buffer.concat([
    Buffer.from([0xff, 1290 & 0xff, 1290 >> 8]),
    Buffer.from('#HY000the server is running with the --read-only option'),
  ]);
  return Buffer.concat([Buffer.from([payload.length, 0, 0, 1]), payload]);
})();

/** Counts the responses to writes, one packet each, and reports when all have arrived. */
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

/** A connection of the broker, and the proxy's own one to the database. */
interface Line {
  readonly client: Socket;
  readonly database: Socket;
  /** The statements since the transaction began. */
  transaction: string;
  /** Drops all data, without notice to either side. */
  dead: boolean;
  /** Leads to a read-only server. */
  demoted: boolean;
}

/**
 * A loopback proxy in front of a MariaDB or MySQL server that simulates network failures. It parses as much of the
 * protocol as it needs: a packet whose payload starts with 3 contains statements, separated by a semicolon at the end
 * of a line, and the driver waits for the responses, so that one chunk is one packet. A connection is cut at the packet
 * that contains the statement, and thus at all of its statements at once.
 */
export class FaultProxy {
  #plan: { readonly cut: Cut; readonly statement: string; readonly of: string; readonly done: () => void } | undefined;
  #silent = false;
  readonly #lines = new Set<Line>();
  /** Delay of each response of the database in milliseconds. */
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

  /** @param url of the database; `urlOf` returns the one through the proxy */
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

  /** The same URL through this proxy. */
  urlOf(url: string): string {
    const through = new URL(url);
    through.host = `127.0.0.1:${String(this.port)}`;
    return through.href;
  }

  /**
   * Cuts the connection once, at the next matching statement of a transaction that contains a given statement.
   * @returns settles when the connection was cut
   */
  cutAt(cut: Cut, statement: string, of: string): Promise<void> {
    return new Promise((done) => {
      this.#plan = { cut, statement, of, done };
    });
  }

  /** Makes all connections, new ones too, stay open and drop all data, as if the other side had vanished. */
  fallSilent(): void {
    this.#silent = true;
    for (const line of this.#lines) line.dead = true;
  }

  /** Makes new connections work again; those opened before never do. */
  speakAgain(): void {
    this.#silent = false;
  }

  /** Makes the server of open connections read-only, as after a failover; new connections lead to its replacement. */
  failOver(): void {
    for (const line of this.#lines) line.demoted = true;
  }

  /** Simulates a stopped database: connections end, new ones are refused. */
  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const { client, database } of this.#lines) {
      client.destroy();
      database.destroy();
    }
    await closed;
  }

  /** Simulates the restart of the database at the same address. */
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
      // A vanished peer sends no FIN.
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
      // The database still receives what was sent to it.
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
