import type { OwnFile } from '../../../platform/db/sqlite/own-file.js';
import type { Work, WorkEnd, WorkList } from '../../store/work-list.js';

/** The work of one store, kept in the retailer's file: a store that was killed goes on with the same bytes. */
export class StoreWork implements WorkList {
  /** Keys in the file of the open work. */
  readonly #open = new Map<Work, number>();

  constructor(
    private readonly file: OwnFile,
    private readonly store: string,
  ) {
    const rows = file.all<{
      id: number;
      requestId: string;
      line: string;
      item: string;
      steps: string;
      envelope: string | null;
    }>(
      `SELECT id, request_id AS requestId, line, item, steps, envelope FROM work WHERE store = ? AND ended = '' ORDER BY id`,
      store,
    );
    for (const { id, steps, envelope, ...known } of rows)
      this.#open.set({ ...known, steps: JSON.parse(steps) as string[], envelope: envelope ?? undefined }, id);
  }

  open(): readonly Work[] {
    return [...this.#open.keys()];
  }

  add(work: Work): void {
    const { id } = this.file.run(
      `INSERT INTO work (store, request_id, line, item, steps, envelope, ended, last_step) VALUES (?, ?, ?, ?, ?, NULL, '', '')`,
      this.store,
      work.requestId,
      work.line,
      work.item,
      JSON.stringify(work.steps),
    );
    this.#open.set(work, id);
  }

  put(work: Work): void {
    this.file.run(
      'UPDATE work SET steps = ?, envelope = ? WHERE id = ?',
      JSON.stringify(work.steps),
      work.envelope ?? null,
      this.#open.get(work) ?? 0,
    );
  }

  end(work: Work, how: WorkEnd, last: string): void {
    this.file.run(
      'UPDATE work SET steps = ?, envelope = NULL, ended = ?, last_step = ? WHERE id = ?',
      '[]',
      how,
      last,
      this.#open.get(work) ?? 0,
    );
    this.#open.delete(work);
  }
}

/** A line that a store rejected. */
export interface RejectedLine {
  readonly store: string;
  readonly requestId: string;
  readonly line: string;
}

export const rejectedLines = (file: OwnFile): RejectedLine[] =>
  file.all<RejectedLine>(
    `SELECT store, request_id AS requestId, line FROM work WHERE ended = 'done' AND last_step = 'rejected'`,
  );

/** How often stores handed lines over or shipped them to customers, by `request line`. */
export const handedOver = (file: OwnFile): ReadonlyMap<string, number> =>
  new Map(
    file
      .all<{ line: string; count: number }>(
        `SELECT request_id || ' ' || line AS line, COUNT(*) AS count FROM work
         WHERE ended = 'done' AND last_step = 'fulfilled' GROUP BY request_id, line`,
      )
      .map(({ line, count }) => [line, count]),
  );

/** How many steps the broker refused. */
export const countRefused = (file: OwnFile): number =>
  file.all<{ count: number }>("SELECT COUNT(*) AS count FROM work WHERE ended = 'refused'")[0]?.count ?? 0;

/** The steps of a line, from the poll to the hand-over. */
const STEPS = ['polled', 'accepted', 'picked', 'intransit', 'intransit_polled', 'received', 'fulfilled'];

/**
 * Whether a store has reported more than what the broker told last, or the broker refused its report: it knows the line then.
 * @param told the status that was told last
 */
export const wasPassed = (
  file: OwnFile,
  store: string,
  { requestId, line, told }: { readonly requestId: string; readonly line: string; readonly told: string },
): boolean =>
  file
    .all<{ ended: string; last: string }>(
      'SELECT ended, last_step AS last FROM work WHERE store = ? AND request_id = ? AND line = ?',
      store,
      requestId,
      line,
    )
    .some(({ ended, last }) => ended === 'refused' || STEPS.indexOf(last) > STEPS.indexOf(told));
