export interface MeasuredFile {
  /** Relative to the project. */
  readonly path: string;
  readonly seconds: number;
  /** How many times slower the machine was than an idle one. */
  readonly slowdown: number;
}

export function budgetOf(path: string): { readonly seconds: number; readonly reason: string | undefined };
export function overrunOf(file: MeasuredFile): string | undefined;
export const LONGER_FILES: readonly string[];
