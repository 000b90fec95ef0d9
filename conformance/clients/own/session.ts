import { Refused } from "../refused.ts";
import type { Ready } from "./client.ts";
import type { Person } from "./id_token.ts";
import { endpointOf } from "./metadata.ts";

/** Somebody whose session is watched. */
export interface Watched {
  readonly person: Person;
  /** Undefined where the provider told none: then there is nothing to be watched. */
  readonly sessionState?: string;
}

/** How somebody signed in, and how the provider is asked again. */
export interface WatchSessionOptions<T extends Watched> {
  readonly first: T;
  /** Sends an authorization request with these parameters besides. */
  readonly again: (extra: Readonly<Record<string, string>>) => Promise<T>;
}

/** Whether the frame says something upon which the provider is to be asked. */
function mustAsk({ checks, config }: Ready): boolean {
  if (config.frame_message === "error") return !checks.on("session_error");
  return config.frame_message === "changed" && checks.on("session_changed");
}

/**
 * Loads the frame of the provider, and does what its word asks for: who signed in is who goes on, and without them
 * nobody does.
 *
 * @see OpenID Connect Session Management 3.1
 */
export async function watchSession<T extends Watched>(
  client: Ready,
  { first, again }: WatchSessionOptions<T>,
): Promise<T> {
  const { checks, http, metadata } = client;
  if (first.sessionState === undefined) {
    if (checks.on("session_optional")) return first;
    throw new Refused("the answer has no session_state");
  }
  const { status } = await http(endpointOf(metadata, "check_session_iframe"));
  if (status !== 200) throw new Refused(`the frame says ${status}`);
  if (!mustAsk(client)) return first;
  const hint = checks.on("session_hint") ? { id_token_hint: first.person.token } : {};
  try {
    const now = await again({ prompt: "none", ...hint });
    checks.demand("session_person", () => now.person.sub === first.person.sub);
    return now;
  } catch (thrown) {
    const hasEnded = thrown instanceof Refused && thrown.message.includes("login_required");
    if (!hasEnded || checks.on("session_ended")) throw thrown;
    return first;
  }
}
