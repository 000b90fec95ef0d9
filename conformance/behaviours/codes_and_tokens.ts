import { provedBy } from "../support/proof.ts";
import { type BehaviourGroup, other, same, stricter } from "./behaviour.ts";

const CODE = "test/http/token_authorization_code_test.ts";
const REVOKE = "test/http/revocation_test.ts";
const ASK = "test/http/introspection_test.ts";
const PKCE = "conformance/server/pkce_test.ts";

/** What authorization codes do. */
export const CODES: BehaviourGroup = {
  title: "Authorization codes",
  rows: [
    same("A code that has expired is refused", provedBy(CODE, "refuses a code after a minute")),
    stricter(
      {
        says: "A code that comes twice is invalid_grant, and ends all that it gave",
        because: "a replay there leaves the tokens of the first use alive (RFC 6749 4.1.2)",
      },
      provedBy("conformance/server/code_replay_test.ts", "is refused", "ends the tokens that the first use gave"),
      provedBy("test/concurrency/redeem_code_test.ts", "gives tokens to one and invalid_grant to all others"),
    ),
    same(
      "A wrong or missing verifier is refused",
      provedBy(PKCE, "refuses another verifier", "refuses a code without the verifier when there was a challenge"),
    ),
    same(
      "Who must use PKCE is a setting; a public client must in every case but none",
      provedBy(
        "src/features/pkce/mod_test.ts",
        'without a challenge is ${refused ? "refused" : "fine"} for a ${type} client where it is required of ${required}',
      ),
    ),
    stricter(
      { says: "The method plain is refused unless PKCE_PLAIN is on", because: "RFC 9700 2.1.1" },
      provedBy(PKCE, "refuses the method plain unless a setting allows it"),
      provedBy(CODE, "compares a plain challenge as it is, where a setting allows it"),
    ),
  ],
};

/** What revocation and introspection do. */
export const REVOCATION_AND_INTROSPECTION: BehaviourGroup = {
  title: "Revocation and introspection",
  rows: [
    same(
      "Revoking an access token takes its refresh token along",
      provedBy(REVOKE, "ends an access token at once, and its refresh token with it"),
    ),
    same(
      "A client revokes its own tokens alone",
      provedBy(REVOKE, "refuses a token of another client, which stays alive"),
    ),
    same("A token that nobody knows is answered 200", provedBy(REVOKE, "answers 200 to ${name}")),
    same("A wrong hint misleads nobody", provedBy(REVOKE, "finds a token whatever the hint says: ${hint}")),
    same(
      "A confidential client asks, or the bearer of a token with the scope introspection",
      provedBy(
        ASK,
        "the bearer of a token with the scope introspection",
        "a confidential client, also about the tokens of others: that is how resource servers ask",
        "not the bearer of another token",
      ),
    ),
    same(
      "A request without a token is a 400",
      provedBy(ASK, "nobody without a token to ask about: ${JSON.stringify(form)}"),
    ),
    same("A token that is not known is inactive, and no more is said", provedBy(ASK, "nothing of ${name}")),
    other(
      { says: "Refresh tokens can be asked about as well", because: "there they cannot (RFC 7662 2)" },
      provedBy(ASK, "of a live refresh token"),
    ),
    same(
      "A token that is bound to resources says which",
      provedBy(
        "src/features/resource_indicators/mod_test.ts",
        "says to introspection where it may be used: one as a text, several as a list",
      ),
    ),
  ],
};
