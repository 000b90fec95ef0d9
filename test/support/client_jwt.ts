import { createSecretKey, type KeyObject } from "node:crypto";
import { type ClientInput, withSealedSecret } from "../../src/clients/mod.ts";
import type { Issuer } from "../../src/engine/mod.ts";
import { generateKeyPair, type KeyPair, publicJwkOf, signJwt, type SigningAlg } from "../../src/protocol/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { client } from "./cast.ts";
import { fastSecret } from "./records.ts";

/** Value of `client_assertion_type`. */
export const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** A secret that is long enough for every HMAC. */
export const LONG_SECRET = "a-secret-of-a-client-that-signs-with-it-and-that-has-more-than-sixty-four-characters";

/** What a JWT claims. */
export type Claims = Readonly<Record<string, unknown>>;

/** A key pair of an algorithm and the key set that publishes it under the name `k1`. */
export interface NamedKey {
  readonly alg: SigningAlg;
  readonly kid: string;
  readonly pair: KeyPair;
  readonly jwks: { readonly keys: readonly Readonly<Record<string, string>>[] };
}

const pairs = new Map<string, Promise<KeyPair>>();

/** Key pairs are slow to make: one for each name, none of which is the issuer's. */
function pairCalled(name: string, alg: SigningAlg): Promise<KeyPair> {
  const pair = pairs.get(name) ?? generateKeyPair(alg);
  pairs.set(name, pair);
  return pair;
}

/** A key of a client: the same for the same algorithm and name in all tests of a process. */
export async function namedKey(alg: SigningAlg = "ES256", kid = "k1"): Promise<NamedKey> {
  const pair = await pairCalled(`${alg} ${kid}`, alg);
  return { alg, kid, pair, jwks: { keys: [{ ...publicJwkOf(pair.publicKey), kid, use: "sig" }] } };
}

/** Registers a client that signs its assertions with {@link namedKey}. */
export async function keyClient(issuer: Issuer, said: Partial<ClientInput> = {}): Promise<ClientRecord> {
  const { jwks } = await namedKey();
  return client(issuer, { authMethod: "private_key_jwt", ...said, metadata: { jwks, ...said.metadata } });
}

/** Registers a client that makes HMACs under {@link LONG_SECRET}. */
export async function secretClient(issuer: Issuer, said: Partial<ClientInput> = {}): Promise<ClientRecord> {
  return client(issuer, { authMethod: "client_secret_jwt", clientSecret: LONG_SECRET, ...said });
}

/** Gives a client members of metadata, and a method of authentication. */
export async function withMembers(
  issuer: Issuer,
  of: ClientRecord,
  { authMethod, ...metadata }: Claims & { readonly authMethod?: string },
): Promise<ClientRecord> {
  const changed = await issuer.durable.clients.change(of.id, {
    metadata: { ...of.metadata, ...metadata },
    ...(authMethod === undefined ? {} : { authMethod }),
  });
  await issuer.clients.changed(of);
  return changed ?? of;
}

/** Gives a client secrets that are kept under seal; the digests are those of secrets that the server made. */
export async function withSecrets(
  issuer: Issuer,
  of: ClientRecord,
  { texts, kind = "sha256" }: { readonly texts: readonly string[]; readonly kind?: "sha256" | "argon2id" },
): Promise<ClientRecord> {
  const secrets = texts.map((text) =>
    withSealedSecret(fastSecret(text, { kind }), text, { key: issuer.sealKey, random: issuer.random }),
  );
  const changed = await issuer.durable.clients.change(of.id, { secrets });
  await issuer.clients.changed(of);
  return changed ?? of;
}

let made = 0;

/** A `jti` that no other JWT of this process has. */
export function freshJti(): string {
  made += 1;
  return `jti-${process.pid}-${made}`;
}

/** The claims of a proper client assertion; undefined leaves one out. */
export function assertionClaims(issuer: Issuer, of: Pick<ClientRecord, "clientId">, changes: Claims = {}): Claims {
  const now = issuer.clock.now();
  const claims = {
    iss: of.clientId,
    sub: of.clientId,
    aud: issuer.url,
    jti: freshJti(),
    iat: now,
    exp: now + 60,
    ...changes,
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

/** The form that presents an assertion. */
export function assertionForm(text: string): Readonly<Record<string, string>> {
  return { client_assertion_type: ASSERTION_TYPE, client_assertion: text };
}

/** Signs by a key of a client. */
export function signed(
  claims: Claims,
  key: Pick<NamedKey, "alg" | "pair"> & { readonly kid: string | undefined },
  typ?: string,
): Promise<string> {
  return signJwt(claims, { alg: key.alg, key: key.pair.privateKey, kid: key.kid, typ });
}

/** Signs under a client's secret. */
export function signedBySecret(
  claims: Claims,
  secret: string = LONG_SECRET,
  alg: SigningAlg = "HS256",
): Promise<string> {
  return signJwt(claims, { alg, key: secretKey(secret) });
}

/** A secret as a key. */
function secretKey(secret: string | Buffer): KeyObject {
  return createSecretKey(Buffer.from(secret));
}

/** A JWT of any header, claims and signature: what an attacker writes by hand. */
export function rawJwt(header: Claims | string, claims: Claims | string, signature = ""): string {
  const [first, second] = [header, claims].map((part) =>
    Buffer.from(typeof part === "string" ? part : JSON.stringify(part)).toString("base64url"),
  );
  return `${first}.${second}.${signature}`;
}
