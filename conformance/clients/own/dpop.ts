import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { parseChallenges } from "./challenge.ts";
import type { Checks } from "./checks.ts";
import type { Ready } from "./client.ts";
import type { Answer, Asked, Http } from "./http.ts";
import { errorOf } from "./token.ts";

/** How often somebody who does not count sends a request again. */
const STUBBORN = 8;

/** What a proof is made for. */
interface Proving {
  readonly method: string;
  readonly url: string;
  readonly token: string | undefined;
  readonly nonce: string | undefined;
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

function athOf(token: string | undefined, checks: Checks): { readonly ath?: string } {
  if (token !== undefined) return checks.on("dpop_ath") ? { ath: hashOf(token) } : {};
  return checks.on("dpop_ath_there") ? {} : { ath: hashOf("") };
}

/** Makes a key, and proofs by it. @see RFC 9449 4.2 */
function prover(checks: Checks): (proving: Proving) => string {
  const { privateKey: key, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = (checks.on("dpop_public") ? publicKey : key).export({ format: "jwk" });
  const same = randomUUID();
  return ({ method, url, token, nonce }) => {
    const [htu = ""] = url.split(/[?#]/);
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      jti: checks.on("dpop_jti") ? randomUUID() : same,
      htm: checks.on("dpop_htm") ? method : "PUT",
      htu: checks.on("dpop_htu") ? htu : `${htu}?from=here`,
      iat: checks.on("dpop_iat") ? now : now - 3_600,
      ...athOf(token, checks),
      ...(nonce === undefined ? {} : { nonce }),
    };
    const input = `${encoded({ typ: "dpop+jwt", alg: "ES256", jwk })}.${encoded(claims)}`;
    return `${input}.${sign("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
  };
}

/** The token of a request that shows one by the scheme DPoP. */
function tokenIn({ headers }: Asked): string | undefined {
  return /^DPoP (.*)$/.exec(headers?.["authorization"] ?? "")?.[1];
}

/** Whether an answer says that a nonce is lacking. @see RFC 9449 8, 9 */
function demandsNonce(answer: Answer, checks: Checks): boolean {
  if (!answer.headers.has("dpop-nonce")) return false;
  if (answer.status === 400) return errorOf(answer) === "use_dpop_nonce";
  const scheme = checks.on("challenge_any_case") ? /^dpop$/i : /^DPoP$/;
  const challenges = parseChallenges(answer.headers.get("www-authenticate"));
  return answer.status === 401 && challenges.some((one) => scheme.test(one.scheme) && isOfNonce(one.params));
}

function isOfNonce({ error }: Readonly<Record<string, string>>): boolean {
  return error === "use_dpop_nonce";
}

function mostTries(checks: Checks): number {
  if (!checks.on("dpop_nonce")) return 1;
  return checks.on("dpop_nonce_bounded") ? 2 : STUBBORN;
}

/** The same client with a key of its own, which it proves to hold with each token request and each use of a token. */
export function proving(client: Ready): Ready {
  const { checks } = client;
  const prove = prover(checks);
  const nonces = new Map<string, string>();
  const proofs = new Map<string, string>();

  function proofFor(proving: Proving): string {
    const { method, url, token = "" } = proving;
    const what = `${method} ${url} ${token}`;
    const before = checks.on("dpop_once") ? undefined : proofs.get(what);
    const proof = before ?? prove(proving);
    proofs.set(what, proof);
    return proof;
  }

  const http: Http = async (url, asked = {}) => {
    const token = tokenIn(asked);
    const isGrant = asked.form?.has("grant_type") === true;
    const isProved = isGrant ? checks.on("dpop_asked") : token !== undefined && checks.on("dpop_proof");
    if (!isProved) return client.http(url, asked);
    const method = asked.method ?? (asked.form === undefined ? "GET" : "POST");
    const { origin } = new URL(url);
    for (let tries = 1; ; tries += 1) {
      const dpop = proofFor({ method, url, token, nonce: nonces.get(origin) });
      const answer = await client.http(url, { ...asked, headers: { ...asked.headers, dpop } });
      const nonce = answer.headers.get("dpop-nonce");
      if (nonce !== null && (answer.status >= 400 || checks.on("dpop_nonce_newest"))) nonces.set(origin, nonce);
      if (!demandsNonce(answer, checks) || tries === mostTries(checks)) return answer;
    }
  };
  return { ...client, http, bound: true };
}
