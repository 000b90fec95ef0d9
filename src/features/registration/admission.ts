import { networkOf, throttle } from "../../accounts/mod.ts";
import type { Exchange } from "../../engine/mod.ts";
import { digest } from "../../platform/mod.ts";
import { fail, parseToken } from "../../protocol/mod.ts";
import { demandToken, refuseToken, tokenIn } from "./bearer.ts";
import type { RegistrationOptions } from "./options.ts";

/** Somebody may register a client. */
export interface Admission {
  /** Whether nobody vouches for the client. */
  readonly isUnverified: boolean;
  /** Uses the permission up, once nothing else can be wrong. Throws where somebody else was faster. */
  readonly spend: () => Promise<void>;
}

/** Clients that a network registers without a wait. */
const FREE = 20;

function refuseUsed(): never {
  return refuseToken(
    "Cannot register the client as the initial access token is unknown, expired or used up",
    "RFC7591-3.1-1",
  );
}

/** A token is looked at before anything is read of the document, and spent at the very end. */
async function admitByToken(text: string, { issuer }: Exchange): Promise<Admission> {
  const { durable, clock } = issuer;
  const key = digest(text);
  const found = parseToken(text, "it") === undefined ? undefined : await durable.initialTokens.find(key);
  const isOver = found === undefined || (found.expiresAt !== undefined && found.expiresAt <= clock.now());
  if (isOver || found.usesLeft < 1) return refuseUsed();
  return {
    isUnverified: false,
    spend: async () => {
      if (!(await durable.initialTokens.spend(key, clock.now()))) refuseUsed();
    },
  };
}

/** @see RFC 7591 5 */
async function admitAnybody({ issuer: { ephemeral }, request }: Exchange): Promise<Admission> {
  const limit = throttle({ ephemeral, free: FREE });
  const wait = await limit.begin(`registrations from ${networkOf(request.address)}`);
  if (wait !== undefined)
    fail("temporarily_unavailable", "Cannot register so many clients at a time: try again later", {
      rule: "RFC7591-3-3",
      status: 429,
      headers: { "Retry-After": String(wait) },
    });
  return { isUnverified: true, spend: async () => undefined };
}

/**
 * Whether a client may be registered, and by whom.
 *
 * @see RFC 7591 3, 3.1
 */
export async function admit(exchange: Exchange, { mode }: RegistrationOptions): Promise<Admission> {
  const text = tokenIn(exchange);
  if (text !== undefined) return admitByToken(text, exchange);
  if (mode === "open") return admitAnybody(exchange);
  return demandToken("an initial access token", "RFC7591-3.1-1");
}
