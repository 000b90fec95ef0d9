import { after, changing, type ClaimsChange, HOUR, otherText, saying, without } from "./_claims.ts";
import type { Fault, WrongSignature } from "./fault.ts";

type Members = Readonly<Record<string, unknown>>;

/** The member of `events` that makes a JWT a logout token. @see OpenID Connect Back-Channel Logout 2.4 */
const EVENT = "http://schemas.openid.net/event/backchannel-logout";

function both(...changes: readonly ClaimsChange[]): ClaimsChange {
  return (claims, context) => changes.reduce((changed, change) => change(changed, context), claims);
}

function claims(name: string, says: string, change: ClaimsChange): Fault {
  return { name: `logout_token_${name}`, place: "logout_token", says, logoutToken: change };
}

function signed(name: string, says: string, signature: WrongSignature): Fault {
  return { name: `logout_token_${name}`, place: "logout_token", says, signature };
}

/** An algorithm that is right for nobody here; no kid, as that of a right token names a key of another type. */
function otherAlg({ kid: _kid, ...header }: Members): Members {
  return { ...header, alg: header["alg"] === "ES256" ? "RS256" : "ES256" };
}

const CLAIMS: readonly Fault[] = [
  claims(
    "wrong_issuer",
    "The iss is that of the issuer with '/other' behind it",
    changing("iss", (iss) => `${iss}/other`),
  ),
  claims("missing_issuer", "There is no iss", without("iss")),
  claims(
    "wrong_audience",
    "The aud is the client id with '1' behind it",
    changing("aud", (aud) => `${aud}1`),
  ),
  claims("missing_audience", "There is no aud", without("aud")),
  claims("no_event", "There is no events", without("events")),
  claims(
    "wrong_event",
    "The only member of events is that of another event",
    saying("events", { "http://schemas.openid.net/event/foobar": {} }),
  ),
  claims(
    "event_no_object",
    "The member of events is true, where an object belongs",
    saying("events", { [EVENT]: true }),
  ),
  claims("with_nonce", "There is a nonce, as an ID token has one", saying("nonce", "a-nonce-has-no-place-here")),
  claims("expired", "It expired an hour ago", both(after("exp", -HOUR), after("iat", -HOUR - 120))),
  claims("missing_exp", "There is no exp", without("exp")),
  claims("future_iat", "It was issued an hour from now", both(after("iat", HOUR), after("exp", HOUR + 120))),
  claims("missing_iat", "There is no iat", without("iat")),
  claims("nobody", "There is neither sub nor sid", both(without("sub"), without("sid"))),
  claims(
    "other_sub",
    "The sub is that of another person, and there is no sid",
    both(changing("sub", otherText), without("sid")),
  ),
  claims(
    "other_sid",
    "The sid is that of another session, and there is no sub",
    both(changing("sid", otherText), without("sub")),
  ),
  claims(
    "unknown_claim",
    "There is a claim that no specification knows",
    saying("https://claims.example/colour", "green"),
  ),
  claims("sid_alone", "There is a sid and no sub", without("sub")),
];

const SIGNATURES: readonly Fault[] = [
  signed("alg_none", "It is not signed, and alg is 'none'", "none"),
  signed("bad_signature", "Each byte of the signature is another than it should be", "bad_signature"),
  signed("other_key", "It is signed by a key that is not published, under the kid of one that is", "other_key"),
  signed(
    "wrong_alg",
    "It is signed by another algorithm than the client registered for its ID tokens",
    (header, members, signing) => signing.right(otherAlg(header), members),
  ),
  signed("typ_access_token", "Its type (typ) is that of an access token, 'at+jwt'", (header, members, signing) =>
    signing.right({ ...header, typ: "at+jwt" }, members),
  ),
];

function frame(name: string, says: string, change: (address: URL) => void): Fault {
  return {
    name: `logout_frame_${name}`,
    place: "logout_frame",
    says,
    logoutFrame(address) {
      const changed = new URL(address);
      change(changed);
      return changed;
    },
  };
}

const FRAMES: readonly Fault[] = [
  frame("wrong_issuer", "The iss is that of another issuer", ({ searchParams }) => {
    searchParams.set("iss", "https://elsewhere.example");
  }),
  frame("wrong_session", "The sid is that of another session", ({ searchParams }) => {
    searchParams.set("sid", otherText(searchParams.get("sid") ?? ""));
  }),
  frame("unknown_parameter", "There is a parameter that no specification knows", ({ searchParams }) => {
    searchParams.set("colour", "green");
  }),
];

/** What can be wrong about how a client is told that a session has ended. */
export const LOGOUT_FAULTS: readonly Fault[] = [...CLAIMS, ...SIGNATURES, ...FRAMES];
