import type { Seconds } from "../platform/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";

/** A lifetime: one for all clients, or what a function of one's own says of a client, in whole seconds. */
export type Lifetime = Seconds | ((client: ClientRecord) => Seconds);

/** What is lived, and at most for how long. */
export interface LifetimeOptions {
  /** As an operator knows it: `access token`. */
  readonly of: string;
  readonly longest?: Seconds;
}

/**
 * How long something of a client lives.
 *
 * @throws {TypeError} When a function answered something else than whole seconds, which is a mistake of who wrote it.
 */
export function lifetimeOf(
  lifetime: Lifetime,
  client: ClientRecord,
  { of, longest = Number.MAX_SAFE_INTEGER }: LifetimeOptions,
): Seconds {
  const seconds = typeof lifetime === "function" ? lifetime(client) : lifetime;
  if (!Number.isSafeInteger(seconds) || seconds < 1) {
    throw new TypeError(
      `Cannot use what the function for the lifetime of an ${of} answered, as it is no whole seconds`,
    );
  }
  return Math.min(seconds, longest);
}
