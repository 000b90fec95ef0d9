import type { Instant, Random, Seconds, SlowHash } from "../platform/mod.ts";
import { checkRedirectUri, type CheckRedirectUriOptions, OAuthError, parseScope } from "../protocol/mod.ts";
import type { ClientRecord, ClientType, SecretRecord } from "../stores/mod.ts";
import { leastSecretBytes, needsSecretItself, withSealedSecret } from "./hmac_secret.ts";
import { chosenSecret, newSecret } from "./secret.ts";

/** What a person says of an application that they register. */
export interface ClientInput {
  readonly name: string;
  readonly type: ClientType;
  readonly grantTypes: readonly string[];
  readonly redirectUris: readonly string[];
  /** Chosen by the person; undefined = made here. */
  readonly clientId?: string;
  /** Chosen by the person; undefined = made here. Ignored for a public client. */
  readonly clientSecret?: string;
  readonly scope?: string;
  /** What it gets when it asks for none; undefined = as the issuer says. */
  readonly defaultScope?: string;
  readonly authMethod?: string;
  readonly skipAuthorization?: boolean;
  readonly accessTokenLifetime?: Seconds;
  readonly refreshTokenLifetime?: Seconds;
  readonly ownerId?: number;
  /** Client metadata of features, which judged it. @see RFC 7591 2 */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

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
  /** The sentence that is broken, where one is. */
  readonly rule?: string;
}

/** A registration is refused; it carries everything that is wrong at once. */
export class RegistrationRefused extends Error {
  override readonly name = "RegistrationRefused";
  readonly complaints: readonly Complaint[];

  constructor(complaints: readonly Complaint[]) {
    super(complaints.map(({ member, says }) => `${member}: ${says}`).join("; "));
    this.complaints = complaints;
  }
}

/** Grants that send the browser back and so need a redirect URI. */
const REDIRECTING: ReadonlySet<string> = new Set(["authorization_code", "implicit"]);

function complaintOf(member: keyof ClientInput, check: () => unknown): readonly Complaint[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof OAuthError)
      return [{ member, says: error.description, ...(error.rule === undefined ? {} : { rule: error.rule }) }];
    throw error;
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
  return input.redirectUris.flatMap((uri) =>
    complaintOf("redirectUris", () => checkRedirectUri(uri, policy.redirectUris)),
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

/** What tells whether the secret is used as a key. */
function keyed({ authMethod, metadata = {} }: ClientInput): Pick<ClientRecord, "authMethod" | "metadata"> {
  return { ...(authMethod === undefined ? {} : { authMethod }), metadata };
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
  if (input.type === "public" && needsSecretItself({ metadata })) {
    complaints.push({
      member: "metadata",
      says: "A public client has no secret by which anything could be signed or encrypted (HS256, dir)",
    });
  }
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

/** What it takes to make a record of an input. */
export interface PrepareClientOptions {
  readonly policy: RegistrationPolicy;
  readonly random: Random;
  readonly slowHash: SlowHash;
  readonly now: Instant;
  /** Seals the secret of a client that needs the secret itself (HS256, client_secret_jwt). */
  readonly sealKey?: Uint8Array;
  /** The client as it is now, whose secret serves on where it can. */
  readonly before?: Pick<ClientRecord, "secrets" | "authMethod" | "metadata">;
}

/** A client to be stored, and its secret, to be shown once. */
export interface PreparedClient {
  readonly client: Omit<ClientRecord, "id">;
  readonly clientSecret?: string;
}

async function secretOf(
  input: ClientInput,
  options: PrepareClientOptions,
): Promise<{ text?: string; records: readonly SecretRecord[] }> {
  if (!usesSecret(input)) return { records: [] };
  const { before } = options;
  if (before !== undefined && servesOn(before, input)) return { records: before.secrets };
  const { text, record } =
    input.clientSecret === undefined
      ? newSecret(options.random, options.now, { leastBytes: leastSecretBytes(keyed(input)) })
      : { text: input.clientSecret, record: await chosenSecret(input.clientSecret, options) };
  return { text, records: [sealedIfNeeded(record, { text, input, options })] };
}

/** Whether the secrets that a client has are enough for what it is about to be. */
function servesOn(before: NonNullable<PrepareClientOptions["before"]>, input: ClientInput): boolean {
  if (before.secrets.length === 0) return false;
  if (!needsSecretItself(keyed(input))) return true;
  return before.secrets[0]?.sealed !== undefined && leastSecretBytes(keyed(input)) <= leastSecretBytes(before);
}

/** Whether a client has a secret: one that proves who it is by a key of its own may need none. */
function usesSecret(input: ClientInput): boolean {
  const { type, authMethod, metadata = {} } = input;
  if (type === "public") return false;
  return authMethod === undefined || authMethod.startsWith("client_secret_") || needsSecretItself({ metadata });
}

interface SealOptions {
  readonly text: string;
  readonly input: ClientInput;
  readonly options: Pick<PrepareClientOptions, "random" | "sealKey">;
}

function sealedIfNeeded(record: SecretRecord, { text, input, options }: SealOptions): SecretRecord {
  if (!needsSecretItself(keyed(input))) return record;
  const { sealKey: key, random } = options;
  if (key === undefined) throw new TypeError("Cannot keep a secret under seal without a key to seal it with");
  return withSealedSecret(record, text, { key, random });
}

/**
 * Makes the record of a client.
 *
 * Throws `RegistrationRefused` with everything that is wrong.
 */
export async function prepareClient(input: ClientInput, options: PrepareClientOptions): Promise<PreparedClient> {
  const complaints = complaintsOf(input, options.policy);
  if (complaints.length > 0) throw new RegistrationRefused(complaints);
  const { text, records } = await secretOf(input, options);
  const client: Omit<ClientRecord, "id"> = {
    clientId: input.clientId ?? options.random.base62(32),
    name: input.name.trim(),
    type: input.type,
    secrets: records,
    grantTypes: [...new Set(input.grantTypes)],
    redirectUris: [...new Set(input.redirectUris)],
    ...(input.scope === undefined ? {} : { scope: parseScope(input.scope) }),
    ...(input.defaultScope === undefined ? {} : { defaultScope: parseScope(input.defaultScope) }),
    ...(input.authMethod === undefined ? {} : { authMethod: input.authMethod }),
    skipAuthorization: input.skipAuthorization ?? false,
    ...(input.accessTokenLifetime === undefined ? {} : { accessTokenLifetime: input.accessTokenLifetime }),
    ...(input.refreshTokenLifetime === undefined ? {} : { refreshTokenLifetime: input.refreshTokenLifetime }),
    ...(input.ownerId === undefined ? {} : { ownerId: input.ownerId }),
    metadata: input.metadata ?? {},
    createdAt: options.now,
    updatedAt: options.now,
  };
  return text === undefined ? { client } : { client, clientSecret: text };
}
