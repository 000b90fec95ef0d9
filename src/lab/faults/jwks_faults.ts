import type { Issuer } from "../../engine/mod.ts";
import { json, raw, type Reply } from "../../protocol/mod.ts";
import { asError, asJson, asPage, membersOf, sameButRaw, textOf } from "./_reply.ts";
import { strangersKeys } from "./_strangers_keys.ts";
import { unknownKid } from "./_unknown_kid.ts";
import type { Fault, FaultContext } from "./fault.ts";

type Members = Readonly<Record<string, unknown>>;
type Keys = readonly Members[];
type Awaitable<T> = T | Promise<T>;

/** Milliseconds: slow, but within what every client waits. */
const SLOW = 2_000;
/** Milliseconds: longer than most clients wait. */
const TOO_SLOW = 8_000;
/** Characters that make a document larger than any key set. */
const HUGE = 5_000_000;
const AWAY = { error: "server_error", error_description: "Something went wrong" };

interface KeysFault extends Pick<Fault, "says"> {
  /** Behind `jwks_`. */
  readonly name: string;
  readonly keys: (keys: Keys, context: FaultContext) => Awaitable<Keys>;
}

interface ReplyFault extends Pick<Fault, "says"> {
  /** Behind `jwks_`. */
  readonly name: string;
  readonly reply: (reply: Reply, context: FaultContext) => Reply;
}

/** Keys that are in nobody's use any more. */
const RETIRED: Keys = strangersKeys((index) => `retired-${index}`);

/** Keys that no client can use, each for another reason; members that are missing, unknown kinds, unknown curves. */
const UNUSABLE: Keys = [
  { kty: "LAB", kid: "unknown-type", use: "sig", pub: "AQAB" },
  { kty: "RSA", kid: "without-modulus", use: "sig", e: "AQAB" },
  { kty: "EC", kid: "unknown-curve", use: "sig", crv: "LAB-256", x: "AQAB", y: "AQAB" },
  { kty: "OKP", kid: "unknown-okp", use: "sig", crv: "LAB25519", x: "AQAB" },
  { kid: "without-type", use: "sig", alg: "LAB512" },
];

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function keysOf(reply: Reply): Keys | undefined {
  const { keys } = membersOf(reply) ?? {};
  return reply.status === 200 && Array.isArray(keys) ? keys.filter(isMembers) : undefined;
}

function isSigning({ use }: Members): boolean {
  return use === "sig";
}

/** Whether ID tokens are signed by it, where the client asked for nothing else (RS256). */
function isUsual(key: Members): boolean {
  return isSigning(key) && key["kty"] === "RSA";
}

function withoutKid({ kid: _kid, ...key }: Members): Members {
  return key;
}

/** The answer with another set of keys, which nobody is to take for the right one later. */
function withKeys(reply: Reply, keys: Keys): Reply {
  const { ETag: _tag, ...headers } = reply.headers;
  return json(200, { keys }, { ...headers, "Cache-Control": "no-cache" });
}

/** Whether somebody has signed in at an issuer. */
async function hasSignIn({ durable, clock }: Issuer): Promise<boolean> {
  return (await durable.sessions.count({ at: clock.now(), limit: 1 })) > 0;
}

/** Whether tokens were issued. */
async function hasTokens({ durable }: Issuer): Promise<boolean> {
  return (await durable.families.count({})) > 0;
}

function renamed(key: Members): Members {
  return { ...key, kid: unknownKid(key) };
}

/** The key of ID tokens under a new name as well, from the second fetch on. */
function renamedLater(keys: Keys, { before }: FaultContext): Keys {
  return before === 0 ? keys : [...keys.filter(isUsual).map(renamed), ...keys];
}

/** Other keys until something has happened; from then on the right ones, and one that is retired. */
function until(
  hasHappened: (issuer: Issuer) => Promise<boolean>,
  before: (keys: Keys) => Keys,
): (keys: Keys, context: FaultContext) => Promise<Keys> {
  return async (keys, { exchange }) => ((await hasHappened(exchange.issuer)) ? [...RETIRED, ...keys] : before(keys));
}

/** The keys of strangers under the names of the right ones. */
function impostors(keys: Keys): Keys {
  const [stranger = {}] = RETIRED;
  return keys.map((key) => {
    if (!isUsual(key)) return key;
    return { ...key, n: stranger["n"], e: stranger["e"] };
  });
}

/** All keys for signatures under the name of the one that signs, those of other types in front. */
function underOneName(keys: Keys): Keys {
  const first = keys.find(isUsual);
  const others = keys.filter((key) => isSigning(key) && key["kty"] !== first?.["kty"]);
  const named = others.map((key) => ({ ...key, kid: first?.["kid"] }));
  return [...named, ...keys.filter((key) => !others.includes(key))];
}

const KEYS: readonly KeysFault[] = [
  {
    name: "rotated_at_sign_in",
    says: "Before the person has signed in, the key set has other keys than those that the ID token is signed by",
    keys: until(hasSignIn, () => RETIRED),
  },
  {
    name: "rotated_at_signing",
    says: "Before tokens are issued, the key set has other keys than those that the ID token is signed by",
    keys: until(hasTokens, () => RETIRED),
  },
  {
    name: "new_kid_later",
    says: "From the second time on, the key set has the key under the kid that 'id_token_unknown_kid' names",
    keys: renamedLater,
  },
  {
    name: "same_kid_other_key",
    says: "Before the person has signed in, the key set has another key under the kid of the right one",
    keys: until(hasSignIn, impostors),
  },
  {
    name: "same_kid_other_type",
    says: "The key set has keys of another type under the same kid, in front of the right one",
    keys: underOneName,
  },
  { name: "wrong_key", says: "The key set has another key under the kid of the right one", keys: impostors },
  {
    name: "without_key",
    says: "The key set lacks the key of the ID token, however often it is fetched",
    keys: () => RETIRED,
  },
  { name: "empty", says: "The key set has no keys", keys: () => [] },
  {
    name: "one_key",
    says: "The key set has the key of the ID token alone, without a kid",
    keys: (keys) => keys.filter(isUsual).slice(0, 1).map(withoutKid),
  },
  { name: "no_kids", says: "The keys of the key set have no kid", keys: (keys) => keys.map(withoutKid) },
  {
    name: "no_kids_several",
    says: "The key set has several keys of the type of the ID token, and none has a kid",
    keys: (keys) => [...RETIRED, ...keys].map(withoutKid),
  },
  {
    name: "for_encryption_only",
    says: "The key of the ID token is published for encryption (use)",
    keys: (keys) => keys.map(({ alg: _alg, ...key }) => ({ ...key, use: "enc" })),
  },
  {
    name: "unusable_keys",
    says: "The key set has keys of unknown types, on unknown curves and without their members, in front of the right ones",
    keys: (keys) => [...UNUSABLE, ...keys],
  },
  {
    name: "unknown_members",
    says: "The keys have members that no specification knows",
    keys: (keys) => keys.map((key) => ({ ...key, lab: { inner: [1, null] }, nbf: 0 })),
  },
];

const REPLIES: readonly ReplyFault[] = [
  { name: "500", says: "The key set is answered by 500", reply: () => asError(500, AWAY) },
  { name: "404", says: "The key set is answered by 404", reply: () => asError(404, { error: "not_found" }) },
  { name: "html", says: "In the place of the key set there is a page of HTML", reply: () => asPage(200, "Sign in") },
  {
    name: "broken_json",
    says: "The key set ends in the middle of its JSON",
    reply: (reply) => asJson(200, textOf(reply).slice(0, -20)),
  },
  { name: "no_list", says: "The key set is an object without keys", reply: () => asJson(200, "{}") },
  {
    name: "plain_json",
    says: "The key set says of itself that it is application/json, as that of many providers does",
    reply: (reply) => sameButRaw(reply, { headers: { "Content-Type": "application/json" } }),
  },
  {
    name: "redirect",
    says: "The key set is answered by a redirect to another address of the same key set",
    reply: (_reply, { exchange }) =>
      raw(302, "", { headers: { Location: `${exchange.issuer.url}/.well-known/jwks.json` } }),
  },
  {
    name: "slow",
    says: "The key set comes after two seconds",
    reply: (reply) => sameButRaw(reply, { after: SLOW }),
  },
  {
    name: "too_slow",
    says: "The key set comes after eight seconds",
    reply: (reply) => sameButRaw(reply, { after: TOO_SLOW }),
  },
  {
    name: "huge",
    says: "The key set is larger than five megabytes, by a member that nobody knows",
    reply: (reply) => asJson(200, textOf(reply).replace("{", `{"lab_padding":"${"0".repeat(HUGE)}",`)),
  },
];

/** What can be wrong about the key set, or right and unusual. @see RFC 7517 5, OpenID Connect Core 10.1.1 */
export const JWKS_FAULTS: readonly Fault[] = [
  ...KEYS.map(({ name, says, keys: change }): Fault => ({
    name: `jwks_${name}`,
    place: "jwks",
    says,
    async reply(reply, context) {
      const keys = keysOf(reply);
      const changed = keys === undefined ? undefined : await change(keys, context);
      return changed === undefined || changed === keys ? reply : withKeys(reply, changed);
    },
  })),
  ...REPLIES.map(({ name, says, reply: change }): Fault => ({
    name: `jwks_${name}`,
    place: "jwks",
    says,
    reply: (reply, context) => (keysOf(reply) === undefined ? reply : change(reply, context)),
  })),
];
