import type { JWK } from "jose";
import { Refused } from "../refused.ts";
import type { Client } from "./client.ts";
import { type Answer, membersOf, patiently, pause } from "./http.ts";

/** The keys of a provider, fetched when they are needed. */
export interface KeySet {
  /** Those that may have signed; several where the token names none. */
  candidates(header: { readonly alg: string; readonly kid?: string }): Promise<readonly JWK[]>;
}

/** Milliseconds between two fetches for a key that was not there. */
const COOL_DOWN = 30_000;

/** How often a fetch is tried that the server could not answer. */
const TRIES = 2;

/** How often somebody who keeps no measure fetches them for one token. */
const STUBBORN = 6;

const TYPE_OF: Readonly<Record<string, string>> = { R: "RSA", P: "RSA", E: "EC" };

function isKey(value: unknown): value is JWK {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, "kty") === "string";
}

const CURVES: Readonly<Record<string, string>> = { ES256: "P-256", ES384: "P-384", ES512: "P-521" };

/** Whether a key can have made such signatures. */
function fits(key: JWK, alg: string): boolean {
  const type = alg === "EdDSA" || alg === "Ed25519" ? "OKP" : TYPE_OF[alg.slice(0, 1)];
  const curve = CURVES[alg];
  return (
    key.kty === type &&
    (key.use === undefined || key.use === "sig") &&
    (key.alg === undefined || key.alg === alg) &&
    (key.key_ops === undefined || key.key_ops.includes("verify")) &&
    (curve === undefined || key.crv === curve)
  );
}

async function ask(client: Client, url: string): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    const answer = await patiently(client, url);
    if (answer.status < 500 || tries === TRIES) return answer;
    await pause(200);
  }
}

/** Keys at an address. */
export function keySet(client: Client, url: () => string): KeySet {
  const { checks } = client;
  let kept: readonly JWK[] | undefined;
  let fetchedAgainAt = -COOL_DOWN;

  async function fetchKeys(): Promise<readonly JWK[]> {
    const answer = await ask(client, url());
    if (answer.status !== 200) throw new Refused(`no keys: ${answer.status}`);
    const { keys } = membersOf(answer, checks);
    if (!Array.isArray(keys)) throw new Refused("the key set has no keys");
    if (!checks.on("jwks_lenient") && !keys.every((key) => isKey(key) && ["RSA", "EC", "OKP"].includes(key.kty ?? "")))
      throw new TypeError("Cannot read a key");
    return keys.filter(isKey);
  }

  function choose(keys: readonly JWK[], { alg, kid }: { readonly alg: string; readonly kid?: string }) {
    const fitting = keys.filter((key) => fits(key, alg));
    return kid === undefined || !checks.on("id_token_kid") ? fitting : fitting.filter((key) => key.kid === kid);
  }

  async function again(): Promise<readonly JWK[] | undefined> {
    const now = performance.now();
    if (!checks.on("jwks_again")) return undefined;
    if (checks.on("jwks_bounded") && now - fetchedAgainAt < COOL_DOWN) return undefined;
    fetchedAgainAt = now;
    return fetchKeys();
  }

  return {
    async candidates(header) {
      kept ??= await fetchKeys();
      const most = checks.on("jwks_bounded") ? 1 : STUBBORN;
      for (let fetches = 0; fetches < most && choose(kept, header).length === 0; fetches += 1)
        kept = (await again()) ?? kept;
      return choose(kept, header);
    },
  };
}
