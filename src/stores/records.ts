import type { Digest, Instant, Seconds } from "../platform/mod.ts";

/** Whether a client can keep a secret. @see RFC 6749 2.1 */
export type ClientType = "confidential" | "public";

/** A client secret at rest: one that the server made is digested fast, one that a person chose slowly. */
export interface SecretRecord {
  readonly kind: "sha256" | "argon2id";
  readonly hash: string;
  readonly createdAt: Instant;
  /** The secret itself, sealed, where the client signs or is signed for with it (HS256, client_secret_jwt). */
  readonly sealed?: string;
  /** When it stops working; undefined = never. Set on the old secret when a secret is rotated. */
  readonly expiresAt?: Instant;
}

/** A registered application. */
export interface ClientRecord {
  /** Our own small number for it, which the token records carry. */
  readonly id: number;
  readonly clientId: string;
  readonly name: string;
  readonly type: ClientType;
  /** At most two that live. */
  readonly secrets: readonly SecretRecord[];
  readonly grantTypes: readonly string[];
  readonly redirectUris: readonly string[];
  /** Scopes it may ask for; undefined = all that the issuer knows. */
  readonly scope?: readonly string[];
  /** Given when it asks for none; undefined = the issuer's default scopes. */
  readonly defaultScope?: readonly string[];
  /** `token_endpoint_auth_method`; undefined = any that fits its type. */
  readonly authMethod?: string;
  readonly skipAuthorization: boolean;
  readonly accessTokenLifetime?: Seconds;
  readonly refreshTokenLifetime?: Seconds;
  /** Account of who registered it. */
  readonly ownerId?: number;
  /** Of its registration access token; undefined = it did not register by itself. @see RFC 7592 3 */
  readonly registrationDigest?: Digest;
  /** Present where it registered by itself and nobody vouched for it. */
  readonly isUnverified?: true;
  /** Client metadata of features, a key each: a feature needs no column. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** A person. */
export interface AccountRecord {
  readonly id: number;
  /** The subject identifier (a UUID): never reassigned. */
  readonly sub: string;
  readonly username: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Further claims by their name; undefined = none. @see OpenID Connect Core 5.1 */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** PHC string (argon2id). */
  readonly passwordHash: string;
  readonly isStaff: boolean;
  readonly isActive: boolean;
  readonly lastLogin?: Instant;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** A person is signed in with a browser. */
export interface SessionRecord {
  /** Names the session to clients (`sid`); public, unlike what the cookie holds. */
  readonly sid: string;
  /** Of the secret that the cookie holds. */
  readonly digest: Digest;
  readonly accountId: number;
  /** When the person last proved who they are. */
  readonly authTime: Instant;
  /** How: `pwd`. @see RFC 8176 2 */
  readonly amr: readonly string[];
  readonly acr?: string;
  /** `ClientRecord.id` of each client that was told of the session, in the order in which they came. */
  readonly clients: readonly number[];
  /** What the browser says of itself, shortened, for its owner to recognise it by. */
  readonly agent?: string;
  readonly createdAt: Instant;
  /** When it ends whatever happens. */
  readonly expiresAt: Instant;
}

/** What a person allowed a client, for the next time. */
export interface ConsentRecord {
  readonly accountId: number;
  /** `ClientRecord.id`. */
  readonly client: number;
  readonly scope: readonly string[];
  readonly grantedAt: Instant;
}

/** Everything born of one authorization: one row. */
export interface FamilyRecord {
  /** Random and short; in every token of the family. */
  readonly tag: string;
  /** `ClientRecord.id`. */
  readonly client: number;
  readonly accountId?: number;
  /** `SessionRecord.sid` of the session in which it was allowed. */
  readonly session?: string;
  readonly grantType: string;
  readonly scope: readonly string[];
  /** Of the code it was redeemed from: unique, the second gate against a code used twice. */
  readonly codeDigest?: Digest;
  /** Of the refresh token that works now; undefined = the family has none. */
  readonly refreshDigest?: Digest;
  /** Of the one before it. */
  readonly previousDigest?: Digest;
  /** How often it was rotated. */
  readonly generation: number;
  /** What features bound at the authorization, a key each, inherited by later tokens. */
  readonly bindings: Readonly<Record<string, unknown>>;
  readonly createdAt: Instant;
  readonly rotatedAt?: Instant;
  /** When the refresh token dies; undefined = never. */
  readonly expiresAt?: Instant;
  readonly revokedAt?: Instant;
}

/** A family as it is looked for. */
export interface FamilyEntry extends FamilyRecord {
  /** Its place in their order. */
  readonly id: number;
}

/** A key pair of the issuer. */
export interface KeyRecord {
  readonly kid: string;
  /** What it was made for. */
  readonly alg: string;
  readonly use: "sig" | "enc";
  /** Counts the keys of an algorithm, from 1. */
  readonly generation: number;
  readonly publicJwk: Readonly<Record<string, string>>;
  /** PKCS#8, sealed. */
  readonly sealedPrivate: string;
  readonly createdAt: Instant;
  /** Since when it signs; it is published before. */
  readonly activeFrom: Instant;
}

/** A token that lets applications be registered. @see RFC 7591 3 */
export interface InitialTokenRecord {
  readonly digest: Digest;
  /** How many more applications it registers. */
  readonly usesLeft: number;
  readonly createdAt: Instant;
  /** Undefined = never. */
  readonly expiresAt?: Instant;
}

/** One line of the audit log. */
export interface AuditRecord {
  readonly at: Instant;
  /** A dotted verb: `code.replayed`, `login.failed`. */
  readonly event: string;
  readonly client?: number;
  readonly accountId?: number;
  /** Tag of the family it is about. */
  readonly family?: string;
  /** Trace id of the request. */
  readonly trace?: string;
  readonly detail: Readonly<Record<string, string | number | boolean>>;
}

/** A line of the audit log as it is read back. */
export interface AuditEntry extends AuditRecord {
  readonly id: number;
}
