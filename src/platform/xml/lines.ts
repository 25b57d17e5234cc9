const [LINE_FEED, CARRIAGE_RETURN] = [10, 13] as const;

/** The line starts of a text, computed on first use: only errors report positions. */
export class Lines {
  #starts: number[] | undefined;

  constructor(private readonly text: string) {}

  /** Line and column of an index into the text, both from 1. */
  positionOf(index: number): { line: number; column: number } {
    const starts = (this.#starts ??= this.#findStarts());
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] ?? 0) <= index) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: index - (starts[low] ?? 0) + 1 };
  }

  #findStarts(): number[] {
    const { text } = this;
    const starts = [0];
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      // In XML a lone carriage return ends a line too.
      if (code === LINE_FEED || (code === CARRIAGE_RETURN && text.charCodeAt(at + 1) !== LINE_FEED))
        starts.push(at + 1);
    }
    return starts;
  }
}
