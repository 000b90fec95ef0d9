import { provedBy } from "../support/proof.ts";
import { type BehaviourGroup, leftOut, other, same, stricter } from "./behaviour.ts";

const HERE = "test/http/oauth_plus_behaviours_test.ts";
const LEGS = "conformance/server/oauth1_legs_test.ts";
const SIGNED = "conformance/server/oauth1_signed_test.ts";
const REDEEM = "test/http/oauth1_access_token_test.ts";
const CONSUMERS = "test/http/oauth1_consumers_test.ts";

const CALLS: BehaviourGroup = {
  title: "django-oauth-plus: the three legs and signed calls",
  rows: [
    same(
      "/oauth/request_token/, /oauth/authorize/ and /oauth/access_token/, with and without the slash",
      provedBy(LEGS, "lie where the library of old had them, ${how} a slash at the end"),
    ),
    other(
      {
        says: "HMAC-SHA1 and PLAINTEXT, and HMAC-SHA256, RSA-SHA1 and RSA-SHA256",
        because:
          "there it is the first two; PLAINTEXT is for https here unless OAUTH1_PLAINTEXT_OVER_HTTP says otherwise",
      },
      provedBy(LEGS, "lead to the API where it signs by ${signatureMethod}"),
      provedBy("test/http/oauth1_swapped_test.ts", "is refused over http at ${target}, unless a setting allows it"),
    ),
    same(
      "Parameters in the Authorization header, in the form or in the query",
      provedBy(SIGNED, "are taken with their parameters in the ${place}"),
    ),
    stricter(
      {
        says: "oauth_callback has to be sent, and is oob or a registered redirect URI, compared character by character",
        because: "there any address is taken that is on no list of barred hosts",
      },
      provedBy(LEGS, "do not begin without a callback", "do not begin with a callback that nobody registered"),
    ),
    stricter(
      {
        says: "oauth_verifier has to be right; the one that people type has eight digits and five tries",
        because: "there it has ten characters, and any number of tries",
      },
      provedBy(LEGS, "give nothing for another verifier"),
      provedBy(REDEEM, "is worth nothing after five mistakes"),
    ),
    same(
      "A nonce is taken once, also by two processes at once",
      provedBy(HERE, "answers a nonce that comes again as nonce_used, with 401"),
      provedBy("src/oauth1/freshness_test.ts", "is won by one of fifty that come at once"),
    ),
    same(
      "A timestamp may be 300 seconds away",
      provedBy("src/oauth1/freshness_test.ts", "takes a timestamp that is ${away} seconds away"),
    ),
    other(
      {
        says: "Each refusal is a word of OAuth Problem Reporting, in the form-encoded body and in WWW-Authenticate: OAuth realm=…, with 400 where the request is malformed and 401 where the credentials are wrong (RFC 5849 3.2)",
        because: "there it is a sentence of plain text, with 400 for nearly all",
      },
      provedBy(HERE, "answers '${there}' as ${here}, with ${status}"),
    ),
    same(
      "@oauth_required guards a view: oauthRequired(), or authenticate() and guard()",
      provedBy(
        "src/resource_server/django_names_test.ts",
        "has oauthRequired answer ${status} where '${scope}' is needed and 'read' is held",
      ),
    ),
    same(
      "OAuthAuthentication of djangorestframework-oauth takes a signature where a bearer token is taken",
      provedBy("src/resource_server/django_names_test.ts", "has signatures of OAuth 1.0a taken by OAuthAuthentication"),
    ),
    leftOut({
      says: "xAuth (a password in the place of the second leg)",
      because: "people would tell the consumer their password, and no specification has it",
    }),
  ],
};

const RECORDS: BehaviourGroup = {
  title: "django-oauth-plus: its records",
  rows: [
    same(
      "Consumer: key and secret are taken over by touchstone import, also short ones, and sign as before",
      provedBy(CONSUMERS, "is imported with its key and its secret, and signs as before"),
      provedBy(HERE, "lets a consumer with a ${what} through all three legs"),
    ),
    stricter(
      {
        says: "A consumer's secret is kept under seal, and shown once",
        because: "there it lies in the database in the clear",
      },
      provedBy("test/http/oauth1_book_test.ts", "keeps secrets under seal, and those of tokens nowhere"),
    ),
    other(
      {
        says: "A consumer is there or is deleted, and may lose the grant oauth1",
        because: "there it has a status: Pending, Accepted, Canceled, Rejected",
      },
      provedBy(CONSUMERS, "signs no more where the grant was taken away"),
    ),
    other(
      {
        says: "A Resource with a name, an address and a flag is a scope; what is read-only there is the scope read",
        because: "scopes are the same in both protocols, so that one guard serves both",
      },
      provedBy(HERE, "asks for what was the name of a resource there as a scope"),
      provedBy("test/http/oauth1_book_test.ts", "give what the person allowed, and no more"),
    ),
    other(
      {
        says: "A request Token lies in the ephemeral store and goes by itself; an access Token is an authorization among the others, which its owner sees and revokes",
        because: "there both are rows of one table, with their secrets in the clear",
      },
      provedBy(REDEEM, "keeps digests of what it gave, and no secret"),
      provedBy(
        "src/console/authorized_tokens_test.ts",
        'says ${said.join(" and ") || "nothing of kind and end"} of ${grantType} that ends ${ends ?? "never"}',
      ),
    ),
    other(
      {
        says: "A Nonce is remembered for as long as its timestamp could come again",
        because: "there each one is a row for ever",
      },
      provedBy(
        "src/oauth1/freshness_test.ts",
        "remembers a nonce for as long as its timestamp may be sent, at both ends of the window",
      ),
    ),
    leftOut({
      says: "Taking over access tokens that the older server gave",
      because:
        "the secret of a token is derived here from its text under a key of the server, and kept nowhere: people approve their applications once more",
    }),
  ],
};

/** What users of django-oauth-plus rely on. */
export const OAUTH_PLUS: readonly BehaviourGroup[] = [CALLS, RECORDS];
