import { constants, createPrivateKey, randomUUID, sign } from "node:crypto";
import type { ClientConfig } from "../../../src/lab/mod.ts";
import { Refused } from "../refused.ts";
import type { Ready } from "./client.ts";
import { objectOf } from "./http.ts";
import { digestOf } from "./jwt.ts";

/** Seconds for which an assertion is good, and for which one is that nobody should make. */
const [LIFE, TOO_LONG] = [60, 1_800];

/** Assertions of clients that make one for all requests. */
const kept = new WeakMap<ClientConfig, string>();

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

function algOf({ config, checks }: Ready, kty: unknown): string {
  const { token_endpoint_auth_signing_alg: alg = "ES256" } = config;
  return kty === "RSA" && !checks.on("assertion_alg") ? "RS256" : alg;
}

/** Signs by nothing that the provider does not take. @see RFC 8414 2 */
export function checkOffered({ metadata, checks, config }: Pick<Ready, "metadata" | "checks" | "config">): void {
  const { token_endpoint_auth_signing_alg_values_supported: offered } = metadata;
  const { token_endpoint_auth_signing_alg: alg } = config;
  checks.demand("assertion_alg_offered", () => !Array.isArray(offered) || offered.includes(alg));
}

function claimsOf({ config, checks }: Ready): object {
  const { client_id: id, issuer } = config;
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: checks.on("assertion_iss") ? id : "My application",
    sub: id,
    aud: checks.on("assertion_aud") ? issuer : [issuer, "https://elsewhere.example"],
    jti: randomUUID(),
    iat: now,
    exp: now + (checks.on("assertion_exp") ? LIFE : TOO_LONG),
  };
}

function make(client: Ready): string {
  const { config, checks } = client;
  const { kty, kid, ...jwk } = objectOf(config.private_jwk ?? "{}");
  if (typeof kty !== "string") throw new Refused("there is no key to sign by");
  const alg = algOf(client, kty);
  const header = checks.on("assertion_kid") ? { alg, kid } : { alg };
  const input = `${encoded(header)}.${encoded(claimsOf(client))}`;
  const key = createPrivateKey({ key: { ...jwk, kty }, format: "jwk" });
  const how = {
    key,
    dsaEncoding: "ieee-p1363" as const,
    ...(alg.startsWith("PS")
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : {}),
  };
  return `${input}.${sign(digestOf(alg) ?? null, Buffer.from(input), how).toString("base64url")}`;
}

/** A JWT by which the client shows who it is: another one for each request. @see RFC 7523 2.2 */
export function clientAssertion(client: Ready): string {
  checkOffered(client);
  if (client.checks.on("assertion_jti")) return make(client);
  const text = kept.get(client.config) ?? make(client);
  kept.set(client.config, text);
  return text;
}
