import { createSign, generateKeyPairSync } from "node:crypto";
import type { JWK } from "jose";
import type { ClientConfig } from "../../../src/lab/mod.ts";
import { type CheckName, checksWithout } from "./checks.ts";
import type { Ready } from "./client.ts";

export const ISSUER = "https://issuer.test";

const CONFIG: ClientConfig = {
  scenario: "test",
  setup: "oidc-code",
  flow: "oidc-code",
  control: false,
  issuer: ISSUER,
  client_id: "client",
  client_secret: "a secret of more than thirty-two characters",
  token_endpoint_auth_method: "client_secret_basic",
  redirect_uri: "http://127.0.0.1:8000/cb",
  response_type: "code",
  scope: "openid read",
  resource: `${ISSUER}/resource`,
  config_url: `${ISSUER}/config`,
  statement_url: `${ISSUER}/statement`,
  username: "alice",
  password: "password",
};

/** A provider's key, and how it signs. */
export interface TestKeys {
  readonly jwk: JWK;
  sign(claims: object, header?: object): string;
}

/** Signs whatever it is told to, also what no library would. */
export function testKeys(alg: "RS256" | "ES256" = "RS256", kid = "one"): TestKeys {
  const { privateKey, publicKey } =
    alg === "RS256"
      ? generateKeyPairSync("rsa", { modulusLength: 2048 })
      : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return {
    jwk: { ...publicKey.export({ format: "jwk" }), kid, use: "sig" },
    sign(claims, header = {}) {
      const input = `${part({ alg, kid, ...header })}.${part(claims)}`;
      const signer = createSign("sha256").update(input);
      return `${input}.${signer.sign({ key: privateKey, dsaEncoding: "ieee-p1363" }, "base64url")}`;
    },
  };
}

/** A client that knows the keys, and talks to nobody. */
export function testClient(keys: readonly JWK[], ...off: readonly CheckName[]): Ready {
  return {
    config: CONFIG,
    checks: checksWithout(...off),
    http: () => Promise.reject(new TypeError("Cannot ask anybody in this test")),
    around: {
      print: () => undefined,
      door: () => Promise.reject(new TypeError("Cannot listen in this test")),
      close: () => Promise.resolve(),
    },
    metadata: { issuer: ISSUER },
    keys: {
      candidates: ({ alg, kid }) =>
        Promise.resolve(
          keys.filter((key) => (kid === undefined || key.kid === kid) && alg.startsWith(key.kty === "RSA" ? "R" : "E")),
        ),
    },
  };
}

/** An unsigned token. */
export function unsigned(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part(claims)}.`;
}

/** The same with the last character of its signature changed. */
export function forged(token: string): string {
  const [header = "", claims = "", signature = ""] = token.split(".");
  return [header, claims, `${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`].join(".");
}
