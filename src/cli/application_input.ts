import type { ClientInput, Complaint } from "../clients/mod.ts";
import type { FailureDetail } from "./failure.ts";

/** An application as the command line describes it, in either style. */
export interface GivenApplication {
  readonly clientTypes: readonly string[];
  readonly grantTypes: readonly string[];
  readonly redirectUris: readonly string[];
  readonly clientId: string;
  readonly name?: string;
  readonly clientSecret?: string;
  readonly scope?: string;
  readonly defaultScope?: string;
  readonly authMethod?: string;
  readonly skipAuthorization?: boolean;
  readonly accessTokenLifetime?: string;
  readonly refreshTokenLifetime?: string;
  /** A JSON object of members of client metadata. */
  readonly metadata?: string;
  readonly algorithm?: string;
  /** Text of a JWK Set, or of public keys as PEM. */
  readonly jwks?: string;
  readonly jwksUri?: string;
  readonly subjectType?: string;
  readonly postLogoutRedirectUris?: readonly string[];
  readonly signatureMethods?: readonly string[];
}

/** What was understood, with what was wrong and what a person should know. */
export interface UnderstoodApplication {
  readonly input: ClientInput;
  /** Members of client metadata as they were given, still to be judged. @see RFC 7591 2 */
  readonly members: Readonly<Record<string, unknown>>;
  readonly details: readonly FailureDetail[];
  readonly notes: readonly string[];
}

/** The grant type of consumers, as it is written; the room of clients is too large for who only asks for help. */
const OAUTH1_GRANT = "oauth1";

/** Names that Django OAuth Toolkit and its kin use for grant types; a hybrid flow needs those of both that it is made of. */
const OTHER_NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ["authorization-code", ["authorization_code"]],
  ["openid-hybrid", ["authorization_code", "implicit"]],
  ["client-credentials", ["client_credentials"]],
  ["resource-owner-password-based", ["password"]],
  ["refresh-token", ["refresh_token"]],
  ["device-code", ["urn:ietf:params:oauth:grant-type:device_code"]],
  ["jwt-bearer", ["urn:ietf:params:oauth:grant-type:jwt-bearer"]],
  ["oauth1a", [OAUTH1_GRANT]],
  ["oauth-1.0a", [OAUTH1_GRANT]],
]);

/** Grants after which a client may come back with a refresh token. */
const REFRESHABLE: ReadonlySet<string> = new Set(["authorization_code", "password"]);

const OPTION_OF: Readonly<Record<keyof ClientInput, string>> = {
  name: "--name",
  type: "--client-type",
  grantTypes: "--grant-type",
  redirectUris: "--redirect-uris",
  clientId: "--client-id",
  clientSecret: "--client-secret",
  scope: "--scope",
  defaultScope: "--default-scope",
  authMethod: "--auth-method",
  skipAuthorization: "--skip-authorization",
  accessTokenLifetime: "--access-token-lifetime",
  refreshTokenLifetime: "--refresh-token-lifetime",
  ownerId: "--user",
  metadata: "--metadata",
};

/** Options that stand for a member of client metadata. */
const MEMBER_OPTIONS: ReadonlyMap<string, string> = new Map([
  ["id_token_signed_response_alg", "--algorithm"],
  ["jwks", "--jwks-file"],
  ["jwks_uri", "--jwks-uri"],
  ["subject_type", "--subject-type"],
  ["post_logout_redirect_uris", "--post-logout-redirect-uris"],
  ["oauth_signature_methods", "--signature-method"],
]);

/** Members that are no metadata of features: other options give them. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ["client_id", "--client-id"],
  ["client_secret", "--client-secret"],
  ["redirect_uris", "--redirect-uris"],
  ["grant_types", "--grant-type"],
  ["scope", "--scope"],
  ["token_endpoint_auth_method", "--auth-method"],
]);

/** What is wrong with a member of client metadata, as something about the option that gave it. */
export function memberDetailOf(name: string, says: string, { members }: { readonly members: object }): FailureDetail {
  const option = MEMBER_OPTIONS.get(name);
  return { field: option !== undefined && Object.hasOwn(members, name) ? option : "--metadata", says };
}

type Members = Readonly<Record<string, unknown>>;

interface UnderstoodMembers {
  readonly members: Members;
  readonly details: readonly FailureDetail[];
}

function jsonObjectOf(text: string, field: string): UnderstoodMembers {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return { members: { ...value }, details: [] };
  } catch {
    // Told below, as other values that are no object.
  }
  return { members: {}, details: [{ field, says: "Give one JSON object" }] };
}

/** Members that options of their own give. */
function optionMembers(given: GivenApplication): Members {
  const { algorithm, jwksUri, subjectType, postLogoutRedirectUris, signatureMethods } = given;
  return {
    ...(algorithm === undefined ? {} : { id_token_signed_response_alg: algorithm }),
    ...(jwksUri === undefined ? {} : { jwks_uri: jwksUri }),
    ...(subjectType === undefined ? {} : { subject_type: subjectType }),
    ...(postLogoutRedirectUris === undefined ? {} : { post_logout_redirect_uris: postLogoutRedirectUris }),
    ...(signatureMethods === undefined ? {} : { oauth_signature_methods: signatureMethods }),
  };
}

/** The keys of a file: PEM is judged by who reads the member, everything else has to be an object. */
function keysOf(text: string): UnderstoodMembers {
  if (text.includes("-----BEGIN ")) return { members: { jwks: text }, details: [] };
  const { members, details } = jsonObjectOf(text, "--jwks-file");
  return details.length === 0
    ? { members: { jwks: members }, details }
    : { members: {}, details: [{ field: "--jwks-file", says: "Give one JSON object, or public keys as PEM" }] };
}

/** The members of client metadata; an option of its own wins over `--metadata`. */
function membersOf(given: GivenApplication): UnderstoodMembers {
  const inMetadata = jsonObjectOf(given.metadata ?? "{}", "--metadata");
  const keys = given.jwks === undefined ? undefined : keysOf(given.jwks);
  const misplaced = [...ELSEWHERE].filter(([name]) => Object.hasOwn(inMetadata.members, name));
  return {
    members: {
      ...Object.fromEntries(Object.entries(inMetadata.members).filter(([name]) => !ELSEWHERE.has(name))),
      ...optionMembers(given),
      ...keys?.members,
    },
    details: [
      ...inMetadata.details,
      ...(keys?.details ?? []),
      ...misplaced.map(([name, option]) => ({ field: "--metadata", says: `Give ${name} by ${option}` })),
    ],
  };
}

/** A complaint about a member, as one about the option that gave it. */
export function detailOf({ member, name = "", says }: Complaint): FailureDetail {
  return { field: MEMBER_OPTIONS.get(name) ?? OPTION_OF[member], says };
}

function typeOf(given: readonly string[]): {
  readonly type: "confidential" | "public";
  readonly details: readonly FailureDetail[];
} {
  const types = new Set(given);
  const [type, another] = types;
  if (another === undefined && (type === "confidential" || type === "public")) return { type, details: [] };
  const says =
    type === undefined ? "Say confidential or public" : `Say confidential or public, not ${[...types].join(" and ")}`;
  return { type: "confidential", details: [{ field: "--client-type", says }] };
}

/** The grants that were named, or those that fit what was said otherwise. */
function grantsOf({ grantTypes, redirectUris }: GivenApplication): {
  readonly named: readonly string[];
  readonly notes: readonly string[];
} {
  const named = grantTypes.flatMap((name) => OTHER_NAMES.get(name) ?? [name]);
  if (grantTypes.length > 0) return { named, notes: [] };
  const grant = redirectUris.length > 0 ? "authorization_code" : "password";
  const because = redirectUris.length > 0 ? "redirect URIs were given" : "no redirect URI was given";
  return { named: [grant], notes: [`No grant type was named: it may use ${grant}, as ${because} (see --grant-type)`] };
}

/** Reads the words of the command line: names of other systems become those of the specifications. */
export function understandApplication(given: GivenApplication): UnderstoodApplication {
  const { type, details } = typeOf(given.clientTypes);
  const { named, notes } = grantsOf(given);
  const { members, details: wrongMembers } = membersOf(given);
  const refreshes = named.some((grant) => REFRESHABLE.has(grant)) && !named.includes("refresh_token");
  const { name, clientSecret, scope, defaultScope, authMethod, skipAuthorization } = given;
  const { accessTokenLifetime, refreshTokenLifetime } = given;
  const isWasted = type === "public" && clientSecret !== undefined;
  return {
    input: {
      name: name ?? given.clientId,
      type,
      grantTypes: [...new Set(refreshes ? [...named, "refresh_token"] : named)],
      redirectUris: given.redirectUris,
      clientId: given.clientId,
      ...(clientSecret === undefined ? {} : { clientSecret }),
      ...(scope === undefined ? {} : { scope }),
      ...(defaultScope === undefined ? {} : { defaultScope }),
      ...(authMethod === undefined ? {} : { authMethod }),
      ...(skipAuthorization === undefined ? {} : { skipAuthorization }),
      // What is no number is refused as one with everything else.
      ...(accessTokenLifetime === undefined ? {} : { accessTokenLifetime: Number(accessTokenLifetime) }),
      ...(refreshTokenLifetime === undefined ? {} : { refreshTokenLifetime: Number(refreshTokenLifetime) }),
    },
    members,
    details: [...details, ...wrongMembers],
    notes: [
      ...notes,
      ...(refreshes ? ["It may use refresh_token as well, so that people need not sign in again each time"] : []),
      ...(named.includes(OAUTH1_GRANT)
        ? ["For OAuth 1.0a its client_id is the consumer key, its client_secret the consumer secret"]
        : []),
      ...(isWasted ? ["The secret is ignored, as a public client cannot keep one"] : []),
    ],
  };
}
