import { withQuery } from "./_answer.ts";
import { after, changing, type ClaimsChange, without } from "./_claims.ts";
import type { Fault, WrongSignature } from "./fault.ts";

type Members = Readonly<Record<string, unknown>>;

/** An issuer that is as right as this one, and not this one. */
const OTHER_ISSUER = "https://honest.example";
/** Six minutes: as the conformance suite of the OpenID Foundation has it. */
const LONG_AGO = 360;

function claiming(name: string, says: string, answerJwt: ClaimsChange): Fault {
  return { name: `jarm_${name}`, place: "callback", says, answerJwt };
}

function signing(name: string, says: string, signature: WrongSignature): Fault {
  return { name: `jarm_${name}`, place: "callback", says, signature };
}

/** An error in the place of the code. */
function refusing(claims: Members): Members {
  const { code, ...rest } = claims;
  return code === undefined ? claims : { ...rest, error: "access_denied", error_description: "Nobody allowed it" };
}

const CLAIMS: readonly Fault[] = [
  claiming("iss_missing", "The signed answer does not say whose it is", without("iss")),
  claiming(
    "iss_other",
    "The signed answer names another issuer",
    changing("iss", (iss) => `${iss}1`),
  ),
  claiming("aud_missing", "The signed answer does not say for whom it is", without("aud")),
  claiming(
    "aud_other",
    "The signed answer is for another client",
    changing("aud", (aud) => `${aud}1`),
  ),
  claiming("exp_missing", "The signed answer never expires", without("exp")),
  claiming("expired", "The signed answer expired six minutes ago", after("exp", -LONG_AGO)),
  claiming("state_missing", "The signed answer has no state in it", without("state")),
  claiming(
    "state_changed",
    "The state in the signed answer has a character more",
    changing("state", (state) => `${state}1`),
  ),
  claiming("error", "The signed answer is the error access_denied", refusing),
  claiming(
    "unknown_claims",
    "The signed answer has claims that its specification does not know",
    (claims, context) => ({
      ...claims,
      iat: context.exchange.issuer.clock.now(),
      jti: context.exchange.issuer.random.base62(16),
      touchstone_extra: { nested: ["a b"] },
    }),
  ),
];

const SIGNATURES: readonly Fault[] = [
  signing("bad_signature", "Each byte of the answer's signature is another than it should be", "bad_signature"),
  signing(
    "other_key",
    "The answer is signed by a key that is not published, under the kid of one that is",
    "other_key",
  ),
  signing("alg_none", "The answer is not signed, and alg is 'none'", "none"),
  signing(
    "unregistered_alg",
    "The answer is signed rightly by ES256, though the client is registered for RS256",
    ({ kid: _kid, ...header }, claims, by) => by.right({ ...header, alg: "ES256" }, claims),
  ),
  {
    ...claiming(
      "mixed_up",
      "The answer comes from another issuer, which signed it by its own key",
      changing("iss", () => OTHER_ISSUER),
    ),
    signature: "other_key",
  },
];

/** What a JWT claims, where that can be read; it is ours, and right. */
function claimsOf(jwt: string): Members {
  const claims: unknown = JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString());
  return typeof claims === "object" && claims !== null ? { ...claims } : {};
}

/** Puts what the signed answer says into the query, as an answer that nobody signed has it. */
function laidOpen(url: URL): void {
  const jwt = url.searchParams.get("response");
  if (jwt === null) return;
  url.searchParams.delete("response");
  for (const [name, value] of Object.entries(claimsOf(jwt)))
    if (name !== "aud" && name !== "exp") url.searchParams.set(name, String(value));
}

const WHOLE: readonly Fault[] = [
  {
    name: "jarm_plain",
    place: "callback",
    says: "The answer has plain parameters in the place of the signed one",
    reply: (reply) => withQuery(reply, laidOpen),
  },
];

/** What can be wrong about a signed authorization response. */
export const JARM_FAULTS: readonly Fault[] = [...CLAIMS, ...SIGNATURES, ...WHOLE];
