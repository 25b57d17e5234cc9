import { parentPort, Worker } from 'node:worker_threads';

/** What travels to the thread and back: a question or an answer, with the number of the question. */
interface Numbered<Body> {
  readonly number: number;
  readonly body: Body;
}
type Reply<Answer> = Numbered<Answer> | { readonly number: number; readonly failure: string };

interface Waiting<Answer> {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/**
 * A thread for computations that cannot be interrupted and would block the event loop.
 *
 * 1. It starts with the first question and answers one question at a time. It keeps the process alive only while questions
 *    are open.
 * 2. If it dies, all open questions reject, and the next one starts a new thread.
 */
export class BackgroundThread<Question, Answer> {
  #worker: Worker | undefined;
  #last = 0;
  readonly #waiting = new Map<number, Waiting<Answer>>();

  /**
   * @param task what is computed, for error messages: `a message could not be validated`
   * @param code a compiled file that calls `answerQuestions`
   */
  constructor(
    private readonly task: string,
    private readonly code: URL,
  ) {}

  /** @throws {Error} if the computation fails or the thread dies */
  ask(body: Question): Promise<Answer> {
    const worker = (this.#worker ??= this.#start());
    const question: Numbered<Question> = { number: (this.#last += 1), body };
    return new Promise((resolve, reject) => {
      this.#waiting.set(question.number, { resolve, reject });
      worker.ref();
      worker.postMessage(question);
    });
  }

  #start(): Worker {
    const worker = new Worker(this.code);
    worker.on('message', (reply: Reply<Answer>) => {
      const waiting = this.#waiting.get(reply.number);
      this.#waiting.delete(reply.number);
      if (this.#waiting.size === 0) worker.unref();
      if ('body' in reply) waiting?.resolve(reply.body);
      else waiting?.reject(new Error(`${this.task}: ${reply.failure}`));
    });
    worker.on('error', (error) => {
      this.#end(worker, error);
    });
    worker.on('exit', () => {
      this.#end(worker, new Error(`${this.task}: the thread exited`));
    });
    return worker;
  }

  #end(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}

/** The thread's side of a `BackgroundThread`. @param answer may throw: the question rejects with its message */
export function answerQuestions(answer: (question: never) => unknown): void {
  parentPort?.on('message', ({ number, body }: Numbered<never>) => {
    const reply = (): Reply<unknown> => {
      try {
        return { number, body: answer(body) };
      } catch (error) {
        return { number, failure: error instanceof Error ? error.message : String(error) };
      }
    };
    parentPort?.postMessage(reply());
  });
}
