import { type AuthorizationRequest, BROWSER_COOKIE, type Exchange, type Progress } from "../../engine/mod.ts";
import { digest, type Instant, sameBytes } from "../../platform/mod.ts";
import { fail, type SetCookie } from "../../protocol/mod.ts";
import { jsonKind } from "../../stores/mod.ts";

/** A request that waits for a person. It is kept here, whole, so that the browser cannot change it on the way. */
export interface Interaction {
  /** The authorization request, encoded as it came. */
  readonly params: string;
  /** Digest of the cookie of the browser in which it began. */
  readonly browser: string;
  readonly progress: Progress;
  readonly expiresAt: Instant;
}

const INTERACTION = jsonKind<Interaction>("i");

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

/** Finds an interaction of this browser, or refuses. */
export async function loadInteraction(exchange: Exchange, id: string): Promise<Interaction> {
  const { issuer, request } = exchange;
  const found = await issuer.ephemeral.get(INTERACTION, digest(id));
  if (found === undefined || found.expiresAt <= issuer.clock.now()) return gone(400);
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

/** Ends an interaction: of several who try at once, one may answer it, and the others are refused with 409. */
export async function finishInteraction(exchange: Exchange, id: string): Promise<void> {
  if ((await exchange.issuer.ephemeral.take(INTERACTION, digest(id))) === undefined) gone(409);
}

function gone(status: 400 | 409): never {
  return fail(
    "invalid_request",
    "Cannot go on as this sign-in was answered already or took too long: go back to the application and start again",
    { status },
  );
}
