import { entryOf } from "../../../../test/support/journal.ts";
import { attemptOf, lintCases, redacted } from "../../../../test/support/linted.ts";
import type { LintRow } from "../../../../test/support/linted.ts";
import type { JournalEntry, Place } from "../../journal/entry.ts";
import { DPOP_LINTS } from "./dpop_lints.ts";

const OK = "passed (stated)";
const NONE = "not exercised";
const DPOP = { headers: { authorization: `DPoP ${redacted("acce55")}` } };
let count = 0;

type Members = Readonly<Record<string, unknown>>;

/** How a request with a proof differs from a right one. */
interface Differs {
  readonly claims?: Members;
  readonly jwk?: Members;
  readonly fits?: boolean;
  readonly text?: string;
  readonly rest?: Partial<JournalEntry>;
}

/** A request with a proof that is right, but for what is other. */
function proved(place: Place, { claims, jwk = {}, fits, text, rest = {} }: Differs = {}): JournalEntry {
  count += 1;
  const isToken = place === "token";
  const own = { jti: redacted(`${count}`), htm: isToken ? "POST" : "GET", htu: `https://op.test/${place}`, iat: 0 };
  const proof = {
    header: { typ: "dpop+jwt", alg: "ES256", jwk: { kty: "EC", crv: "P-256", x: redacted("1"), ...jwk } },
    claims: { ...own, ...(isToken ? {} : { ath: redacted("a7") }), ...claims },
    text: text ?? redacted(`${count}`, 400),
    ...(isToken ? {} : { fits: fits ?? true }),
  };
  return entryOf(place, { ...(isToken ? {} : DPOP), proof, ...rest });
}

const RIGHT = [proved("token"), proved("resource"), proved("resource")];
const FAULTED = [entryOf("token", { faults: ["dpop_token_type_bearer"] }), entryOf("resource")];
const SAME = redacted("5a3e", 400);

/** A row of a proof that is wrong, beside what all have in common. */
function wrong(name: string, says: string, entry: JournalEntry): LintRow {
  return [name, "failed", says, [...RIGHT, entry]];
}

const ROWS: readonly LintRow[] = [
  ["dpop_proof_sent", "failed", "has no proof", [entryOf("token")]],
  ["dpop_proof_of_token", "failed", "has no proof", [proved("token"), entryOf("resource", DPOP)]],
  ["dpop_proof_of_token", "failed", "has no proof", [proved("token"), entryOf("userinfo", DPOP)]],
  ["dpop_proof_of_token", NONE, "There were no", FAULTED],
  ["dpop_scheme", "failed", "does not show its token by the scheme", [entryOf("resource")]],
  wrong("dpop_scheme", "scheme DPoP", proved("resource", { rest: { headers: { authorization: "Bearer x" } } })),
  [
    "dpop_proof_once",
    "failed",
    "has the one of request 1 again",
    [proved("resource", { text: SAME }), proved("resource", { text: SAME })],
  ],
  [
    "dpop_jti",
    "failed",
    "Request 2 of 'control-dpop' has the one of request 1 again",
    [proved("token", { claims: { jti: "x" } }), proved("resource", { claims: { jti: "x" } })],
  ],
  [
    "dpop_jti",
    OK,
    "(2) and found nothing wrong",
    // marks are those of an issuer, so that equal ones of two say nothing
    ["control-dpop", "other"].map((name) =>
      attemptOf([proved("token", { claims: { jti: "x" } })], { name, setup: "dpop" }),
    ),
  ],
  wrong("dpop_private_key", "has its private key in its proof (d)", proved("token", { jwk: { d: redacted("d") } })),
  wrong("dpop_private_key", "(p, dp)", proved("token", { jwk: { dp: 1, p: 1 } })),
  wrong("dpop_htm", "for another method, 'GET'", proved("token", { claims: { htm: "GET" } })),
  wrong("dpop_htm", "for another method, 'get'", proved("resource", { claims: { htm: "get" } })),
  wrong("dpop_htm", "for another method", proved("resource", { claims: { htm: undefined } })),
  wrong("dpop_htu", "query or a fragment", proved("token", { claims: { htu: "https://op.test/token?x=1" } })),
  wrong("dpop_htu", "query or a fragment", proved("token", { claims: { htu: "https://op.test/token#x" } })),
  wrong("dpop_htu", "another address, 'https://op.test/'", proved("token", { claims: { htu: "https://op.test/" } })),
  wrong("dpop_htu", "without htu", proved("token", { claims: { htu: undefined } })),
  ["dpop_htu", OK, "(1) and found", [proved("token", { claims: { htu: "HTTPS://op.test:443/token" } })]],
  wrong("dpop_iat", "made 61 seconds from then", proved("token", { claims: { iat: 61.4 } })),
  wrong("dpop_iat", "made -3600 seconds from then", proved("token", { claims: { iat: -3_600 } })),
  wrong("dpop_iat", "without iat", proved("token", { claims: { iat: "now" } })),
  ["dpop_iat", OK, "(2) and found", [proved("token", { claims: { iat: 60 } }), proved("resource")]],
  wrong("dpop_ath", "has a proof without ath", proved("resource", { claims: { ath: undefined } })),
  wrong("dpop_ath", "for another access token", proved("resource", { fits: false })),
  ["dpop_ath_at_token", "warning", "has a proof with ath", [proved("token", { claims: { ath: redacted("a7") } })]],
  ...DPOP_LINTS.flatMap(({ name }): readonly LintRow[] => [
    [name, OK, "and found nothing wrong", RIGHT],
    [name, NONE, "There were no", [entryOf("discovery")]],
  ]),
];

describe("the lints of DPoP", () => {
  lintCases(
    DPOP_LINTS,
    ROWS.map(([name, verdict, says, entries]) => [name, verdict, says, entries, "dpop"] as const),
  );
});
