import { printChallenge } from "../../protocol/mod.ts";
import { otherText } from "./_claims.ts";
import { asError, asJson, asPage, sameButRaw } from "./_reply.ts";
import type { Fault, WrongSignature } from "./fault.ts";

type Members = Readonly<Record<string, unknown>>;
type Reply = NonNullable<Fault["reply"]>;

/** Milliseconds: slow, but within what every client waits. */
const SLOW = 2_000;
const REFUSED = { error: "invalid_token", error_description: "The access token is not good for this any more" };
const AWAY = { error: "server_error", error_description: "Something went wrong" };
/** Claims that another party vouches for, and does not sign. @see OpenID Connect Core 5.6.2 */
const AGGREGATED = [{ alg: "none" }, { address: { country: "Nowhere" }, phone_number: "+1 555 0100" }]
  .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
  .join(".");

function encodeText(text: unknown): string {
  return typeof text === "string" ? text : "";
}

interface UserinfoFault extends Pick<Fault, "says"> {
  /** Behind `userinfo_`. */
  readonly name: string;
  readonly userinfo: (claims: Members, issuer: string) => Members;
}

const CLAIMS: readonly UserinfoFault[] = [
  {
    name: "other_sub",
    says: "The sub of UserInfo is that of another person",
    userinfo: ({ sub, ...claims }) => ({ ...claims, sub: otherText(encodeText(sub)) }),
  },
  { name: "missing_sub", says: "UserInfo has no sub", userinfo: ({ sub: _sub, ...claims }) => claims },
  {
    name: "sub_in_capitals",
    says: "The sub of UserInfo has its letters in the other case",
    userinfo: ({ sub, ...claims }) => ({ ...claims, sub: swapCase(encodeText(sub)) }),
  },
  {
    name: "sub_alone",
    says: "UserInfo tells the sub and nothing else: neither a name nor an email address",
    userinfo: ({ sub }) => ({ sub }),
  },
  {
    name: "unknown_claims",
    says: "UserInfo has claims that no specification knows, null, objects and lists among them",
    userinfo: (claims) => ({
      ...claims,
      "https://claims.example/colour": "green",
      lab_object: { inner: [1, { deeper: null }] },
      lab_null: null,
    }),
  },
  {
    name: "aggregated_claims",
    says: "UserInfo has aggregated claims: address and phone_number lie in the JWT of another party",
    userinfo: (claims) => ({
      ...claims,
      _claim_names: { address: "others", phone_number: "others" },
      _claim_sources: { others: { JWT: `${AGGREGATED}.` } },
    }),
  },
  {
    name: "distributed_claims",
    says: "UserInfo has distributed claims: credit_score is to be fetched elsewhere, with another access token",
    userinfo: (claims, issuer) => ({
      ...claims,
      _claim_names: { credit_score: "others" },
      _claim_sources: { others: { endpoint: `${issuer}/userinfo`, access_token: "a-token-for-claims-of-others" } },
    }),
  },
];

interface ReplyFault extends Pick<Fault, "says"> {
  /** Behind `userinfo_`. */
  readonly name: string;
  readonly reply: Reply;
}

const REPLIES: readonly ReplyFault[] = [
  {
    name: "401",
    says: "UserInfo refuses the access token with 401 and invalid_token",
    reply: () => asError(401, REFUSED, { "WWW-Authenticate": printChallenge("Bearer", REFUSED) }),
  },
  { name: "500", says: "UserInfo answers 500", reply: () => asError(500, AWAY) },
  { name: "html", says: "UserInfo answers 200 with a page of HTML", reply: () => asPage(200, "Sign in") },
  { name: "broken_json", says: "UserInfo ends in the middle of its JSON", reply: () => asJson(200, '{"sub":"') },
  {
    name: "slow",
    says: "UserInfo answers rightly, after two seconds",
    reply: (reply) => sameButRaw(reply, { after: SLOW }),
  },
];

interface SignedFault extends Pick<Fault, "says"> {
  /** Behind `userinfo_signed_`. */
  readonly name: string;
  readonly signature: WrongSignature;
}

/** Signed rightly, with another claim. */
function claiming(claim: Members): WrongSignature {
  return (header, claims, signing) => signing.right(header, { ...claims, ...claim });
}

/** For clients that registered `userinfo_signed_response_alg`. @see OpenID Connect Core 5.3.2 */
const SIGNED: readonly SignedFault[] = [
  {
    name: "wrong_audience",
    says: "The aud of the signed UserInfo is another client",
    signature: claiming({ aud: "another-client" }),
  },
  {
    name: "wrong_issuer",
    says: "The iss of the signed UserInfo is another issuer",
    signature: claiming({ iss: "https://elsewhere.example" }),
  },
  {
    name: "bad_signature",
    says: "Each byte of the signature of UserInfo is another than it should be",
    signature: "bad_signature",
  },
  { name: "other_key", says: "UserInfo is signed by a key that is not published", signature: "other_key" },
  { name: "alg_none", says: "UserInfo is a JWT without a signature, and alg is 'none'", signature: "none" },
];

function swapCase(text: string): string {
  return text.replaceAll(/[a-z]/gi, (letter) => {
    const small = letter.toLowerCase();
    return letter === small ? letter.toUpperCase() : small;
  });
}

/** What can be wrong about UserInfo, or right and unusual. */
export const USERINFO_FAULTS: readonly Fault[] = [
  ...CLAIMS.map(({ name, says, userinfo }): Fault => ({
    name: `userinfo_${name}`,
    place: "userinfo",
    says,
    userinfo: (claims, { exchange }) => userinfo(claims, exchange.issuer.url),
  })),
  ...REPLIES.map(({ name, says, reply }): Fault => ({ name: `userinfo_${name}`, place: "userinfo", says, reply })),
  ...SIGNED.map(({ name, says, signature }): Fault => ({
    name: `userinfo_signed_${name}`,
    place: "userinfo",
    says,
    signature,
  })),
];
