import { provedBy } from "../support/proof.ts";
import type { PlanModule } from "./plan.ts";

const ANSWERS = "conformance/server/openid_answers_test.ts";
const REQUESTS = "conformance/server/openid_requests_test.ts";
const CLAIMS = "conformance/server/openid_claims_test.ts";
const OBJECTS = "conformance/server/request_object_test.ts";

/** Modules that several plans have. */
export const SERVER: PlanModule = {
  name: "oidcc-server",
  demands: "Answer a request with what its response type names, in ID tokens whose every claim and hash is right",
  rules: ["OIDC-2-1", "OIDC-2-3", "OIDC-2-5", "OIDC-3.1.3.3-1", "OIDC-3.2.2.5-2", "OIDC-3.3.2.11-3"],
  proofs: provedBy(
    ANSWERS,
    "holds what its response type names, and the token endpoint answers a code with both tokens",
    "comes in the fragment wherever it holds a token, and in the query where it is a code alone",
    "names the issuer, and a time of issue and an end that is to come",
    "names the client, and the client alone",
    "brings the nonce back in each ID token, as it came",
    "vouches for code and access token that come beside an ID token by their hashes",
    "means the same person, who signed in at the same time, in both ID tokens",
    "of the code flow is one that openid-client takes, and UserInfo too",
    "of the implicit flow is one that openid-client takes",
  ),
};

export const RESPONSE_TYPE_MISSING: PlanModule = {
  name: "oidcc-response-type-missing",
  demands: "Refuse a request without a response type",
  rules: ["OIDC-3.1.2.1-2"],
  proofs: provedBy(REQUESTS, "is refused without a response type"),
};

export const ID_TOKEN_SIGNATURE: PlanModule = {
  name: "oidcc-idtoken-signature",
  demands: "Sign ID tokens by a published key, and name it by kid",
  rules: ["OIDC-2-6", "OIDC-10.1-2"],
  proofs: provedBy(ANSWERS, "signs each ID token by a published key, and says by which"),
};

export const ID_TOKEN_UNSIGNED: PlanModule = {
  name: "oidcc-idtoken-unsigned",
  demands: "Give ID tokens without a signature where the client registered none and the server offers it",
  rules: [],
  proofs: [],
  reason:
    "Never offered: the metadata does not list none and no client can register it, so the suite skips the module (OpenID Connect Core 2 allows none only for the code flow, and asks no server for it)",
};

export const USERINFO_GET: PlanModule = {
  name: "oidcc-userinfo-get",
  demands: "Answer the UserInfo endpoint by GET, for the person of the ID token",
  rules: ["OIDC-5.3-2", "OIDC-5.3.2-1"],
  proofs: [
    ...provedBy(CLAIMS, "GET and a header"),
    ...provedBy(ANSWERS, "is of the person whom the UserInfo endpoint tells of"),
  ],
};

export const USERINFO_POST_HEADER: PlanModule = {
  name: "oidcc-userinfo-post-header",
  demands: "Answer the UserInfo endpoint by POST with the token in a header",
  rules: ["OIDC-5.3-2", "OIDC-5.3-3"],
  proofs: provedBy(CLAIMS, "POST and a header"),
};

export const USERINFO_POST_BODY: PlanModule = {
  name: "oidcc-userinfo-post-body",
  demands: "Answer the UserInfo endpoint by POST with the token in a form",
  rules: ["OIDC-5.3-2", "OIDC-5.3-3"],
  proofs: provedBy(CLAIMS, "POST and a form"),
};

const NONCE = "is refused without a nonce where an ID token would come from the authorization endpoint";

export const NO_NONCE_SUCCEEDS: PlanModule = {
  name: "oidcc-ensure-request-without-nonce-succeeds-for-code-flow",
  demands: "Answer a request without a nonce where no ID token comes from the authorization endpoint",
  rules: ["OIDC-3.2.2.1-2"],
  proofs: provedBy(ANSWERS, NONCE),
};

export const NO_NONCE_FAILS: PlanModule = {
  name: "oidcc-ensure-request-without-nonce-fails",
  demands: "Refuse a request without a nonce where an ID token would come from the authorization endpoint",
  rules: ["OIDC-3.2.2.1-2"],
  proofs: provedBy(ANSWERS, NONCE),
};

function scopeModule(scope: string): PlanModule {
  return {
    name: `oidcc-scope-${scope}`,
    demands: `Tell the claims of the scope ${scope}, and no others, at the UserInfo endpoint or else in the ID token`,
    rules: ["OIDC-5.4-1", "OIDC-5.4-2"],
    proofs: provedBy(
      CLAIMS,
      "tell of a person what the scope ${scope} stands for",
      "are in the ID token where no access token comes",
    ),
  };
}

export const SCOPES: readonly PlanModule[] = ["profile", "email", "address", "phone"].map(scopeModule);

export const SCOPE_ALL: PlanModule = {
  name: "oidcc-scope-all",
  demands: "Tell the claims of all standard scopes together",
  rules: ["OIDC-5.4-1"],
  proofs: provedBy(CLAIMS, "tell of a person what all scopes together stand for, and without them the sub"),
};

export const OTHER_SCOPE_ORDER: PlanModule = {
  name: "oidcc-ensure-other-scope-order-succeeds",
  demands: "Take openid wherever it stands in the scope",
  rules: ["OIDC-3.1.2.1-1"],
  proofs: provedBy(REQUESTS, "is one wherever openid stands in its scope"),
};

/** What requests may say beyond what is needed. */
export const PARAMETERS: readonly PlanModule[] = [
  {
    name: "oidcc-display-page",
    demands: "Lead to no error with display=page",
    rules: ["OIDC-15.1-1"],
    proofs: provedBy(REQUESTS, "for a whole page"),
  },
  {
    name: "oidcc-display-popup",
    demands: "Lead to no error with display=popup",
    rules: ["OIDC-15.1-1"],
    proofs: provedBy(REQUESTS, "for a small window"),
  },
  {
    name: "oidcc-prompt-login",
    demands: "Have who is signed in sign in again where prompt is login",
    rules: ["OIDC-3.1.2.1-7", "OIDC-3.1.2.3-1"],
    proofs: provedBy(REQUESTS, "may want the person to sign in again"),
  },
  {
    name: "oidcc-prompt-none-not-logged-in",
    demands: "Answer an error where prompt is none and nobody is signed in",
    rules: ["OIDC-3.1.2.3-2", "OIDC-3.1.2.1-6"],
    proofs: provedBy(REQUESTS, "without pages is refused while nobody is signed in, with the state that came along"),
  },
  {
    name: "oidcc-prompt-none-logged-in",
    demands: "Answer prompt=none for who is signed in, as the same person and with the same auth_time",
    rules: ["OIDC-3.1.2.1-6"],
    proofs: provedBy(REQUESTS, "without pages is answered for who is signed in, as before"),
  },
  {
    name: "oidcc-max-age-1",
    demands: "Have who signed in longer ago than max_age sign in again, and say when they did",
    rules: ["OIDC-3.1.2.1-5", "OIDC-3.1.2.1-10"],
    proofs: provedBy("conformance/server/expiry_test.ts", "a sign-in is asked for again when it is older than max_age"),
  },
  {
    name: "oidcc-max-age-10000",
    demands: "Ask nobody to sign in again before max_age is over, and say when they did",
    rules: ["OIDC-3.1.2.1-5", "OIDC-2-4"],
    proofs: provedBy(REQUESTS, "with a long max_age asks nobody to sign in again, and says when they did"),
  },
  {
    name: "oidcc-ensure-request-with-unknown-parameter-succeeds",
    demands: "Skip parameters that nobody knows",
    rules: ["OIDC-3.1.2.1-13"],
    proofs: provedBy(REQUESTS, "is answered with parameters that nobody knows"),
  },
  {
    name: "oidcc-id-token-hint",
    demands: "Answer prompt=none for the person whom id_token_hint names",
    rules: ["OIDC-3.1.2.2-5"],
    proofs: provedBy(REQUESTS, "is answered without pages for the person of its id_token_hint"),
  },
  {
    name: "oidcc-login-hint",
    demands: "Lead to no error with login_hint",
    rules: ["OIDC-15.1-1"],
    proofs: provedBy(REQUESTS, "with a name to sign in by"),
  },
  {
    name: "oidcc-ui-locales",
    demands: "Lead to no error with ui_locales",
    rules: ["OIDC-15.1-1"],
    proofs: provedBy(REQUESTS, "with languages of pages"),
  },
  {
    name: "oidcc-claims-locales",
    demands: "Lead to no error with claims_locales",
    rules: ["OIDC-15.1-1"],
    proofs: provedBy(REQUESTS, "with languages of claims"),
  },
  {
    name: "oidcc-ensure-request-with-acr-values-succeeds",
    demands: "Lead to no error with acr_values, and say the acr where one is known",
    rules: ["OIDC-15.1-1"],
    proofs: provedBy(REQUESTS, "is answered with a wish for an authentication context, and says one or none"),
  },
];

/** What comes of codes. */
export const CODES: readonly PlanModule[] = [
  {
    name: "oidcc-codereuse",
    demands: "Refuse a code that was redeemed before",
    rules: ["RFC6749-4.1.2-5"],
    proofs: provedBy("conformance/server/code_replay_test.ts", "is refused"),
  },
  {
    name: "oidcc-codereuse-30seconds",
    demands: "Refuse a code that was redeemed before with invalid_grant, and end its access token",
    rules: ["RFC6749-4.1.2-6"],
    proofs: provedBy("conformance/server/code_replay_test.ts", "ends the tokens that the first use gave"),
  },
];

export const REGISTERED_REDIRECT_URI: PlanModule = {
  name: "oidcc-ensure-registered-redirect-uri",
  demands: "Show an error, and redirect nowhere, for a redirect URI that was not registered",
  rules: ["OIDC-3.1.2.1-3"],
  proofs: provedBy(REQUESTS, "is refused, on a page, for a redirect URI that was not registered"),
};

export const POST_REQUEST: PlanModule = {
  name: "oidcc-ensure-post-request-succeeds",
  demands: "Take an authentication request by POST",
  rules: ["OIDC-3.1.2.1-14"],
  proofs: provedBy(REQUESTS, "may be posted"),
};

export const CLIENT_SECRET_POST: PlanModule = {
  name: "oidcc-server-client-secret-post",
  demands: "Take the client secret in the form of a token request",
  rules: ["RFC6749-4.1.3-2"],
  proofs: provedBy(
    "conformance/server/client_authentication_test.ts",
    "takes id and secret in the body where it says so",
  ),
};

/** Request objects, by value and by reference. */
export const REQUEST_OBJECTS: readonly PlanModule[] = [
  {
    name: "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported",
    demands: "Take an unsigned request object by reference, or answer request_uri_not_supported",
    rules: ["OIDC-6.2.3-1", "OIDC-6.3.2-2"],
    proofs: provedBy(
      OBJECTS,
      "may be unsigned where the client registered none (unsigned request_uri)",
      "are not supported without a signature where the client registered nothing",
    ),
  },
  {
    name: "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported",
    demands: "Take an unsigned request object by value, or answer request_not_supported",
    rules: ["OIDC-6.1-4", "OIDC-6.3.2-2"],
    proofs: provedBy(
      OBJECTS,
      "may be unsigned where the client registered none (unsigned request object)",
      "are not supported without a signature where the client registered nothing",
    ),
  },
  {
    name: "oidcc-ensure-request-object-with-redirect-uri",
    demands: "Let the redirect URI inside of a request object win over the one beside it",
    rules: ["OIDC-6.1-4"],
    proofs: provedBy(
      OBJECTS,
      "bring the redirect URI, though a wrong one stands beside them (request object with redirect_uri)",
    ),
  },
];

export const CLAIMS_ESSENTIAL: PlanModule = {
  name: "oidcc-claims-essential",
  demands: "Tell a claim that the claims parameter calls essential, and go on where it cannot",
  rules: ["OIDC-5.5.1-1"],
  proofs: provedBy(CLAIMS, "that are essential to a client are told to it"),
};

export const REFRESH_TOKEN: PlanModule = {
  name: "oidcc-refresh-token",
  demands: "Refresh, keep person and auth_time in the new ID token, and refuse another client's refresh token",
  rules: ["OIDC-12.2-1", "RFC6749-6-3"],
  proofs: [
    ...provedBy(ANSWERS, "keeps person and time of the sign-in in the ID token of a refresh"),
    ...provedBy("conformance/server/refresh_token_test.ts", "refuses one that another client got"),
  ],
};

export const PKCE: PlanModule = {
  name: "oidcc-ensure-request-with-valid-pkce-succeeds",
  demands: "Take a code with PKCE by S256",
  rules: ["RFC7636-4.6-1"],
  proofs: provedBy("conformance/server/pkce_test.ts", "takes the verifier that belongs to the challenge"),
};
