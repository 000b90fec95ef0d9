import { sha256 } from "../../../platform/mod.ts";
import type { JournalEntry } from "../../journal/entry.ts";
import { redactedOf, valueOf } from "../observe.ts";
import { comparing, firstRepeated, inspecting, whereWords } from "./lint.ts";
import type { Lint, LintedAttempt } from "./lint.ts";
import {
  asksFor,
  authorizationRequests,
  codeRequests,
  ofUntouched,
  registeredMethod,
  requestedValues,
} from "./requests.ts";

const MEND =
  "Make a random code_verifier for each request, send its SHA-256 in base64url as code_challenge with code_challenge_method=S256, and the verifier with the code.";

/** The requests of an attempt that ask for a code, up to the first answer with a fault. */
const forCode = ofUntouched((attempt) => authorizationRequests(attempt).filter((entry) => asksFor(entry, "code")));
/** Those of them that have a challenge. */
const challenged = ofUntouched((attempt) => authorizationRequests(attempt).filter(hasChallenge));

function hasChallenge(entry: JournalEntry): boolean {
  return valueOf(entry, "code_challenge") !== undefined;
}

function withoutChallenge(entry: JournalEntry): string | undefined {
  return hasChallenge(entry) ? undefined : "has no code_challenge";
}

function isPublic(attempt: LintedAttempt): boolean {
  return registeredMethod(attempt) === "none";
}

/** Whether a client asked for the code of a token request with a challenge; undefined where that is not known. */
function wasChallenged(attempt: LintedAttempt): boolean | undefined {
  const asked = authorizationRequests(attempt).filter((entry) => asksFor(entry, "code"));
  if (asked.length === 0) return undefined;
  if (asked.every(hasChallenge)) return true;
  return asked.some(hasChallenge) ? undefined : false;
}

/** Lints of PKCE. */
export const PKCE_LINTS: readonly Lint[] = [
  {
    name: "pkce_public",
    title: "A public client uses PKCE",
    rule: "RFC9700-2.1.1-7",
    keyword: "MUST",
    says: "A client without a secret sends a code_challenge with each request for a code",
    mend: MEND,
    look: inspecting({
      what: "requests of public clients for a code",
      of: (attempt) => (isPublic(attempt) ? forCode(attempt) : []),
      wrong: withoutChallenge,
    }),
  },
  {
    name: "pkce_oauth21",
    title: "OAuth 2.1 means PKCE",
    rule: "OAUTH21-4.1.1-1",
    keyword: "MUST",
    says: "A client of OAuth 2.1 sends a code_challenge with each request for a code",
    mend: MEND,
    setups: ["oauth2.1"],
    look: inspecting({ what: "requests for a code", of: forCode, wrong: withoutChallenge }),
  },
  {
    name: "pkce_confidential",
    title: "A confidential client uses PKCE too",
    rule: "RFC9700-2.1.1-8",
    keyword: "SHOULD",
    says: "A client with a secret sends a code_challenge as well, as its secret does not keep codes of others out",
    mend: MEND,
    look: inspecting({
      what: "requests of confidential clients for a code",
      of: (attempt) => (isPublic(attempt) || attempt.setup === "oauth2.1" ? [] : forCode(attempt)),
      wrong: withoutChallenge,
    }),
  },
  {
    name: "pkce_s256",
    title: "PKCE is by S256",
    rule: "RFC7636-4.2-1",
    keyword: "MUST",
    says: "The code_challenge_method is S256, as plain shows the verifier to whoever sees the request",
    mend: "Send code_challenge_method=S256 with the SHA-256 of the verifier; leaving the method out means plain.",
    look: inspecting({
      what: "requests with a code_challenge",
      of: challenged,
      wrong(entry) {
        const method = valueOf(entry, "code_challenge_method");
        if (method === "S256") return undefined;
        return method === undefined ? "has no code_challenge_method, which means plain" : `has the method '${method}'`;
      },
    }),
  },
  {
    name: "pkce_challenge_form",
    title: "The challenge is a digest",
    rule: "RFC7636-4.2-4",
    keyword: "MUST",
    says: "A code_challenge of S256 is a SHA-256 in base64url, of 43 characters without padding",
    mend: "Encode the 32 octets of the digest, not its hexadecimal form, in base64url, and leave the '=' at the end out.",
    look: inspecting({
      what: "requests with a challenge of S256",
      of: (attempt) => challenged(attempt).filter((entry) => valueOf(entry, "code_challenge_method") === "S256"),
      wrong(entry) {
        const challenge = valueOf(entry, "code_challenge") ?? "";
        return /^[\w-]{43}$/.test(challenge)
          ? undefined
          : `has a challenge of ${challenge.length} characters, '${challenge}'`;
      },
    }),
  },
  {
    name: "challenge_reused",
    title: "Each request has a verifier of its own",
    rule: "RFC7636-4.1-4",
    keyword: "MUST",
    says: "No code_verifier serves a second authorization request, which a code_challenge that comes again gives away",
    mend: "Make a new code_verifier for each authorization request, and keep it in the session of that request.",
    look: comparing({
      what: "values of code_challenge",
      of: requestedValues("code_challenge"),
      atLeast: 2,
      wrong(found) {
        const [before, at] = firstRepeated(found) ?? [];
        if (before === undefined || at === undefined) return undefined;
        return { at, words: `has the code_challenge of ${whereWords(before)} again` };
      },
    }),
  },
  {
    name: "verifier_apart",
    title: "The verifier is shown to nobody",
    rule: "OAUTH21-4.1.1-2",
    keyword: "MUST",
    says: "The code_verifier is a value of its own, and serves neither as state nor as nonce",
    mend: "Make verifier, state and nonce independently: whoever sees the authorization request sees state and nonce.",
    look: inspecting({ what: "requests with a code_challenge", of: challenged, wrong: showsVerifier }),
  },
  {
    name: "verifier_length",
    title: "The verifier has a right length",
    rule: "RFC7636-4.1-1",
    keyword: "MUST",
    says: "The code_verifier has 43 to 128 characters",
    mend: "Make the verifier of 32 random bytes in base64url, which are 43 characters.",
    look: inspecting({
      what: "token requests with a code_verifier",
      of: (attempt) => codeRequests(attempt).filter((entry) => valueOf(entry, "code_verifier") !== undefined),
      wrong(entry) {
        const verifier = valueOf(entry, "code_verifier") ?? "";
        const length = redactedOf(verifier)?.length ?? verifier.length;
        return length >= 43 && length <= 128 ? undefined : `has a code_verifier of ${length} characters`;
      },
    }),
  },
  {
    name: "verifier_sent",
    title: "The verifier comes with the code",
    rule: "RFC7636-4.5-3",
    keyword: "MUST",
    says: "A token request has the code_verifier whose challenge came with the request for the code",
    mend: "Keep the verifier in the session of the authorization request, and send it as code_verifier with the code.",
    look: inspecting({
      what: "token requests after a code_challenge",
      of: ofUntouched((attempt) => (wasChallenged(attempt) === true ? codeRequests(attempt) : [])),
      wrong: (entry) => (valueOf(entry, "code_verifier") === undefined ? "has no code_verifier" : undefined),
    }),
  },
  {
    name: "verifier_without_challenge",
    title: "No verifier without a challenge",
    rule: "OAUTH21-4.1.3-1",
    keyword: "MUST NOT",
    says: "A token request has no code_verifier where no code_challenge came with the request for the code",
    mend: "Send the code_challenge with the authorization request: a verifier alone protects nothing.",
    look: inspecting({
      what: "token requests after a request without a code_challenge",
      of: ofUntouched((attempt) => (wasChallenged(attempt) === false ? codeRequests(attempt) : [])),
      wrong: (entry) => (valueOf(entry, "code_verifier") === undefined ? undefined : "has a code_verifier"),
    }),
  },
];

/** The verifier itself is redacted, but its digest is there to compare with. */
function showsVerifier(entry: JournalEntry): string | undefined {
  const challenge = valueOf(entry, "code_challenge");
  for (const name of ["state", "nonce"]) {
    const value = valueOf(entry, name);
    if (value === undefined) continue;
    if (sha256(value).toString("base64url") === challenge) return `has the code_verifier as ${name}`;
    if (value === challenge) return `has the code_challenge as ${name}`;
  }
  return undefined;
}
