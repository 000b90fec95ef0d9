import { provedBy } from "../support/proof.ts";
import { type BehaviourGroup, leftOut, other, same, stricter } from "./behaviour.ts";

const ALIASES = "test/http/aliases_test.ts";
const CONSENT = "test/flows/consent_test.ts";
const PASSWORD = "test/http/token_password_test.ts";

/** What users of django-oauth2-provider rely on. */
export const OAUTH2_PROVIDER: BehaviourGroup = {
  title: "django-oauth2-provider",
  rows: [
    same(
      "/oauth2/access_token and /oauth2/authorize, with and without the slash",
      provedBy(
        ALIASES,
        "give tokens at ${prefix}/${name}, with and without the slash",
        "begin an authorization at ${prefix}/authorize, with and without the slash",
      ),
    ),
    leftOut({
      says: "/oauth2/authorize/confirm and /oauth2/redirect",
      because: "they are steps of its pages, to which no client links; the steps here have addresses of their own",
    }),
    same(
      "The credentials of a client may stand in the form",
      provedBy(ALIASES, "take credentials in the body (django-oauth2-provider's habit)"),
    ),
    same(
      "Its grants (authorization_code, refresh_token, password) answer access_token, token_type, expires_in and scope, and refresh_token where that is allowed",
      provedBy(PASSWORD, "answers both tokens", "gives no refresh token to a client that may not use one"),
    ),
    other(
      {
        says: "A public client gets a refresh token by the password grant where it is registered for refresh_token",
        because: "there it gets none; here the registration says it, and each use gives another one",
      },
      provedBy(PASSWORD, "gives no refresh token to a client that may not use one"),
      provedBy("test/http/token_refresh_token_test.ts", "answers a new pair, and the access token of before lives on"),
    ),
    same(
      "A refresh token that was used is dead",
      provedBy(
        "test/http/token_refresh_token_test.ts",
        "ends all tokens of the authorization when a ${type} client uses a token twice",
      ),
    ),
    other(
      {
        says: "GET at the token endpoint is refused in JSON as invalid_request, with 405",
        because: "there it is a 400",
      },
      provedBy("test/http/methods_test.ts", "${path} says in JSON what it does not take"),
    ),
    other(
      {
        says: "Scopes are words of which any may be asked for together: read write",
        because: "there they are bits, with a third name for both (read+write)",
      },
      provedBy("test/http/scope_test.ts", "is what was asked for, each word once, and told"),
    ),
    same(
      "auto_authorize is skip_authorization: people are not asked",
      provedBy(CONSENT, "is not asked for by an application that may skip it"),
    ),
    same(
      "authorize_every_time is approval_prompt=force, or REQUEST_APPROVAL_PROMPT for all",
      provedBy(CONSENT, "is asked for again where the application wants that"),
    ),
    stricter(
      {
        says: "AuthorizedClient is a consent, which is remembered for what was asked and can be forgotten by its owner",
        because: "there it stands for whatever the client asks for later",
      },
      provedBy(CONSENT, "is remembered, for as much or less, until something is asked that is new"),
      provedBy("test/http/consents_test.ts", "has the application ask again, and leaves it the access that it has"),
    ),
  ],
};
