import { type AuthorizationRequest, BROWSER_COOKIE, type Exchange, type Progress } from "../../engine/mod.ts";
import { digest, type Instant, sameBytes, type Seconds } from "../../platform/mod.ts";
import { fail, type SetCookie } from "../../protocol/mod.ts";
import { jsonKind, markKind } from "../../stores/mod.ts";

/** A request that waits for a person. It is kept here, whole, so that the browser cannot change it on the way. */
export interface Interaction {
  /** The authorization request, encoded as it came. */
  readonly params: string;
  /** Digest of the cookie of the browser in which it began. */
  readonly browser: string;
  readonly progress: Progress;
  readonly expiresAt: Instant;
  /** What it came to, once it was answered. */
  readonly outcome?: Outcome;
}

/** An answer that was given, kept for a while for who asks twice. */
export interface Outcome {
  /** Digest of what was sent, and by whom. */
  readonly act: string;
  /** The reply, which may hold a code. */
  readonly sealed: string;
}

const INTERACTION = jsonKind<Interaction>("i");
/** Says that an interaction is being answered, or was. */
const ANSWERED = markKind("ia");
/** How long an answer can be had again: a second press of the same button, a reload over a slow link. */
const OUTCOME_LIFETIME: Seconds = 60;

/** Where a person goes on with an interaction. */
export function interactionPath(exchange: Exchange, id: string): string {
  return `${exchange.issuer.base}/interaction/${id}`;
}

/** A new interaction, and the cookie that ties it to the browser when it had none. */
export interface Begun {
  readonly id: string;
  readonly cookies: readonly SetCookie[];
}

/** Puts a request aside until a person has acted. */
export async function beginInteraction(request: AuthorizationRequest, progress: Progress): Promise<Begun> {
  const { issuer, request: wire } = request.exchange;
  const known = wire.cookies.get(BROWSER_COOKIE);
  const browser = known ?? issuer.random.token(256);
  const id = issuer.random.token(192);
  const ttl = issuer.settings.interactionLifetime;
  await issuer.ephemeral.put(INTERACTION, {
    key: digest(id),
    value: {
      params: request.params.toString(),
      browser: digest(browser),
      progress,
      expiresAt: issuer.clock.now() + ttl,
    },
    ttl,
  });
  return { id, cookies: known === undefined ? [{ name: BROWSER_COOKIE, value: browser }] : [] };
}

/** What is known of an interaction that has not expired. */
export async function findInteraction({ issuer }: Exchange, id: string): Promise<Interaction | undefined> {
  const found = await issuer.ephemeral.get(INTERACTION, digest(id));
  return found === undefined || found.expiresAt <= issuer.clock.now() ? undefined : found;
}

/** Finds an interaction of this browser, or refuses. */
export async function loadInteraction(exchange: Exchange, id: string): Promise<Interaction> {
  const { request } = exchange;
  const found = await findInteraction(exchange, id);
  if (found === undefined) return gone(400);
  const browser = request.cookies.get(BROWSER_COOKIE) ?? "";
  if (!sameBytes(digest(browser), found.browser)) {
    fail(
      "invalid_request",
      "Cannot go on as this was begun in another browser, or cookies are blocked: go back to the application and start again",
      {
        rule: "RFC6749-10.12-2",
        status: 403,
      },
    );
  }
  return found;
}

/** Notes what a person has done. */
export async function saveProgress(exchange: Exchange, id: string, interaction: Interaction): Promise<void> {
  const ttl = interaction.expiresAt - exchange.issuer.clock.now();
  await exchange.issuer.ephemeral.put(INTERACTION, { key: digest(id), value: interaction, ttl: Math.max(1, ttl) });
}

/** Of all who would answer an interaction, true for one. The mark outlives whatever is kept of the interaction. */
export function claimAnswer(exchange: Exchange, id: string, { expiresAt }: Interaction): Promise<boolean> {
  const { clock, ephemeral } = exchange.issuer;
  const ttl = Math.max(0, expiresAt - clock.now()) + OUTCOME_LIFETIME;
  return ephemeral.claim(ANSWERED, { key: digest(id), ttl });
}

/** Lets another try answer an interaction, as this one failed. */
export function releaseAnswer({ issuer }: Exchange, id: string): Promise<void> {
  return issuer.ephemeral.forget(ANSWERED, [digest(id)]);
}

/** Keeps what an interaction came to, for a minute. */
export function keepOutcome(exchange: Exchange, id: string, answered: Interaction): Promise<void> {
  const expiresAt = exchange.issuer.clock.now() + OUTCOME_LIFETIME;
  return saveProgress(exchange, id, { ...answered, expiresAt });
}

/** Ends an interaction that came to nothing which could be said again. */
export function endInteraction({ issuer }: Exchange, id: string): Promise<void> {
  return issuer.ephemeral.forget(INTERACTION, [digest(id)]);
}

/** Refuses who comes too late: 409 where it was answered already, 400 where nothing is known of it any more. */
export function gone(status: 400 | 409): never {
  return fail(
    "invalid_request",
    "Cannot go on as this sign-in was answered already or took too long: go back to the application and start again",
    { status },
  );
}
