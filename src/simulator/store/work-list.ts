/** The work of a store on one line. */
export interface Work {
  readonly requestId: string;
  readonly line: string;
  readonly item: string;
  /** What is still to be reported, in order. */
  steps: string[];
  /** The envelope of the first step, once it was sent. */
  envelope?: string | undefined;
}

/** How work ended. */
export type WorkEnd = 'done' | 'refused';

/**
 * What a store has to do. A list that outlives the process makes a store that was killed go on with the same bytes.
 */
export interface WorkList {
  /** Lines whose work is not done. */
  open(): readonly Work[];
  add(work: Work): void;
  /** Stores what changed in work of the list. */
  put(work: Work): void;
  /** @param last the step that was answered last */
  end(work: Work, how: WorkEnd, last: string): void;
}

/** A list that is gone with the process. */
export class WorkInMemory implements WorkList {
  readonly #open: Work[] = [];

  open(): readonly Work[] {
    return [...this.#open];
  }

  add(work: Work): void {
    this.#open.push(work);
  }

  put(): void {
    // The work is the list's own object.
  }

  end(work: Work): void {
    this.#open.splice(this.#open.indexOf(work), 1);
  }
}
