import { constants, createHmac, createPublicKey, type KeyObject, timingSafeEqual, verify } from "node:crypto";
import type { JWK } from "jose";
import { Refused } from "../refused.ts";
import { objectOf } from "./http.ts";

type Members = Readonly<Record<string, unknown>>;

/** A signed token, taken apart. */
export interface Jwt {
  readonly header: Members;
  readonly claims: Members;
  readonly alg: string;
  readonly kid?: string;
  /** What was signed. */
  readonly input: Buffer;
  readonly signature: Buffer;
}

function membersIn(part: string): Members {
  return objectOf(Buffer.from(part, "base64url").toString("utf8"));
}

/** Reads a compact token, which is not yet believed. */
export function takeApart(token: unknown): Jwt {
  const parts = typeof token === "string" ? token.split(".") : [];
  const [header = "", claims = "", signature = ""] = parts;
  if (parts.length !== 3) throw new Refused("the token is no signed JWT");
  const { alg, kid, ...others } = membersIn(header);
  if (typeof alg !== "string") throw new Refused("the token names no algorithm");
  return {
    header: { alg, kid, ...others },
    claims: membersIn(claims),
    alg,
    ...(typeof kid === "string" ? { kid } : {}),
    input: Buffer.from(`${header}.${claims}`),
    signature: Buffer.from(signature, "base64url"),
  };
}

/** The digest that an algorithm uses; EdDSA's is its own. */
export function digestOf(alg: string): string | undefined {
  const bits = /(256|384|512)$/.exec(alg)?.[1];
  return bits === undefined ? undefined : `sha${bits}`;
}

function optionsOf(alg: string, key: KeyObject) {
  if (alg.startsWith("PS"))
    return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return alg.startsWith("ES") ? { key, dsaEncoding: "ieee-p1363" as const } : key;
}

/** Whether a key made the signature. */
export function isSignedBy(jwk: JWK, { alg, input, signature }: Jwt): boolean {
  try {
    const key = createPublicKey({ key: jwk, format: "jwk" });
    return verify(digestOf(alg) ?? null, input, optionsOf(alg, key), signature);
  } catch {
    return false;
  }
}

/** Whether a shared secret made it. */
export function isSealedBy(secret: string | Buffer, { alg, input, signature }: Jwt): boolean {
  const digest = digestOf(alg);
  if (!alg.startsWith("HS") || digest === undefined) return false;
  const right = createHmac(digest, secret).update(input).digest();
  return right.length === signature.length && timingSafeEqual(right, signature);
}

/** Ways in which a public key is written, each of which somebody once took for a secret. */
export function textsOf(jwk: JWK): readonly (string | Buffer)[] {
  const key = createPublicKey({ key: jwk, format: "jwk" });
  const pem = key.export({ type: "spki", format: "pem" }).toString();
  return [pem, pem.trim(), key.export({ type: "spki", format: "der" }), JSON.stringify(jwk), jwk.n ?? ""];
}
