import type { SignatureCheck, SignatureReport } from "../oauth1/mod.ts";

/** What is said of a signature with everything that can be said. */
export const sampleReport: SignatureReport = {
  verdict: "wrong",
  method: "HMAC-SHA1",
  consumerKey: "printer",
  params: [],
  ours: "GET&a&b",
  theirs: "get&a&b",
  mistake: {
    name: "method_in_lower_case",
    says: "The method is signed in lower case",
    detail: "'get' is signed",
    mend: "Write it in capitals",
    rule: "RFC5849-3.4.1.1-1",
  },
  difference: { at: 0, part: "method", ours: "GET", theirs: "get", same: 0 },
  advice: "Look at the secrets",
};

/** The same of a request. */
export function sampleCheck(changes: Partial<SignatureCheck> = {}): SignatureCheck {
  return {
    report: sampleReport,
    params: [{ name: "q", value: "x", from: "query" }],
    notes: ["Its token was revoked"],
    ...changes,
  };
}
