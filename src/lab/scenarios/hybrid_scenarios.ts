import { FRONT, STOPS } from "./_oidc.ts";
import { refuses, type Scenario } from "./scenario.ts";
import type { SetupName } from "./setup.ts";

const IMPLICIT: readonly SetupName[] = ["oidc-implicit"];
const HYBRID: readonly SetupName[] = ["oidc-hybrid"];

const AT_HASH =
  "Hash the access token by the hash of the ID token's alg, encode the left half in base64url, and compare it with at_hash. Refuse an ID token without at_hash where an access token came along.";
const C_HASH =
  "Hash the code by the hash of the ID token's alg, encode the left half in base64url, and compare it with c_hash before you redeem the code. Refuse an ID token without c_hash where a code came along.";
const STATE =
  "Keep the state that you sent with the session of the browser, and compare it with the one in the answer before you look at anything else.";
const SAME =
  "Compare iss and sub of the ID token from the token endpoint with those of the one from the authorization endpoint, and refuse both where they differ.";

const HASHES: readonly Scenario[] = [
  {
    name: "id_token_wrong_at_hash",
    title: "at_hash of another access token",
    setups: IMPLICIT,
    rule: "OIDC-3.2.2.9-2",
    keyword: "MUST",
    says: "Refuse an access token whose hash is not the at_hash of the ID token",
    faults: [{ fault: "id_token_wrong_at_hash" }],
    expect: refuses("userinfo", "resource"),
    mend: AT_HASH,
    known: ["OIDF invalid-athash"],
  },
  {
    name: "id_token_missing_at_hash",
    title: "No at_hash",
    setups: IMPLICIT,
    rule: "OIDC-3.2.2.10-3",
    keyword: "MUST",
    says: "Refuse an ID token without at_hash where an access token came along through the browser",
    faults: [{ fault: "id_token_missing_at_hash" }],
    expect: refuses("userinfo", "resource"),
    mend: AT_HASH,
    known: ["OIDF missing-athash"],
  },
  {
    name: "front_access_token_of_another_flow",
    title: "Access token of another login",
    setups: IMPLICIT,
    rule: "OIDC-3.2.2.8-4",
    keyword: "MUST",
    says: "Refuse an access token that was put in the place of the one which the ID token vouches for",
    faults: [{ fault: "front_access_token_of_another_flow" }],
    expect: refuses("userinfo", "resource"),
    mend: AT_HASH,
  },
  {
    name: "id_token_wrong_c_hash",
    title: "c_hash of another code",
    setups: HYBRID,
    rule: "OIDC-3.3.2.10-2",
    keyword: "MUST",
    says: "Redeem no code whose hash is not the c_hash of the ID token",
    faults: [{ fault: "id_token_wrong_c_hash" }],
    expect: STOPS,
    mend: C_HASH,
    known: ["OIDF invalid-chash"],
  },
  {
    name: "id_token_missing_c_hash",
    title: "No c_hash",
    setups: HYBRID,
    rule: "OIDC-3.3.2.11-4",
    keyword: "MUST",
    says: "Refuse an ID token without c_hash where a code came along",
    faults: [{ fault: "id_token_missing_c_hash" }],
    expect: STOPS,
    mend: C_HASH,
    known: ["OIDF missing-chash"],
  },
  {
    name: "front_code_of_another_flow",
    title: "Code of another login",
    setups: HYBRID,
    rule: "OIDC-3.3.2.8-5",
    keyword: "MUST",
    says: "Redeem no code that was put in the place of the one which the ID token vouches for",
    faults: [{ fault: "front_code_of_another_flow" }],
    expect: STOPS,
    mend: C_HASH,
  },
  {
    name: "id_token_at_hash_from_token_endpoint",
    title: "at_hash from the token endpoint",
    setups: ["oidc-code"],
    rule: "OIDC-3.1.3.8-1",
    keyword: "MAY",
    says: "Refuse an access token from the token endpoint whose hash is not the at_hash of the ID token beside it",
    faults: [{ fault: "id_token_wrong_at_hash" }],
    expect: STOPS,
    mend: AT_HASH,
  },
  {
    name: "id_token_no_at_hash_from_token_endpoint",
    title: "No at_hash from the token endpoint",
    setups: ["oidc-code"],
    rule: "OIDC-3.1.3.8-1",
    keyword: "MAY",
    says: "Accept an ID token without at_hash from the token endpoint, where it is optional",
    faults: [{ fault: "id_token_missing_at_hash" }],
    expect: { kind: "accepts", needs: ["userinfo"] },
    mend: "Demand at_hash only where ID token and access token come through the browser.",
    known: ["FAPI missing-athash"],
  },
];

const ANSWERS: readonly Scenario[] = [
  {
    name: "front_wrong_state",
    title: "State changed, ID token through the browser",
    setups: FRONT,
    rule: "OIDC-3.2.2.8-2",
    keyword: "MUST",
    says: "Refuse an answer with an ID token whose state is not the one that was sent",
    faults: [{ fault: "front_wrong_state" }],
    expect: STOPS,
    mend: STATE,
    known: ["client bug 1"],
  },
  {
    name: "front_missing_state",
    title: "State missing, ID token through the browser",
    setups: FRONT,
    rule: "OIDC-3.2.2.8-2",
    keyword: "MUST",
    says: "Refuse an answer with an ID token and without the state that was sent",
    faults: [{ fault: "front_missing_state" }],
    expect: STOPS,
    mend: STATE,
    known: ["client bug 1"],
  },
  {
    name: "form_post_error",
    title: "Refusal by form_post",
    setups: FRONT,
    rule: "FORMPOST-2-6",
    keyword: "MUST",
    says: "Take an error that comes by form_post for the refusal that it is",
    faults: [],
    acts: ["deny"],
    expect: refuses("token", "userinfo", "resource"),
    mend: "Look for error among the parameters of the form before you look for tokens, and tell the person of it.",
    known: ["OIDF form-post-error"],
  },
];

const SECOND: readonly Scenario[] = [
  {
    name: "second_id_token_other_sub",
    title: "Second ID token of another person",
    setups: HYBRID,
    rule: "OIDC-3.3.3.6-3",
    keyword: "MUST",
    says: "Refuse an ID token from the token endpoint whose sub is not that of the one from the browser",
    faults: [{ fault: "id_token_other_sub", nth: 2 }],
    expect: refuses("userinfo", "resource"),
    mend: SAME,
  },
  {
    name: "second_id_token_wrong_issuer",
    title: "Second ID token of another issuer",
    setups: HYBRID,
    rule: "OIDC-3.3.3.6-3",
    keyword: "MUST",
    says: "Refuse an ID token from the token endpoint whose iss is not that of the one from the browser",
    faults: [{ fault: "id_token_wrong_issuer", nth: 2 }],
    expect: refuses("userinfo", "resource"),
    mend: SAME,
  },
  {
    name: "second_id_token_wrong_nonce",
    title: "Second ID token with another nonce",
    setups: HYBRID,
    rule: "RFC9700-4.5.3.2-1",
    keyword: "MUST",
    says: "Refuse an ID token from the token endpoint with another nonce, though the first one had the right one",
    faults: [{ fault: "id_token_wrong_nonce", nth: 2 }],
    expect: refuses("userinfo", "resource"),
    mend: "Compare the nonce of both ID tokens with the one that you sent.",
  },
  {
    name: "second_id_token_expired",
    title: "Second ID token is expired",
    setups: HYBRID,
    rule: "OIDC-3.3.3.7-1",
    keyword: "MUST",
    says: "Validate the ID token from the token endpoint as well, and refuse it where it has expired",
    faults: [{ fault: "id_token_expired", nth: 2 }],
    expect: refuses("userinfo", "resource"),
    mend: "Validate the ID token from the token endpoint as if it were the only one.",
  },
];

/** What a client makes of an ID token through the browser, and of the second one behind it. */
export const HYBRID_SCENARIOS: readonly Scenario[] = [...HASHES, ...ANSWERS, ...SECOND];
