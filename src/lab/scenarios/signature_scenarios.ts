import { DISCOVERING, FRONT, OIDC, STOPS } from "./_oidc.ts";
import { accepts, type Keyword, refuses, type Scenario } from "./scenario.ts";

type Said = Pick<Scenario, "title" | "rule" | "keyword" | "says" | "mend"> &
  Partial<Pick<Scenario, "known" | "expect" | "setups" | "faults" | "client">>;

/** A scenario of one fault, which has the same name behind `id_token_`; the client must use nothing of the ID token. */
function scenario(name: string, said: Said): Scenario {
  const whole = `id_token_${name}`;
  return { name: whole, setups: OIDC, faults: [{ fault: whole }], expect: STOPS, ...said };
}

type Unverified = Omit<Said, "rule" | "keyword"> & {
  /** Rule and keyword where the ID token comes through the browser. */
  readonly front?: readonly [rule: string, keyword: Keyword];
};

/**
 * A signature that does not hold, judged by where the ID token comes from: TLS may vouch for what the token endpoint
 * answers, and nothing vouches for what a browser brings.
 *
 * @see OpenID Connect Core 3.1.3.7 rule 6
 */
function unverified(name: string, { front = ["OIDC-3.2.2.11-1", "MUST"], ...said }: Unverified): readonly Scenario[] {
  const [rule, keyword] = front;
  const one = scenario(name, {
    ...said,
    setups: ["oidc-code"],
    rule: "RFC8725-3.3-2",
    keyword: "SHOULD",
    says: `${said.says}, though it came straight from the token endpoint`,
  });
  const other = scenario(name, {
    ...said,
    title: `${said.title}, through the browser`,
    setups: FRONT,
    rule,
    keyword,
    says: `${said.says}, all the more as it came through the browser`,
  });
  return [one, { ...other, name: `${other.name}_front` }];
}

const VERIFY =
  "Verify the signature of every ID token by a key from jwks_uri, with a library that is maintained, before you read its claims. Use nothing of a token whose signature does not hold.";
const FIX_ALG =
  "Tell your library which algorithms you take (RS256, or the one that you registered) instead of letting the header of the token choose.";

const SIGNATURES: readonly Scenario[] = [
  ...unverified("bad_signature", {
    title: "Bad signature",
    says: "Refuse an ID token whose signature does not hold",
    mend: VERIFY,
    known: ["OIDF invalid-sig-rs256"],
  }),
  ...unverified("no_signature", {
    title: "Empty signature",
    says: "Refuse an ID token that names RS256 and has no signature",
    mend: VERIFY,
  }),
  ...unverified("other_key", {
    title: "Signed by another key",
    says: "Refuse an ID token that is signed by a key which the issuer does not publish",
    mend: VERIFY,
    known: ["FAPI invalid-alternate-alg"],
  }),
  ...unverified("hs256_public_pem", {
    title: "HS256 under the public key (PEM)",
    says: "Refuse an ID token by HS256 whose secret is the public key of the issuer as PEM",
    front: ["RFC8725-3.1-5", "MUST"],
    mend: FIX_ALG,
  }),
  ...unverified("hs256_public_jwk", {
    title: "HS256 under the public key (JWK)",
    says: "Refuse an ID token by HS256 whose secret is the public key of the issuer as JSON",
    front: ["RFC8725-3.1-5", "MUST"],
    mend: FIX_ALG,
  }),
  ...unverified("unknown_crit", {
    title: "Unknown crit",
    says: "Refuse an ID token whose header demands (crit) an extension that the client does not know",
    front: ["RFC7515-4.1.11-3", "MUST"],
    mend: "Look for crit in the header, and refuse the token where it lists anything that you have not implemented.",
  }),
  ...unverified("embedded_jwk", {
    title: "Key in the header (jwk)",
    says: "Refuse an ID token that is verified only by the key which it brings along",
    front: ["OIDC-3.1.3.7-15", "MUST"],
    mend: "Take keys from the issuer's jwks_uri alone, and never look at jwk, jku, x5c or x5u of a header.",
  }),
  ...unverified("foreign_jku", {
    title: "Key address in the header (jku)",
    says: "Refuse an ID token that names (jku) where its key lies, and do not fetch it from there",
    front: ["OIDC-3.1.3.7-15", "MUST"],
    expect: refuses("unknown", "token", "userinfo", "resource"),
    mend: "Take keys from the issuer's jwks_uri alone, and never follow an address in the header of a token.",
  }),
  ...unverified("unknown_kid", {
    title: "Unknown kid",
    says: "Refuse an ID token whose kid is not in the key set, after that was fetched once more",
    front: ["OIDC-10.1-4", "MUST"],
    mend: "Choose the key by kid. Where the kid is not known, fetch the key set once more, and then refuse the token.",
  }),
];

const ALGORITHMS: readonly Scenario[] = [
  scenario("alg_none", {
    title: "alg none",
    setups: DISCOVERING,
    rule: "RFC8725-3.2-4",
    keyword: "MUST NOT",
    says: "Refuse an ID token that is not signed (alg none) where the client did not register for that",
    mend: FIX_ALG,
    known: ["OIDF idtoken-sig-none", "FAPI invalid-null-alg"],
  }),
  scenario("alg_none_in_capitals", {
    title: "alg nOnE",
    rule: "RFC8725-3.2-4",
    keyword: "MUST NOT",
    says: "Refuse an ID token that is not signed, however 'none' is written",
    mend: FIX_ALG,
  }),
  scenario("unregistered_alg", {
    title: "Another algorithm than registered",
    rule: "OIDC-3.1.3.7-7",
    keyword: "SHOULD",
    says: "Refuse an ID token by ES256 where the client is registered for RS256",
    mend: FIX_ALG,
  }),
  scenario("typ_access_token", {
    title: "Access token for an ID token",
    rule: "RFC8725-3.11-2",
    keyword: "SHOULD",
    says: "Refuse an ID token whose type (typ) is 'at+jwt', which access tokens have",
    mend: "Where the header has a typ, take 'JWT' alone for an ID token, and refuse at+jwt and logout+jwt.",
  }),
  scenario("no_jwt", {
    title: "ID token that is no JWT",
    rule: "OIDC-3.1.3.5-2",
    keyword: "MUST",
    says: "Refuse an ID token that is no JWT at all",
    mend: "Treat an ID token that cannot be read as a failed login, and use nothing that came along with it.",
  }),
];

const ACCEPTED: readonly Scenario[] = [
  scenario("typ_jwt", {
    title: "typ JWT",
    rule: "RFC7515-4-3",
    keyword: "MUST",
    says: "Accept an ID token whose header has typ 'JWT'",
    expect: accepts("userinfo"),
    mend: "Take a header with typ 'JWT' and one without typ alike.",
  }),
  scenario("unknown_header_members", {
    title: "Unknown header members",
    rule: "RFC7515-4-3",
    keyword: "MUST",
    says: "Accept an ID token whose header has members that the client does not know and that crit does not list",
    expect: accepts("userinfo"),
    mend: "Ignore members of the header that you do not know, as long as crit does not list them.",
  }),
  {
    ...scenario("no_kid_one_key", {
      title: "No kid, one key",
      rule: "OIDC-10.1-5",
      keyword: "MUST",
      says: "Accept an ID token without a kid where the key set has one key",
      expect: accepts("userinfo"),
      mend: "Where the header has no kid, verify by the one key of the set whose type fits the algorithm.",
      known: ["OIDF kid-absent-single-jwks"],
    }),
    faults: [{ fault: "id_token_no_kid" }, { fault: "jwks_one_key" }],
  },
  {
    ...scenario("no_kid_one_that_fits", {
      title: "No kid, one key that fits",
      rule: "OIDC-10.1-5",
      keyword: "SHOULD",
      says: "Accept an ID token without a kid where one key alone of the set fits its algorithm",
      expect: accepts("userinfo"),
      mend: "Where the header has no kid, leave out keys of other types, uses and algorithms, and verify by the one that is left.",
      known: ["OIDF kid-absent-single-jwks"],
    }),
    faults: [{ fault: "id_token_no_kid" }, { fault: "jwks_no_kids" }],
  },
  {
    ...scenario("no_kid_several_keys", {
      title: "No kid, several keys",
      rule: "OIDC-10.1-4",
      keyword: "MUST",
      says: "Refuse an ID token without a kid where several keys fit, or try them all, but end in order",
      expect: { kind: "either" },
      mend: "Where several keys fit and nothing tells them apart, refuse the token or try each of them.",
      known: ["OIDF kid-absent-multiple-jwks"],
    }),
    faults: [{ fault: "id_token_no_kid" }, { fault: "jwks_no_kids_several" }],
  },
];

/** Clients that registered another algorithm; the metadata of the client says which. */
function registeredFor(alg: string): readonly Scenario[] {
  return unverified(`bad_${alg.toLowerCase()}_signature`, {
    title: `Bad signature, ${alg}`,
    says: `Refuse an ID token by ${alg} whose signature does not hold`,
    faults: [{ fault: "id_token_bad_signature" }],
    client: { id_token_signed_response_alg: alg },
    mend: VERIFY,
    known: [`OIDF invalid-sig-${alg.toLowerCase()}`],
  });
}

/** What a client makes of how ID tokens are signed. */
export const SIGNATURE_SCENARIOS: readonly Scenario[] = [
  ...SIGNATURES,
  ...["ES256", "HS256"].flatMap(registeredFor),
  ...ALGORITHMS,
  ...ACCEPTED,
];
