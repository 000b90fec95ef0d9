import { createHash } from "node:crypto";
import type { Ready } from "./client.ts";
import { digestOf, type Jwt, takeApart } from "./jwt.ts";
import { checkSignature, ID_TOKEN_SIGNATURE } from "./signature.ts";

/** What an ID token is held against. */
export interface Against {
  /** Undefined = none was sent, and none may come. */
  readonly nonce?: string;
  /** Came with it, so that its hash must be right where there is one. */
  readonly accessToken?: string;
  readonly code?: string;
  /** It came through the browser: then the hashes must be there. */
  readonly front?: boolean;
}

/** Of whom a token speaks. */
export interface Person {
  readonly sub: string;
  readonly sid?: string;
  readonly token: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Seconds by which two clocks may differ. */
const LEEWAY = 20;

/** Seconds; an ID token is made when it is asked for. */
const OLDEST = 3_600;

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function hashOf(alg: string, text: string): string {
  const digest = createHash(digestOf(alg) ?? "sha512")
    .update(text)
    .digest();
  return digest.subarray(0, digest.length / 2).toString("base64url");
}

function isHash(
  value: unknown,
  { alg, text, front }: { readonly alg: string; readonly text: string; readonly front: boolean },
) {
  // Who takes an unsigned token knows no digest to compare by.
  if (alg.toLowerCase() === "none") return true;
  return value === undefined ? !front : value === hashOf(alg, text);
}

type Judging = Pick<Ready, "checks" | "config">;

/** @see OpenID Connect Core 3.1.3.7 2 to 5 */
function checkWhose({ claims }: Jwt, { checks, config }: Judging): void {
  const { iss, aud, azp, sub } = claims;
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  checks.demand("id_token_iss", () => iss === config.issuer);
  checks.demand("id_token_aud", () => audiences.includes(config.client_id));
  const others = audiences.filter((one) => one !== config.client_id && audiences.includes(config.client_id));
  checks.demand("id_token_other_aud", () => others.length === 0 || azp !== undefined);
  checks.demand("id_token_azp", () => azp === undefined || azp === config.client_id);
  checks.demand("id_token_sub", () => typeof sub === "string" && sub !== "" && sub.length <= 255);
}

/** @see OpenID Connect Core 3.1.3.7 9 and 10 */
function checkTimes({ claims: { exp, iat, nbf } }: Jwt, { checks }: Judging): void {
  const now = Date.now() / 1000;
  checks.demand("id_token_exp_there", () => isNumber(exp));
  checks.demand("id_token_exp", () => !isNumber(exp) || exp > now - LEEWAY);
  checks.demand("id_token_iat", () => isNumber(iat) && iat < now + LEEWAY && iat > now - OLDEST);
  checks.demand("id_token_nbf", () => nbf === undefined || (isNumber(nbf) && nbf < now + LEEWAY));
}

function checkBonds(token: Jwt, { checks }: Judging, { nonce, accessToken, code, front = false }: Against): void {
  const { claims, alg } = token;
  checks.demand("nonce_compared", () => claims["nonce"] === nonce);
  if (accessToken !== undefined)
    checks.demand("at_hash", () => isHash(claims["at_hash"], { alg, text: accessToken, front }));
  if (code !== undefined) checks.demand("c_hash", () => isHash(claims["c_hash"], { alg, text: code, front }));
}

/** Judges everything of an ID token but its signature. */
export function checkIdToken(token: Jwt, client: Judging, against: Against): void {
  client.checks.demand("id_token_typ", () => {
    const { typ } = token.header;
    return typ === undefined || (typeof typ === "string" && typ.toUpperCase() === "JWT");
  });
  checkWhose(token, client);
  checkTimes(token, client);
  checkBonds(token, client, against);
}

/** Believes an ID token, or refuses it. */
export async function readIdToken(text: unknown, client: Ready, against: Against): Promise<Person> {
  if (text === undefined) {
    client.checks.demand("id_token_demanded", () => false);
    return { sub: "", token: "", claims: {} };
  }
  const token = takeApart(text);
  await checkSignature(token, client, ID_TOKEN_SIGNATURE);
  checkIdToken(token, client, against);
  const { sub, sid } = token.claims;
  return {
    sub: typeof sub === "string" ? sub : "",
    ...(typeof sid === "string" ? { sid } : {}),
    token: typeof text === "string" ? text : "",
    claims: token.claims,
  };
}
