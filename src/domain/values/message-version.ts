/** A message version such as 18.0: the revision of the contract that the sender implements. docs/reference/routing-engine.md 5.1. */
export interface MessageVersion {
  readonly major: number;
  readonly minor: number;
}

/** Reads `18`, `18.0` or ` 18.0.5`, ignoring everything after the second number. @returns undefined if there is no leading number */
export function parseVersion(text: string): MessageVersion | undefined {
  const match = /^\s*(\d{1,9})(?:\.(\d{1,9}))?/.exec(text);
  return match === null ? undefined : { major: Number(match[1]), minor: Number(match[2] ?? 0) };
}

export function isLater(version: MessageVersion, than: MessageVersion): boolean {
  return version.major > than.major || (version.major === than.major && version.minor > than.minor);
}

export function formatVersion({ major, minor }: MessageVersion): string {
  return `${String(major)}.${String(minor)}`;
}
