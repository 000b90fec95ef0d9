import type { Seconds } from "../platform/mod.ts";
import { checkRedirectUri, type CheckRedirectUriOptions, OAuthError, parseScope } from "../protocol/mod.ts";
import { consumerKeyFault, OAUTH1_GRANT } from "./consumer.ts";
import { leastSecretBytes, needsSecretItself } from "./hmac_secret.ts";
import { type ClientInput, keyed } from "./client_input.ts";

/** What the issuer allows. */
export interface RegistrationPolicy {
  readonly grantTypes: readonly string[];
  readonly authMethods: readonly string[];
  readonly redirectUris: CheckRedirectUriOptions;
  readonly scopes: ReadonlySet<string>;
  readonly longestAccessToken: Seconds;
}

/** One thing that is wrong, and with which member. */
export interface Complaint {
  readonly member: keyof ClientInput;
  readonly says: string;
  /** Which member of client metadata, where it is about one. */
  readonly name?: string;
  /** Which one, from 0, where the member is a list and it is about one of them. */
  readonly item?: number;
  /** The sentence that is broken, where one is. */
  readonly rule?: string;
}

/** Grants that send the browser back and so need a redirect URI. */
const REDIRECTING: ReadonlySet<string> = new Set(["authorization_code", "implicit"]);

/** Each is compared with what a request names. */
const MOST_REDIRECT_URIS = 100;

function complaintOf(member: keyof ClientInput, check: () => unknown, item?: number): readonly Complaint[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const { description: says, rule } = error;
    return [{ member, says, ...(item === undefined ? {} : { item }), ...(rule === undefined ? {} : { rule }) }];
  }
}

function redirectComplaints(input: ClientInput, policy: RegistrationPolicy): readonly Complaint[] {
  const needed = input.grantTypes.find((type) => REDIRECTING.has(type));
  if (needed !== undefined && input.redirectUris.length === 0) {
    return [
      {
        member: "redirectUris",
        says: `Name at least one redirect URI, as the grant type '${needed}' sends the browser back to it`,
      },
    ];
  }
  if (input.redirectUris.length > MOST_REDIRECT_URIS)
    return [{ member: "redirectUris", says: `Name at most ${MOST_REDIRECT_URIS} redirect URIs` }];
  return input.redirectUris.flatMap((uri, item) =>
    complaintOf("redirectUris", () => checkRedirectUri(uri, policy.redirectUris), item),
  );
}

function scopeComplaints(input: ClientInput, policy: RegistrationPolicy): readonly Complaint[] {
  const { scope } = input;
  if (scope === undefined) return [];
  const broken = complaintOf("scope", () => parseScope(scope));
  if (broken.length > 0) return broken;
  return parseScope(scope)
    .filter((name) => !policy.scopes.has(name))
    .map((name) => ({ member: "scope", says: `The scope '${name}' is not one of ${[...policy.scopes].join(", ")}` }));
}

function defaultScopeComplaints(input: ClientInput, policy: RegistrationPolicy): readonly Complaint[] {
  const { scope, defaultScope } = input;
  if (defaultScope === undefined) return [];
  const broken = complaintOf("defaultScope", () => parseScope(defaultScope));
  // A scope that is refused itself says nothing of what may be in the default.
  if (broken.length > 0 || scopeComplaints(input, policy).length > 0) return broken;
  const allowed = scope === undefined ? [...policy.scopes] : parseScope(scope);
  return parseScope(defaultScope)
    .filter((name) => !allowed.includes(name))
    .map((name) => ({
      member: "defaultScope",
      says: `The scope '${name}' is not one that it may ask for: ${allowed.join(", ") || "none"}`,
    }));
}

/** Seconds: fifty years, which every store can hold and add to a date. */
const LONGEST_REFRESH_TOKEN: Seconds = 1_576_800_000;

function isLifetime(seconds: Seconds, longest: Seconds): boolean {
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= longest;
}

function lifetimeComplaints(input: ClientInput, policy: RegistrationPolicy): readonly Complaint[] {
  const { accessTokenLifetime, refreshTokenLifetime } = input;
  const complaints: Complaint[] = [];
  if (accessTokenLifetime !== undefined && !isLifetime(accessTokenLifetime, policy.longestAccessToken)) {
    complaints.push({
      member: "accessTokenLifetime",
      says: `Give whole seconds from 1 to ${policy.longestAccessToken}`,
    });
  }
  if (refreshTokenLifetime !== undefined && !isLifetime(refreshTokenLifetime, LONGEST_REFRESH_TOKEN)) {
    complaints.push({
      member: "refreshTokenLifetime",
      says: `Give whole seconds from 1 to ${LONGEST_REFRESH_TOKEN}`,
    });
  }
  return complaints;
}

/** Printable ASCII but the colon, which ends the user name of HTTP Basic. @see RFC 6749 A.1 */
const CLIENT_ID = /^[\x21-\x39\x3B-\x7E]{1,200}$/;
/** @see RFC 6749 A.2 */
const CLIENT_SECRET = /^[\x20-\x7E]{8,500}$/;

function identityComplaints(input: ClientInput): readonly Complaint[] {
  const complaints: Complaint[] = [];
  const name = input.name.trim();
  if (name.length === 0 || name.length > 200 || /[\p{Cc}\p{Cs}]/u.test(name)) {
    complaints.push({ member: "name", says: "Give a name of 1 to 200 printable characters" });
  }
  if (input.clientId !== undefined && !CLIENT_ID.test(input.clientId)) {
    complaints.push({ member: "clientId", says: "Give 1 to 200 printable ASCII characters without a space or colon" });
  }
  if (input.clientSecret !== undefined && !CLIENT_SECRET.test(input.clientSecret)) {
    complaints.push({ member: "clientSecret", says: "Give 8 to 500 printable ASCII characters" });
  }
  return [...complaints, ...keyComplaints(input)];
}

/** A chosen secret that has to serve as a key. */
function keyComplaints(input: ClientInput): readonly Complaint[] {
  const { clientSecret, type } = input;
  const least = type === "public" ? 0 : leastSecretBytes(keyed(input));
  if (clientSecret === undefined || clientSecret.length >= least) return [];
  return [
    {
      member: "clientSecret",
      says: `Give at least ${least} characters, as the secret is used as a key (HS256, client_secret_jwt, dir)`,
      rule: "OIDC-16.19-1",
    },
  ];
}

function methodComplaints(input: ClientInput, policy: RegistrationPolicy): readonly Complaint[] {
  const complaints: Complaint[] = [];
  if (input.grantTypes.length === 0)
    complaints.push({ member: "grantTypes", says: `Name at least one of ${policy.grantTypes.join(", ")}` });
  for (const type of input.grantTypes) {
    if (!policy.grantTypes.includes(type))
      complaints.push({
        member: "grantTypes",
        says: `The grant type '${type}' is not one of ${policy.grantTypes.join(", ")}`,
      });
  }
  if (input.type === "public" && input.grantTypes.includes("client_credentials")) {
    complaints.push({
      member: "grantTypes",
      says: "A public client cannot use client_credentials, as it cannot prove who it is (RFC 6749 4.4)",
    });
  }
  if (input.type === "public" && input.grantTypes.includes(OAUTH1_GRANT)) {
    complaints.push({
      member: "grantTypes",
      says: "A public client cannot use oauth1, as it has no secret to sign with: register it as confidential (RFC 5849 3.4)",
    });
  }
  return [...complaints, ...authMethodComplaints(input, policy)];
}

function authMethodComplaints(input: ClientInput, policy: RegistrationPolicy): readonly Complaint[] {
  const complaints: Complaint[] = [];
  const { authMethod, metadata = {} } = input;
  if (authMethod !== undefined && !policy.authMethods.includes(authMethod)) {
    complaints.push({
      member: "authMethod",
      says: `The method '${authMethod}' is not one of ${policy.authMethods.join(", ")}`,
    });
  }
  if (authMethod !== undefined && (authMethod === "none") !== (input.type === "public")) {
    complaints.push({ member: "authMethod", says: "The method none is for public clients, and for them alone" });
  }
  const offersKeys = metadata["jwks"] !== undefined || metadata["jwks_uri"] !== undefined;
  if (complaints.length === 0 && authMethod === "private_key_jwt" && !offersKeys) {
    complaints.push({
      member: "authMethod",
      says: "The method private_key_jwt needs the keys of the client: jwks or jwks_uri",
    });
  }
  if (input.type === "public" && needsSecretItself(keyed({ ...input, grantTypes: [] }))) {
    complaints.push({
      member: "metadata",
      says: "A public client has no secret by which anything could be signed or encrypted (HS256, dir)",
    });
  }
  const fault = input.type === "public" ? undefined : consumerKeyFault(keyed(input));
  if (fault !== undefined) complaints.push({ member: "metadata", name: "jwks", says: fault });
  return complaints;
}

/** Everything that is wrong with a registration, in the order of a form; empty when it is right. */
export function complaintsOf(input: ClientInput, policy: RegistrationPolicy): readonly Complaint[] {
  return [
    ...identityComplaints(input),
    ...methodComplaints(input, policy),
    ...redirectComplaints(input, policy),
    ...scopeComplaints(input, policy),
    ...defaultScopeComplaints(input, policy),
    ...lifetimeComplaints(input, policy),
  ];
}
