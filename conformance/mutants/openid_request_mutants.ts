import { fail, type Params } from "../../src/protocol/mod.ts";
import { alsoHook, type ChangeFeatures, changeClients, changeEndpoint, type Mutant } from "./mutant.ts";

const REQUESTS = "openid_requests_test.ts";
const CLAIMS = "openid_claims_test.ts";

const NO_TYPE = "is refused without a response type";
const ANY_ORDER = "is one wherever openid stands in its scope";
const PAGE = "is answered for a whole page";
const POPUP = "is answered for a small window";
const PAGE_LANGUAGES = "is answered with languages of pages";
const CLAIM_LANGUAGES = "is answered with languages of claims";
const LOGIN_HINT = "is answered with a name to sign in by";
const CONTEXT = "is answered with a wish for an authentication context, and says one or none";
const UNKNOWN = "is answered with parameters that nobody knows";
const POSTED = "may be posted";
const NOBODY = "without pages is refused while nobody is signed in, with the state that came along";
const SOMEBODY = "without pages is answered for who is signed in, as before";
const AGAIN = "may want the person to sign in again";
const LONG_AGO = "with a long max_age asks nobody to sign in again, and says when they did";
const HINT = "is answered without pages for the person of its id_token_hint";
const ELSEWHERE = "is refused, on a page, for a redirect URI that was not registered";

const SCOPES = ["profile", "email", "address", "phone"].map(
  (scope) => `tell of a person what the scope ${scope} stands for`,
);
const ALL_SCOPES = "tell of a person what all scopes together stand for, and without them the sub";
const ALONE = "are in the ID token where no access token comes";
const ESSENTIAL = "that are essential to a client are told to it";
const BY_GET = "are told at the UserInfo endpoint by GET and a header";
const BY_POST = "are told at the UserInfo endpoint by POST and a header";
const BY_FORM = "are told at the UserInfo endpoint by POST and a form";

/** Changes the parameters of each authorization request before anything is made of them. */
function asking(change: (params: Params) => Readonly<Record<string, string | undefined>>): ChangeFeatures {
  return alsoHook({ authorizeParams: (params) => params.with(change(params)) });
}

/** Refuses each request that has one of some parameters. */
function minding(...names: readonly string[]): ChangeFeatures {
  return alsoHook({
    checkAuthorize({ params }) {
      const minded = names.find((name) => params.has(name));
      if (minded !== undefined) fail("invalid_request", `Cannot understand '${minded}'`);
    },
  });
}

/** Servers that are wrong about what an OpenID Connect request may say. */
export const OPENID_REQUEST_MUTANTS: readonly Mutant[] = [
  {
    name: "takes a request without a response type for one of the code flow",
    rule: "OIDC-3.1.2.1-2",
    file: REQUESTS,
    noticed: [NO_TYPE],
    features: asking((params) => (params.has("response_type") ? {} : { response_type: "code" })),
  },
  {
    name: "looks for openid at the beginning of the scope alone",
    rule: "OIDC-3.1.2.1-1",
    file: REQUESTS,
    noticed: [ANY_ORDER],
    features: asking((params) => {
      const scope = params.get("scope") ?? "";
      return scope.startsWith("openid") ? {} : { scope: scope.replace("openid", "").trim() };
    }),
  },
  {
    name: "refuses what it need not understand",
    rule: "OIDC-15.1-1",
    file: REQUESTS,
    noticed: [PAGE, POPUP, PAGE_LANGUAGES, CLAIM_LANGUAGES, LOGIN_HINT, CONTEXT],
    features: minding("display", "ui_locales", "claims_locales", "login_hint", "acr_values"),
  },
  {
    name: "refuses requests of OpenID Connect that say more than it knows",
    rule: "OIDC-3.1.2.1-13",
    file: REQUESTS,
    noticed: [UNKNOWN],
    features: minding("extra"),
  },
  {
    name: "takes requests by GET alone",
    rule: "OIDC-3.1.2.1-14",
    file: REQUESTS,
    noticed: [POSTED],
    features: changeEndpoint(
      "authorize",
      (handle) => (exchange) =>
        exchange.request.method === "POST"
          ? fail("invalid_request", "Cannot read a request that is posted")
          : handle(exchange),
    ),
  },
  {
    name: "shows pages where none are wanted",
    rule: "OIDC-3.1.2.3-2",
    file: REQUESTS,
    noticed: [NOBODY],
    features: asking((params) => (params.get("prompt") === "none" ? { prompt: undefined } : {})),
  },
  {
    name: "says to everybody that they have to sign in",
    rule: "OIDC-3.1.2.1-6",
    file: REQUESTS,
    noticed: [SOMEBODY, HINT],
    features: alsoHook({
      checkAuthorize({ params }) {
        if (params.get("prompt") === "none") fail("login_required", "Cannot go on without a page");
      },
    }),
  },
  {
    name: "lets nobody be asked to sign in again",
    rule: "OIDC-3.1.2.1-7",
    file: REQUESTS,
    noticed: [AGAIN],
    features: asking((params) => (params.get("prompt") === "login" ? { prompt: undefined } : {})),
  },
  {
    name: "takes each max_age for over",
    rule: "OIDC-3.1.2.1-5",
    file: REQUESTS,
    noticed: [LONG_AGO],
    features: asking((params) => (params.has("max_age") ? { prompt: "login" } : {})),
  },
  {
    name: "takes its own ID tokens for those of others",
    rule: "OIDC-3.1.2.2-5",
    file: REQUESTS,
    noticed: [HINT],
    features: minding("id_token_hint"),
  },
  {
    name: "sends people wherever a request says",
    rule: "OIDC-3.1.2.1-3",
    file: REQUESTS,
    noticed: [ELSEWHERE],
    issuer: changeClients((client) => ({
      ...client,
      redirectUris: [...client.redirectUris, ...client.redirectUris.map((uri) => `${uri}/elsewhere`)],
    })),
  },
  {
    name: "tells nothing of anybody",
    rule: "OIDC-5.4-1",
    file: CLAIMS,
    noticed: [...SCOPES, ALL_SCOPES, ESSENTIAL],
    features: alsoHook({ userinfo: ({ sub }) => ({ sub }) }),
  },
  {
    name: "tells nothing of anybody in ID tokens",
    rule: "OIDC-5.4-2",
    file: CLAIMS,
    noticed: [ALONE],
    features: alsoHook({ idTokenClaims: ({ email: _email, phone_number: _phone, ...claims }) => claims }),
  },
  {
    name: "has no UserInfo endpoint for those who post",
    rule: "OIDC-5.3-2",
    file: CLAIMS,
    noticed: [BY_POST, BY_FORM],
    features: changeEndpoint(
      "userinfo",
      (handle) => (exchange) =>
        exchange.request.method === "POST" ? fail("invalid_request", "Cannot be asked by POST") : handle(exchange),
    ),
  },
  {
    name: "has no UserInfo endpoint for those who get",
    rule: "OIDC-5.3-2",
    file: CLAIMS,
    noticed: [...SCOPES, ALL_SCOPES, ESSENTIAL, BY_GET],
    features: changeEndpoint(
      "userinfo",
      (handle) => (exchange) =>
        exchange.request.method === "GET" ? fail("invalid_request", "Cannot be asked by GET") : handle(exchange),
    ),
  },
];
