import { normalizedHtu } from "../../../protocol/mod.ts";
import type { JournalEntry } from "../../journal/entry.ts";
import type { SetupName } from "../../scenarios/setup.ts";
import { proofClaim, proofKey } from "../observe.ts";
import { comparing, firstRepeated, type FoundValue, inspecting, type Lint, type LintedAttempt } from "./lint.ts";
import { ofUntouched, protectedRequests, tokenRequests } from "./requests.ts";

const SETUPS: readonly SetupName[] = ["dpop"];

/** Seconds by which a proof may be older or younger than its request. */
const NEAR = 60;

/** Members of a JWK that only its holder knows. @see RFC 7518 6 */
const PRIVATE = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

function needing(attempt: LintedAttempt): readonly JournalEntry[] {
  return [...tokenRequests(attempt), ...protectedRequests(attempt)];
}

function proved(attempt: LintedAttempt): readonly JournalEntry[] {
  return needing(attempt).filter(({ proof }) => proof !== undefined);
}

function isOfToken({ place }: JournalEntry): boolean {
  return place === "token";
}

/** Values of the proofs of a run, by attempt: each issuer has marks of its own. */
function valuesOfProofs(valueOf: (entry: JournalEntry) => unknown) {
  return (attempts: readonly LintedAttempt[]): readonly FoundValue[] =>
    attempts.flatMap((attempt) =>
      proved(attempt).flatMap((entry) => {
        const value = valueOf(entry);
        return typeof value === "string" ? [{ value: `${attempt.name} ${value}`, entry, attempt }] : [];
      }),
    );
}

/** No value stands in two proofs. */
function onlyOnce(what: string, valueOf: (entry: JournalEntry) => unknown): Lint["look"] {
  return comparing({
    what,
    of: valuesOfProofs(valueOf),
    wrong(found) {
      const repeated = firstRepeated(found);
      if (repeated === undefined) return undefined;
      const [before, at] = repeated;
      return { at, words: `has the one of request ${before.entry.n} again` };
    },
  });
}

type Rest = Omit<Lint, "name" | "keyword" | "setups"> & Partial<Pick<Lint, "keyword">>;

function lint(name: string, rest: Rest): Lint {
  return { name: `dpop_${name}`, keyword: "MUST", setups: SETUPS, ...rest };
}

function wrongAddress(entry: JournalEntry): string | undefined {
  const htu = proofClaim(entry, "htu");
  if (typeof htu !== "string") return "has a proof without htu";
  if (/[?#]/.test(htu)) return "has a proof whose htu has a query or a fragment";
  return normalizedHtu(htu) === normalizedHtu(entry.url) ? undefined : `has a proof for another address, '${htu}'`;
}

function wrongMethod(entry: JournalEntry): string | undefined {
  const htm = proofClaim(entry, "htm");
  return htm === entry.method ? undefined : `has a proof for another method, '${String(htm)}'`;
}

function wrongTime(entry: JournalEntry): string | undefined {
  const iat = proofClaim(entry, "iat");
  if (typeof iat !== "number") return "has a proof without iat";
  const off = Math.round(iat - entry.at / 1000);
  return Math.abs(off) <= NEAR ? undefined : `has a proof that was made ${off} seconds from then`;
}

function wrongToken(entry: JournalEntry): string | undefined {
  if (proofClaim(entry, "ath") === undefined) return "has a proof without ath";
  return entry.proof?.fits === false ? "has a proof for another access token (ath)" : undefined;
}

function privateMembers(entry: JournalEntry): string | undefined {
  const names = PRIVATE.filter((name) => name in proofKey(entry));
  return names.length === 0 ? undefined : `has its private key in its proof (${names.join(", ")})`;
}

/** Lints of the proofs of DPoP. */
export const DPOP_LINTS: readonly Lint[] = [
  lint("proof_sent", {
    title: "A proof with each token request",
    rule: "RFC9449-5-1",
    says: "Each token request has a proof",
    mend: "Put a proof into the header field DPoP of each token request.",
    look: inspecting({
      what: "token requests",
      of: ofUntouched(tokenRequests),
      wrong: ({ proof }) => (proof === undefined ? "has no proof" : undefined),
    }),
  }),
  lint("proof_of_token", {
    title: "A proof with each use of the token",
    rule: "RFC9449-7-1",
    says: "Each request with a bound access token has a proof",
    mend: "Put a proof into the header field DPoP of each request that shows the access token.",
    look: inspecting({
      what: "requests with an access token",
      of: ofUntouched(protectedRequests),
      wrong: ({ proof }) => (proof === undefined ? "has no proof" : undefined),
    }),
  }),
  lint("scheme", {
    title: "A bound token by the scheme DPoP",
    rule: "RFC9449-7.1-1",
    says: "A bound access token is shown by the scheme DPoP",
    mend: "Write 'Authorization: DPoP' and the token where token_type was DPoP.",
    look: inspecting({
      what: "requests with an access token",
      of: ofUntouched(protectedRequests),
      wrong: ({ headers }) =>
        /^dpop /i.test(headers["authorization"] ?? "") ? undefined : "does not show its token by the scheme DPoP",
    }),
  }),
  lint("proof_once", {
    title: "No proof twice",
    rule: "RFC9449-11.3-1",
    keyword: "MUST NOT",
    says: "No proof comes with two requests",
    mend: "Make a new proof for each request, also where the same request is sent again.",
    look: onlyOnce("proofs", ({ proof }) => proof?.text),
  }),
  lint("jti", {
    title: "A jti of its own for each proof",
    rule: "RFC9449-4.2-1",
    says: "Each proof has a jti that no other has",
    mend: "Take 96 random bits or more for the jti of each proof, or a random UUID.",
    look: onlyOnce("proofs with a jti", (entry) => proofClaim(entry, "jti")),
  }),
  lint("private_key", {
    title: "No private key in a proof",
    rule: "RFC9449-4.2-2",
    keyword: "MUST NOT",
    says: "The jwk of a proof is a public key",
    mend: "Export the public key alone for the header of the proof, and make a new key: this one is known to others now.",
    look: inspecting({ what: "proofs", of: proved, wrong: privateMembers }),
  }),
  lint("htm", {
    title: "The method of the request",
    rule: "RFC9449-4.2-5",
    says: "The htm of a proof is the method of its request",
    mend: "Make the proof where the request is sent, from its very method.",
    look: inspecting({ what: "proofs", of: proved, wrong: wrongMethod }),
  }),
  lint("htu", {
    title: "The address without query and fragment",
    rule: "RFC9449-4.2-3",
    says: "The htu of a proof is the address of its request without query and fragment",
    mend: "Cut the address off before '?' and '#' before it becomes htu.",
    look: inspecting({ what: "proofs", of: proved, wrong: wrongAddress }),
  }),
  lint("iat", {
    title: "Proofs are made when they are sent",
    rule: "RFC9449-4.2-6",
    says: "The iat of a proof is the time of its request, give or take a minute",
    mend: "Make the proof when the request is sent, and look whether the clock is right; iat is in seconds.",
    look: inspecting({ what: "proofs", of: proved, wrong: wrongTime }),
  }),
  lint("ath", {
    title: "The digest of the access token",
    rule: "RFC9449-4.2-4",
    says: "A proof that comes with an access token has the digest of that token as its ath",
    mend: "Put the SHA-256 of the access token into ath, in base64url without padding.",
    look: inspecting({
      what: "proofs that come with an access token",
      of: ofUntouched((attempt) => proved(attempt).filter((entry) => !isOfToken(entry))),
      wrong: wrongToken,
    }),
  }),
  lint("ath_at_token", {
    title: "No digest where there is no access token",
    rule: "RFC9449-4.2-4",
    says: "A proof of a token request has no ath, as no access token comes with it",
    mend: "Leave ath out of the proofs for the token endpoint.",
    look: inspecting({
      what: "proofs of token requests",
      of: (attempt) => proved(attempt).filter(isOfToken),
      wrong: (entry) => (proofClaim(entry, "ath") === undefined ? undefined : "has a proof with ath"),
      atMost: "warning",
    }),
  }),
];
