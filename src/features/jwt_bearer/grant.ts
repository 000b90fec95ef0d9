import {
  ASSERTION_RULES,
  claimJwt,
  type Exchange,
  type Grant,
  isMeantForUs,
  JWT_LEEWAY,
  lifetimeFor,
  type OneTimeJwt,
  type Redeemable,
  releaseJwt,
  scopeAsked,
  type TokenContext,
} from "../../engine/mod.ts";
import type { Seconds } from "../../platform/mod.ts";
import { fail, type JwtClaims, JwtRefused, peekJwt, type Scope, verifyJwt } from "../../protocol/mod.ts";
import type { AccountRecord, ClientRecord, FamilyRecord } from "../../stores/mod.ts";
import { type Draft, type Entitlement, familyOf } from "../../tokens/mod.ts";
import type { TrustedIssuer, TrustedIssuers } from "./trusted_issuer.ts";

/** Value of `grant_type`. @see RFC 7523 2.1 */
const JWT_BEARER_GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/** Seconds that an assertion may still hold. */
const LONGEST: Seconds = 3_600;
/** No access token is issued for less, as it would be dead on arrival. */
const SHORTEST_TOKEN: Seconds = 60;
const LONGEST_JTI = 128;
/** A JWT that says to be of another type was made for something else. @see RFC 8725 3.11 */
const TYPES = [undefined, "JWT"] as const;

/** @see RFC 7521 4.1.1 */
function refuse(why: string, rule: string): never {
  return fail("invalid_grant", `Cannot accept the assertion as ${why}`, { rule });
}

/** What stands behind an assertion. */
interface Trusted {
  readonly name: string;
  readonly issuer: TrustedIssuer;
}

function trustedIn(text: string, issuers: TrustedIssuers, client: ClientRecord): Trusted {
  const { iss } = peekJwt(text).claims;
  const issuer = typeof iss === "string" ? issuers.get(iss) : undefined;
  if (typeof iss !== "string" || issuer === undefined) return refuse("its issuer is not trusted here", "RFC7523-3-1");
  if (issuer.clients?.includes(client.clientId) === false)
    return refuse("its issuer is not trusted for this client", "RFC7523-3.1-2");
  return { name: iss, issuer };
}

async function verify(text: string, { issuer }: Trusted, exchange: Exchange): Promise<JwtClaims> {
  const { clientKeys, clock } = exchange.issuer;
  const { claims } = await verifyJwt(text, {
    now: clock.now(),
    leeway: JWT_LEEWAY,
    algs: issuer.algs,
    typ: TYPES,
    required: ["iss", "sub", "aud"],
    keyFor: async ({ alg, kid }) => (await clientKeys.find(issuer, { alg, use: "sig", kid }))?.key,
  });
  return claims;
}

/** An assertion that holds, and has not been used up yet. */
interface Held extends Trusted {
  readonly claims: JwtClaims;
  readonly jwt: OneTimeJwt;
}

async function readAssertion(context: TokenContext, issuers: TrustedIssuers): Promise<Held> {
  const { exchange, client, params } = context;
  const text = params.require("assertion", { rule: "RFC7521-4.1-1" });
  try {
    const trusted = trustedIn(text, issuers, client);
    const claims = await verify(text, trusted, exchange);
    return { ...trusted, claims, jwt: judge(claims, trusted, exchange) };
  } catch (error) {
    if (error instanceof JwtRefused)
      return fail("invalid_grant", error.message.replace("the JWT", "the assertion"), {
        rule: error.reason === "missing" ? "RFC7521-5.2-1" : ASSERTION_RULES[error.reason],
      });
    throw error;
  }
}

function judge(claims: JwtClaims, { name }: Trusted, { issuer }: Exchange): OneTimeJwt {
  const { exp, jti } = claims;
  if (!isMeantForUs(claims, issuer)) {
    return refuse("aud is not the issuer identifier, or the address of the token endpoint, alone", "RFC7523-3-4");
  }
  if (typeof exp !== "number" || exp > issuer.clock.now() + LONGEST + JWT_LEEWAY)
    return refuse("it holds for more than an hour from now", "RFC7523-3-6");
  if (typeof jti !== "string" || jti === "" || jti.length > LONGEST_JTI)
    return refuse(`its jti is not a text of 1 to ${LONGEST_JTI} characters`, "RFC7523-3-9");
  return { whose: `issuer ${name}`, jti, expiresAt: exp };
}

/** The person whom an assertion stands for. */
async function personOf({ claims, issuer: { claim, account } }: Held, exchange: Exchange): Promise<AccountRecord> {
  const { accounts } = exchange.issuer.durable;
  const value = claims[claim];
  if (typeof value !== "string" || value === "") return refuse("it does not say whom it stands for", "RFC7523-3-2");
  const found = await (account === "username" ? accounts.findByUsername(value) : accounts.findBySub(value));
  if (found === undefined || !found.isActive) return refuse("it stands for nobody who may sign in here", "RFC7523-3-2");
  return found;
}

/** What is asked for, of what the issuer is trusted with. @see RFC 7521 4.1 */
function scopeOf({ issuer: { scope: trusted } }: Held, { exchange, client, params }: TokenContext): Scope {
  const text = params.get("scope");
  const asked = scopeAsked(text, client, exchange.issuer.settings);
  if (trusted === undefined) return asked;
  const refused = asked.find((name) => !trusted.includes(name));
  if (refused === undefined) return asked;
  if (text === undefined) return asked.filter((name) => trusted.includes(name));
  return fail("invalid_scope", `Cannot grant the scope '${refused}' on the word of this issuer`, {
    rule: "RFC7521-4.1-2",
  });
}

/** An access token does not outlive its assertion by much. @see RFC 7521 4.1 */
function accessLifetimeOf({ jwt }: Held, { exchange, client }: TokenContext): Seconds {
  const { settings, clock } = exchange.issuer;
  const left = Math.floor(jwt.expiresAt - clock.now());
  return Math.min(lifetimeFor(client, settings), Math.max(SHORTEST_TOKEN, left));
}

async function entitlementOf(held: Held, context: TokenContext): Promise<Entitlement & { accountId: number }> {
  const scope = scopeOf(held, context);
  const { id, sub, username } = await personOf(held, context.exchange);
  return {
    client: context.client,
    subject: { accountId: id, sub, username },
    scope,
    accessLifetime: accessLifetimeOf(held, context),
    refresh: { kind: "none" },
    bindings: {},
    accountId: id,
  };
}

/** Uses the assertion up, which decides, and writes the family, which makes it visible to the person. */
async function claim({ jwt }: Held, family: FamilyRecord, exchange: Exchange): Promise<boolean> {
  if (!(await claimJwt(jwt, exchange))) return false;
  try {
    return await exchange.issuer.durable.families.open(family);
  } catch (error) {
    await releaseQuietly(jwt, exchange);
    throw error;
  }
}

/** An assertion that cannot be released is burnt: its client gets another one, and nobody gains. */
async function releaseQuietly(jwt: OneTimeJwt, exchange: Exchange): Promise<void> {
  try {
    await releaseJwt(jwt, exchange);
  } catch (cause) {
    exchange.log.warn("Cannot make an assertion usable again after a failure", { cause });
  }
}

async function refuseReplay({ exchange, client }: TokenContext, accountId: number): Promise<never> {
  await exchange.issuer.hooks.happened({ name: "assertion.replayed", client: client.id, accountId }, exchange);
  return refuse("it was presented before", "RFC7523-3-9");
}

/** The grant of JWTs of trusted issuers. @see RFC 7523 2.1, 3.1 */
export function jwtBearerGrant(issuers: TrustedIssuers): Grant {
  return {
    type: JWT_BEARER_GRANT_TYPE,
    publicClients: true,
    fields: {
      assertion: { says: "A JWT of an issuer that is trusted here" },
      scope: { says: "What is asked for, separated by spaces" },
    },
    async load(context): Promise<Redeemable> {
      const held = await readAssertion(context, issuers);
      const { accountId, ...entitlement } = await entitlementOf(held, context);
      const start = { grantType: JWT_BEARER_GRANT_TYPE, scope: entitlement.scope };
      return {
        entitlement,
        bindings: {},
        claim: (draft: Draft) => claim(held, familyOf(draft, entitlement, start), context.exchange),
        lost: () => refuseReplay(context, accountId),
      };
    },
  };
}
