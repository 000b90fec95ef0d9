import { after, changing, type ClaimsChange, HOUR, otherText, saying, turned, without } from "./_claims.ts";
import { withoutMember } from "./_reply.ts";
import type { Fault } from "./fault.ts";

/** The longest that a subject identifier may be. @see OpenID Connect Core 2 */
const LONGEST_SUB = 255;
const WEEK = 7 * 24 * HOUR;
const SECONDS = { seconds: "How many seconds from now, without a sign" };

interface ClaimsFault extends Pick<Fault, "says" | "options"> {
  /** Behind `id_token_`. */
  readonly name: string;
  readonly change: ClaimsChange;
}

/** A slash more at the end, or one less. */
function slashed(url: string): string {
  return url.endsWith("/") ? url.slice(0, -1) : `${url}/`;
}

/** The scheme in capitals: the same address, and another string. */
function capitals(url: string): string {
  return url.replace(/^[a-z]+/, (scheme) => scheme.toUpperCase());
}

/** The same address at a host that is not ours. */
function elsewhere(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/]+/, "https://elsewhere.example");
}

function longSub(length: number): (sub: string) => string {
  return (sub) => sub.padEnd(length, "0");
}

const ISSUER: readonly ClaimsFault[] = [
  {
    name: "wrong_issuer",
    says: "The iss is that of the issuer with a '1' behind it",
    change: changing("iss", (iss) => `${iss}1`),
  },
  { name: "missing_issuer", says: "There is no iss", change: without("iss") },
  {
    name: "issuer_slash",
    says: "The iss has a slash at its end that the issuer does not have, or lacks the one that it has",
    change: changing("iss", slashed),
  },
  {
    name: "issuer_case",
    says: "The scheme of the iss is in capitals: the same address, and another string",
    change: changing("iss", capitals),
  },
  {
    name: "issuer_other_host",
    says: "The iss is that of the issuer at another host",
    change: changing("iss", elsewhere),
  },
];

const AUDIENCE: readonly ClaimsFault[] = [
  {
    name: "wrong_audience",
    says: "The aud is the client_id with a '1' behind it",
    change: changing("aud", (aud) => `${aud}1`),
  },
  { name: "missing_audience", says: "There is no aud", change: without("aud") },
  {
    name: "audience_of_others",
    says: "The aud is a list of two other clients",
    change: changing("aud", (aud) => [`${aud}1`, `${aud}2`]),
  },
  { name: "audience_empty_list", says: "The aud is an empty list", change: saying("aud", []) },
  {
    name: "audience_as_list",
    says: "The aud is a list of the client_id alone",
    change: changing("aud", (aud) => [aud]),
  },
  {
    name: "several_audiences",
    says: "The aud names another client beside this one, and azp names this one",
    change: changing("aud", (aud) => [aud, `${aud}1`]),
  },
  {
    name: "several_audiences_wrong_azp",
    says: "The aud names another client beside this one, and azp names that other one",
    change: (claims) => {
      const { aud } = claims;
      return typeof aud === "string" ? { ...claims, aud: [aud, `${aud}1`], azp: `${aud}1` } : claims;
    },
  },
  {
    name: "wrong_azp",
    says: "The azp is another client, though aud is this one",
    change: (claims) => ({ ...claims, azp: `${String(claims["aud"])}1` }),
  },
];

const TIMES: readonly ClaimsFault[] = [
  { name: "expired", says: "The exp was an hour ago", options: SECONDS, change: after("exp", -HOUR) },
  { name: "missing_exp", says: "There is no exp", change: without("exp") },
  {
    name: "exp_as_text",
    says: "The exp is a text, though its digits are right",
    change: (claims) => ({ ...claims, exp: String(claims["exp"]) }),
  },
  { name: "missing_iat", says: "There is no iat", change: without("iat") },
  { name: "iat_in_future", says: "The iat is an hour ahead", options: SECONDS, change: after("iat", HOUR) },
  { name: "iat_week_old", says: "The iat was a week ago", options: SECONDS, change: after("iat", -WEEK) },
  { name: "nbf_in_future", says: "The nbf is an hour ahead", options: SECONDS, change: after("nbf", HOUR) },
  {
    name: "nbf_in_past",
    says: "There is an nbf, which was an hour ago",
    options: SECONDS,
    change: after("nbf", -HOUR),
  },
];

const NONCE: readonly ClaimsFault[] = [
  {
    name: "wrong_nonce",
    says: "The nonce is that of the request with a '1' behind it",
    change: changing("nonce", (nonce) => `${nonce}1`),
  },
  { name: "missing_nonce", says: "There is no nonce, though the request had one", change: without("nonce") },
  {
    name: "foreign_nonce",
    says: "The nonce is one of another request: as long, and of the same characters",
    change: changing("nonce", turned),
  },
  {
    name: "unsolicited_nonce",
    says: "There is a nonce, though the request had none",
    change: (claims) => (claims["nonce"] === undefined ? { ...claims, nonce: "nobody-asked-for-it" } : claims),
  },
];

const SUBJECT: readonly ClaimsFault[] = [
  { name: "missing_sub", says: "There is no sub", change: without("sub") },
  { name: "empty_sub", says: "The sub is empty", change: saying("sub", "") },
  { name: "sub_as_number", says: "The sub is a number", change: saying("sub", 4711) },
  {
    name: "other_sub",
    says: "The sub is that of another person: as long, with another beginning",
    change: changing("sub", otherText),
  },
];

const OTHERS: readonly ClaimsFault[] = [
  {
    name: "unknown_claims",
    says: "There are claims that no specification knows, objects and lists among them",
    change: (claims) => ({
      ...claims,
      "https://claims.example/colour": "green",
      lab_object: { inner: [1, { deeper: null }] },
      lab_null: null,
    }),
  },
  {
    name: "older_auth_time",
    says: "The auth_time is an hour before the one that the first ID token had",
    change: (claims) => {
      const { auth_time: authTime } = claims;
      return typeof authTime === "number" ? { ...claims, auth_time: authTime - HOUR } : claims;
    },
  },
];

function claimsFault({ name, change, ...rest }: ClaimsFault): Fault {
  return { name: `id_token_${name}`, place: "token", ...rest, idToken: change };
}

/** A subject identifier of a length, the same one wherever it is told. */
function subFault(name: string, says: string, length: number): Fault {
  const change = longSub(length);
  return {
    name,
    place: "token",
    says,
    idToken: changing("sub", change),
    userinfo: (claims) => ({ ...claims, sub: change(String(claims["sub"])) }),
  };
}

/** What can be wrong about the claims of an ID token, and about its being there at all. */
export const ID_TOKEN_FAULTS: readonly Fault[] = [
  ...[...ISSUER, ...AUDIENCE, ...TIMES, ...NONCE, ...SUBJECT, ...OTHERS].map(claimsFault),
  subFault("id_token_longest_sub", "The sub has 255 characters, the most that there may be", LONGEST_SUB),
  subFault("id_token_overlong_sub", "The sub has 256 characters, one more than there may be", LONGEST_SUB + 1),
  {
    name: "id_token_missing",
    place: "token",
    says: "There is no ID token, neither in the token response nor in the answer of the authorization endpoint",
    tokenReply: (body) => withoutMember(body, "id_token"),
    authorizeReply: (parameters) =>
      parameters["id_token"] === undefined ? parameters : { ...parameters, id_token: undefined },
  },
];
