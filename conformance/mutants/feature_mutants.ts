import { empty, fail, peekJwt } from "../../src/protocol/mod.ts";
import { alsoHook, changeEndpoint, type Mutant, without } from "./mutant.ts";

const AT_DEVICE = "signs a person in at a device, of whom openid-client then asks UserInfo";

/** Servers that lack something altogether. */
export const FEATURE_MUTANTS: readonly Mutant[] = [
  {
    name: "knows no client by an assertion",
    rule: "RFC7523-2.2-1",
    file: "client_assertion_test.ts",
    noticed: "every test",
    features: without("client_assertion"),
  },
  {
    name: "trusts no other issuer",
    rule: "RFC7523-2.1-1",
    file: "jwt_bearer_test.ts",
    noticed: "every test",
    features: without("jwt_bearer"),
  },
  {
    name: "shows pages whatever the client wants",
    rule: "OIDC-3.1.2.1-6",
    file: "prompt_test.ts",
    noticed: [
      "without pages shows none, whatever would have to be asked",
      "brings nobody's token but that of the person of its id_token_hint",
      "brings nobody's token but that of the person whose sub it claims",
    ],
    features: alsoHook({
      authorizeParams: (params) => (params.get("prompt") === "none" ? params.with({ prompt: undefined }) : params),
    }),
  },
  {
    name: "takes ID tokens that expired for nothing",
    rule: "OIDC-3.1.2.1-11",
    file: "prompt_test.ts",
    noticed: ["is answered for the person of an ID token that has expired"],
    features: alsoHook({
      checkAuthorize({ params, exchange }) {
        const hint = params.get("id_token_hint");
        if (hint === undefined || hint.split(".").length !== 3) return;
        const { claims } = peekJwt(hint);
        if (Number(claims["exp"]) <= exchange.issuer.clock.now()) fail("login_required", "Cannot take the hint");
      },
    }),
  },
  {
    name: "registers nobody",
    rule: "RFC7591-3.2.1-1",
    file: "registration_test.ts",
    noticed: "every test",
    features: without("registration"),
  },
  {
    name: "is nowhere to be found by clients of the code flow",
    rule: "OIDC-3.1.3.3-1",
    file: "oidc_basic_test.ts",
    noticed: "every test",
    butNot: [AT_DEVICE],
    features: changeEndpoint("authorize", () => () => empty(404)),
  },
  {
    name: "gives devices no ID token",
    rule: "OIDC-2-1",
    file: "oidc_basic_test.ts",
    noticed: [AT_DEVICE],
    features: alsoHook({
      tokenReply({ id_token: idToken, ...body }, { params }) {
        return params.has("device_code") || idToken === undefined ? body : { ...body, id_token: idToken };
      },
    }),
  },
  {
    name: "is no OpenID provider to clients of the implicit flow",
    rule: "OIDC-3.2.2.10-1",
    file: "oidc_implicit_test.ts",
    noticed: "every test",
    features: without("openid"),
  },
  {
    name: "is no OpenID provider to clients of the hybrid flow",
    rule: "OIDC-3.3.2.11-1",
    file: "oidc_hybrid_test.ts",
    noticed: "every test",
    features: without("openid"),
  },
  {
    name: "tells claims of nobody",
    rule: "OIDC-5.3-2",
    file: "userinfo_test.ts",
    noticed: "every test",
    features: without("openid"),
  },
];
