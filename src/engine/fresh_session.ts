import type { Journey } from "./step.ts";

/** Whether the person signed in since the request came, on its way or in another window of the same browser. */
export function hasFreshSession({ session, progress }: Pick<Journey, "session" | "progress">): boolean {
  if (session === undefined) return false;
  const { askedAt, signedInAt } = progress;
  if (signedInAt !== undefined) return session.authTime >= signedInAt;
  // The clock has whole seconds: who signed in within the second of the request may have done so before it.
  return askedAt !== undefined && session.authTime > askedAt;
}
