import { provedBy } from "../support/proof.ts";
import { type BehaviourGroup, other, same, stricter } from "./behaviour.ts";

const REFRESH = "test/http/token_refresh_token_test.ts";
const GRANT = "src/features/refresh_token/refresh_grant_test.ts";
const AS_BEFORE = "test/http/dot_behaviours_test.ts";

/** What refresh tokens do. */
export const REFRESH_TOKENS: BehaviourGroup = {
  title: "Refresh tokens",
  rows: [
    stricter(
      {
        says: "Each use gives another one; the old one, when it comes again, is invalid_grant and ends all that its authorization gave",
        because: "REFRESH_TOKEN_REUSE_PROTECTION is on by standard (RFC 9700 4.14.2)",
      },
      provedBy(
        REFRESH,
        "answers a new pair, and the access token of before lives on",
        "ends all tokens of the authorization when a ${type} client uses a token twice",
      ),
      provedBy("test/concurrency/rotate_refresh_test.ts", "rotates for one, refuses all others and ends the family"),
    ),
    other(
      {
        says: "Within the grace period the predecessor gets the same refresh token again, beside a fresh access token",
        because: "no token is kept in the clear, so the access token of before cannot be told again",
      },
      provedBy(REFRESH, "gives the same successor again to a client that lost the answer"),
      provedBy("test/concurrency/rotate_refresh_test.ts", "gives everybody the same successor, and one chain lives"),
    ),
    same(
      "A token that was revoked is not honoured within its grace period",
      provedBy(AS_BEFORE, "honours no refresh token in its grace once it was revoked"),
      provedBy(GRANT, "does not bring a revoked family back"),
    ),
    same(
      "Outside of the grace period a used token ends the whole family, in a constant number of statements",
      provedBy(REFRESH, "ends the family ${name}"),
      provedBy(GRANT, "ends the family when it is ${name}"),
    ),
    same(
      "A token that is several generations old is refused and ends the family, also within the grace of a newer one",
      provedBy(
        AS_BEFORE,
        "refuses a refresh token of several generations ago within the grace of a newer one, and ends the family",
      ),
      provedBy(GRANT, "does not save a token that is two generations old"),
    ),
    other(
      {
        says: "A retry within the grace period finds its successor whatever became of the first answer",
        because:
          "the successor is derived from the token under a key of the server: there is no row that could have vanished",
      },
      provedBy(GRANT, "gives the predecessor the same successor, again and again, until it ends"),
    ),
    other(
      {
        says: "Without rotation the same refresh token is answered, beside another access token",
        because: "the access token of before lives out its ten minutes",
      },
      provedBy(REFRESH, "answers the same refresh token where rotation is off"),
      provedBy(GRANT, "stay the same and keep their end, while access tokens are new"),
    ),
    other(
      {
        says: "An unused refresh token ends after its own time, which each use begins anew",
        because: "the time is counted from its issue, not from the end of its access token",
      },
      provedBy(REFRESH, "refuses a token that was not used for a month", "lets a token that is used live on"),
    ),
    same(
      "A refresh token whose person or client is gone is refused",
      provedBy(AS_BEFORE, "refuses a refresh token whose person is gone"),
      provedBy("test/concurrency/changes_heard_test.ts", "refuses a deleted client on both within a second"),
    ),
    same(
      "A token of any length is refused or taken, never a fault of the server",
      provedBy(AS_BEFORE, "refuses a refresh token of ${length} characters as any other that nobody made"),
    ),
    same(
      "The scope may be left out or narrowed; a wider one is invalid_scope",
      provedBy(
        REFRESH,
        "grants the original scope when none is asked for, also after a narrower one",
        "refuses a scope that was not granted, and does not use the token up",
      ),
    ),
  ],
};
