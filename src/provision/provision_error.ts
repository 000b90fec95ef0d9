/** The machine lacks something that a private server needs, or refuses it; the message says what a person can do. */
export class ProvisionError extends Error {
  override readonly name: string = "ProvisionError";
}

/** The text of anything that was thrown, for a log line or a longer message. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The system's name for what went wrong (`ENOENT`, `EEXIST`), undefined where there is none. */
export function systemCodeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : undefined;
}
