import { provedBy } from "../support/proof.ts";
import { type BehaviourGroup, leftOut, other, same, stricter } from "./behaviour.ts";

const LEGS = "conformance/server/oauth1_legs_test.ts";
const SIGNED = "conformance/server/oauth1_signed_test.ts";
const BOOK = "test/http/oauth1_book_test.ts";

/** What users of django-oauth-plus and of OAuthAuthentication rely on. */
export const OAUTH1: BehaviourGroup = {
  title: "OAuth 1.0a",
  rows: [
    same(
      "Three legs at /oauth/request_token/, /oauth/authorize/ and /oauth/access_token/, with and without the slash",
      provedBy(LEGS, "lie where the library of old had them, ${how} a slash at the end"),
    ),
    same(
      "oauth_callback has to come, and is confirmed",
      provedBy(LEGS, "do not begin without a callback", "confirm the callback"),
    ),
    stricter(
      {
        says: "A callback is one of those that the consumer registered, or oob",
        because:
          "there any callback is taken but of hosts on a list of bad ones, so that whoever knows a key can name one",
      },
      provedBy(LEGS, "do not begin with a callback that nobody registered"),
    ),
    same(
      "oob shows a code, which the person types into the application",
      provedBy(LEGS, "show the verifier where there is no callback"),
    ),
    same(
      "A verifier is needed, and works once",
      provedBy(LEGS, "give nothing for another verifier", "give token credentials once"),
    ),
    same("PLAINTEXT and HMAC-SHA1", provedBy(LEGS, "lead to the API where it signs by ${signatureMethod}")),
    other(
      {
        says: "HMAC-SHA256, RSA-SHA1 and RSA-SHA256",
        because: "there consumers have a secret and no key",
      },
      provedBy(SIGNED, "are taken by the API where node-oauth1 signs by ${signatureMethod}"),
    ),
    stricter(
      {
        says: "PLAINTEXT over https alone, unless a setting says otherwise",
        because: "over http anybody on the way reads the secrets (RFC 5849 3.4.4)",
      },
      provedBy(BOOK, "takes no PLAINTEXT where anybody can read it"),
    ),
    same(
      "A nonce and a timestamp serve once",
      provedBy(SIGNED, "are taken once", "are refused when they say that it is ${what}"),
    ),
    other(
      {
        says: "What is refused is told as oauth_problem, with 400 or 401 and WWW-Authenticate: OAuth realm=…",
        because: "there it is a sentence in plain text, which no program can tell apart",
      },
      provedBy(BOOK, "says what is wrong, in its header and in its body alike"),
    ),
    same(
      "The protected API takes a signature where it takes a bearer token",
      provedBy(LEGS, "lead to the API where it signs by ${signatureMethod}"),
    ),
    other(
      {
        says: "What a token opens is said by its scope",
        because: "there a token is for one resource, which has a name and an address",
      },
      provedBy(BOOK, "give what the person allowed, and no more"),
    ),
    same("A person ends what was allowed", provedBy(BOOK, "end when the person revokes them")),
    leftOut({
      says: "xAuth: token credentials for a name and a password",
      because: "the application would learn passwords; who must go on so has the password grant of OAuth 2.0",
    }),
  ],
};
