import { raw, type Reply } from "../../protocol/mod.ts";
import { asError, asJson, asPage, membersOf, sameButRaw, textOf, withMembers, withoutMember } from "./_reply.ts";
import type { Fault } from "./fault.ts";

type Members = Readonly<Record<string, unknown>>;

/** Milliseconds: slow, but within what every client waits. */
const SLOW = 2_000;
/** Milliseconds: longer than most clients wait. */
const TOO_SLOW = 8_000;
/** Characters that make a document larger than any configuration. */
const HUGE = 5_000_000;
/** Part of the path of each endpoint that is for clients with a certificate. */
export const MTLS_PATH = "/mtls/";
const AWAY = { error: "server_error", error_description: "Something went wrong" };

/** What a configuration cannot do without, and what stays as other scenarios are about it. */
const NEEDED: ReadonlySet<string> = new Set([
  "issuer",
  "authorization_endpoint",
  "token_endpoint",
  "userinfo_endpoint",
  "registration_endpoint",
  "device_authorization_endpoint",
  "jwks_uri",
  "response_types_supported",
  "response_modes_supported",
  "subject_types_supported",
  "id_token_signing_alg_values_supported",
  "code_challenge_methods_supported",
  "authorization_response_iss_parameter_supported",
]);

/** Endpoints that a client sends secrets to. */
const SECRET_ENDPOINTS = ["token_endpoint", "userinfo_endpoint", "jwks_uri"];

/** Endpoints that a client asks by itself, which may stand a second time for those who show a certificate. */
const DIRECT_ENDPOINTS = ["token_endpoint", "userinfo_endpoint", "introspection_endpoint", "revocation_endpoint"];

interface MembersFault extends Pick<Fault, "says"> {
  /** Behind `metadata_`. */
  readonly name: string;
  readonly change: (members: Members) => Members;
}

interface ReplyFault extends Pick<Fault, "says"> {
  /** Behind `metadata_`. */
  readonly name: string;
  readonly reply: (reply: Reply) => Reply;
}

function changingIssuer(change: (issuer: string) => string): MembersFault["change"] {
  return (members) => ({ ...members, issuer: change(String(members["issuer"])) });
}

function withoutIt(name: string): MembersFault["change"] {
  return (members) => withoutMember(members, name);
}

/** Sends what belongs to the owner of the issuer over the open net, where the issuer itself has https. */
function plainHttp(members: Members): Members {
  if (!String(members["issuer"]).startsWith("https:")) return members;
  const plain = SECRET_ENDPOINTS.flatMap((name) => {
    const { [name]: address } = members;
    return typeof address === "string" ? [[name, address.replace(/^https:/, "http:")] as const] : [];
  });
  return { ...members, ...Object.fromEntries(plain) };
}

/** Names endpoints once more, at addresses that answer nobody: no client here shows a certificate. @see RFC 8705 5 */
function mtlsAliases(members: Members): Members {
  const aliases = DIRECT_ENDPOINTS.flatMap((name) => {
    const { [name]: address } = members;
    return typeof address === "string" ? [[name, mtlsAlias(address)] as const] : [];
  });
  return { ...members, mtls_endpoint_aliases: Object.fromEntries(aliases) };
}

function mtlsAlias(address: string): string {
  const at = address.lastIndexOf("/");
  return `${address.slice(0, at)}${MTLS_PATH}${address.slice(at + 1)}`;
}

function turnedWords(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((words) => String(words).split(" ").toReversed().join(" ")).toReversed();
}

const MEMBERS: readonly MembersFault[] = [
  {
    name: "wrong_issuer",
    says: "The issuer of the metadata is that which was asked about with 'INVALID' behind it",
    change: changingIssuer((issuer) => `${issuer}INVALID`),
  },
  {
    name: "issuer_slash",
    says: "The issuer of the metadata has a slash at its end that the one asked about does not have, or lacks it",
    change: changingIssuer((issuer) => (issuer.endsWith("/") ? issuer.slice(0, -1) : `${issuer}/`)),
  },
  {
    name: "issuer_other_host",
    says: "The issuer of the metadata is at another host",
    change: changingIssuer((issuer) => issuer.replace(/^[a-z]+:\/\/[^/]+/, "https://elsewhere.example")),
  },
  {
    name: "issuer_case",
    says: "The scheme of the issuer in the metadata is in capitals: the same address, and another string",
    change: changingIssuer((issuer) => issuer.replace(/^[a-z]+/, (scheme) => scheme.toUpperCase())),
  },
  { name: "missing_issuer", says: "The metadata names no issuer", change: withoutIt("issuer") },
  {
    name: "missing_authorization_endpoint",
    says: "The metadata names no authorization_endpoint",
    change: withoutIt("authorization_endpoint"),
  },
  { name: "missing_token_endpoint", says: "The metadata names no token_endpoint", change: withoutIt("token_endpoint") },
  { name: "missing_jwks_uri", says: "The metadata names no jwks_uri", change: withoutIt("jwks_uri") },
  {
    name: "http_endpoints",
    says: "The issuer is https, but token_endpoint, userinfo_endpoint and jwks_uri are http",
    change: plainHttp,
  },
  {
    name: "other_jwks_uri",
    says: "The jwks_uri is one that nobody can guess from the issuer",
    change: (members) => ({ ...members, jwks_uri: `${String(members["issuer"])}/.well-known/jwks.json` }),
  },
  {
    name: "minimal",
    says: "The metadata has the members that it must have and hardly any other",
    change: (members) => Object.fromEntries(Object.entries(members).filter(([name]) => NEEDED.has(name))),
  },
  {
    name: "unknown_members",
    says: "The metadata has members that no specification knows, and lists with words that nobody has heard of",
    change: (members) => ({
      ...members,
      lab_member: { inner: [1, null] },
      "https://metadata.example/extension": "unknown",
      scopes_supported: [...listIn(members, "scopes_supported"), "lab:unknown"],
      id_token_signing_alg_values_supported: [...listIn(members, "id_token_signing_alg_values_supported"), "LAB512"],
      token_endpoint_auth_methods_supported: [
        ...listIn(members, "token_endpoint_auth_methods_supported"),
        "lab_unknown_method",
      ],
    }),
  },
  {
    name: "mtls_aliases",
    says: "The metadata names endpoints a second time, in mtls_endpoint_aliases, which answer nobody without a certificate",
    change: mtlsAliases,
  },
  {
    name: "assertion_algs_other",
    says: "The token endpoint takes assertions that are signed by RS512, and no others",
    change: (members) => ({ ...members, token_endpoint_auth_signing_alg_values_supported: ["RS512"] }),
  },
  {
    name: "response_types_turned",
    says: "The words of response_types_supported stand in another order, such as 'id_token code'",
    change: (members) => ({ ...members, response_types_supported: turnedWords(members["response_types_supported"]) }),
  },
];

const REPLIES: readonly ReplyFault[] = [
  { name: "500", says: "The metadata is answered by 500", reply: () => asError(500, AWAY) },
  { name: "404", says: "The metadata is answered by 404", reply: () => asError(404, { error: "not_found" }) },
  { name: "html", says: "In the place of the metadata there is a page of HTML", reply: () => asPage(200, "Sign in") },
  {
    name: "wrong_content_type",
    says: "The metadata is right, and says of itself that it is plain text",
    reply: (reply) => sameButRaw(reply, { headers: { "Content-Type": "text/plain; charset=utf-8" } }),
  },
  {
    name: "broken_json",
    says: "The metadata ends in the middle of its JSON",
    reply: (reply) => asJson(200, textOf(reply).slice(0, -20)),
  },
  { name: "json_array", says: "The metadata is a list", reply: (reply) => asJson(200, `[${textOf(reply)}]`) },
  { name: "empty", says: "The metadata is an empty answer with status 200", reply: () => asJson(200, "") },
  {
    name: "redirect",
    says: "The metadata is answered by a redirect to the same metadata under its other name",
    reply: (reply) => redirected(reply),
  },
  {
    name: "slow",
    says: "The metadata comes after two seconds",
    reply: (reply) => sameButRaw(reply, { after: SLOW }),
  },
  {
    name: "too_slow",
    says: "The metadata comes after eight seconds",
    reply: (reply) => sameButRaw(reply, { after: TOO_SLOW }),
  },
  {
    name: "huge",
    says: "The metadata is larger than five megabytes, by a member that nobody knows",
    reply: (reply) => asJson(200, textOf(reply).replace("{", `{"lab_padding":"${"0".repeat(HUGE)}",`)),
  },
];

function listIn(members: Members, name: string): readonly unknown[] {
  const { [name]: list } = members;
  return Array.isArray(list) ? list : [];
}

/** To the name that OAuth has for it, which lies below the issuer as well. @see RFC 8414 3 */
function redirected(reply: Reply): Reply {
  const issuer = String(membersOf(reply)?.["issuer"]);
  return raw(302, "", { headers: { Location: `${issuer}/.well-known/oauth-authorization-server` } });
}

/** Whether an answer is the metadata of the issuer, and not that of an API or an error. */
function isMetadata(reply: Reply): boolean {
  return reply.status === 200 && typeof membersOf(reply)?.["issuer"] === "string";
}

/** What can be wrong about the metadata, or right and unusual. @see OpenID Connect Discovery 4, RFC 8414 3 */
export const DISCOVERY_FAULTS: readonly Fault[] = [
  ...MEMBERS.map(({ name, says, change }): Fault => ({
    name: `metadata_${name}`,
    place: "discovery",
    says,
    reply: (reply) => (isMetadata(reply) ? withMembers(reply, change) : reply),
  })),
  ...REPLIES.map(({ name, says, reply: change }): Fault => ({
    name: `metadata_${name}`,
    place: "discovery",
    says,
    reply: (reply) => (isMetadata(reply) ? change(reply) : reply),
  })),
];
