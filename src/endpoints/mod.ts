/**
 * The spine: the token endpoint and the authorization endpoint, straight down.
 *
 * What has a specification of its own joins in from `features/`.
 *
 * @see RFC 6749 3
 * @module
 */
import { askable, type AuthorizationRequest, type Feature, type ResponseWord } from "../engine/mod.ts";
import { fail, parsePrompt, printResponseType } from "../protocol/mod.ts";
import { approvalPrompt, CONSENT_STEP } from "./authorize/consent_step.ts";
import { handleAuthorize, handleInteraction } from "./authorize/handle_authorize.ts";
import { LOGIN_STEP, maxAgeOf } from "./authorize/login_step.ts";
import { FRAGMENT_MODE, QUERY_MODE } from "./authorize/redirect_modes.ts";
import { CLIENT_METADATA } from "./client_metadata.ts";
import { describeAuthorize, describeToken } from "./describe.ts";
import { handleToken } from "./token/handle_token.ts";

export { judgeRequest } from "./authorize/judge_request.ts";

/** Every response type that the words make: each by itself, and those that may stand together, in every combination. */
function responseTypesOf(words: readonly ResponseWord[]): readonly string[] {
  const asked = askable(words);
  const together = asked.filter((word) => word.alone !== true).map(({ name }) => name);
  // One number for each set of them: a bit for each word that is in it.
  const combined = Array.from({ length: 2 ** together.length - 1 }, (_, index) =>
    together.filter((_name, bit) => Math.floor((index + 1) / 2 ** bit) % 2 === 1),
  );
  const alone = asked.filter((word) => word.alone === true).map(({ name }) => name);
  return [...combined.map(printResponseType), ...alone];
}

/** The grant types of the token endpoint, and those of response types that need no grant there. */
function grantTypesOf(features: readonly Feature[]): readonly string[] {
  return [
    ...new Set([
      ...features.flatMap(({ grants = [] }) => grants.map(({ type }) => type)),
      ...features.flatMap(({ responseWords = [] }) => askable(responseWords).map(({ grantType }) => grantType)),
    ]),
  ];
}

/** Words of `prompt` that steps of these features stand for, and `none`. @see OpenID Connect Core 3.1.2.1 */
function promptWordsOf(features: readonly Feature[]): readonly string[] {
  return ["none", ...features.flatMap(({ steps = [] }) => steps.flatMap(({ prompt }) => prompt ?? []))];
}

/**
 * A client cannot want its user not to be asked, and to be asked, nor ask for a page that there is not.
 *
 * Choice: an unknown word is refused, as Initiating User Registration has it, though OpenID Connect Core lets it be
 * skipped, and at the redirect URI, as every other error is.
 *
 * @see OpenID Connect Core 3.1.2.1, Initiating User Registration 4.1
 */
function checkPrompt({ params, exchange }: AuthorizationRequest): void {
  const words = parsePrompt(params.get("prompt"));
  if (words.size === 0) return;
  const known = promptWordsOf(exchange.issuer.features);
  const unknown = [...words].find((word) => !known.includes(word));
  if (unknown !== undefined) {
    // What is not a plain word is not said again.
    const named = /^[\w-]{1,40}$/.test(unknown) ? `'${unknown}'` : "a word of it";
    const description = `Cannot follow prompt: ${named} is not one of ${known.join(", ")}`;
    fail("invalid_request", description, { rule: "PROMPTCREATE-4.1-2" });
  }
  if (words.has("none") && words.size > 1)
    fail("invalid_request", "Cannot follow prompt: the word none stands beside another", { rule: "OIDC-3.1.2.1-4" });
}

/** The two endpoints of RFC 6749 and the steps of a person. */
export function spine(): Feature {
  return {
    name: "spine",
    spec: "RFC 6749",
    endpoints: [
      {
        name: "token",
        path: "/token",
        aliases: ["token", "access_token"],
        methods: ["POST"],
        speaks: "json",
        cors: "client",
        metadata: "token_endpoint",
        throttle: "token",
        describe: describeToken,
        handle: handleToken,
      },
      {
        name: "authorize",
        path: "/authorize",
        aliases: ["authorize"],
        methods: ["GET", "POST"],
        speaks: "page",
        metadata: "authorization_endpoint",
        describe: describeAuthorize,
        handle: handleAuthorize,
      },
      {
        name: "interaction",
        path: "/interaction/:id",
        methods: ["GET", "POST"],
        speaks: "page",
        throttle: "login",
        handle: handleInteraction,
      },
    ],
    responseModes: [QUERY_MODE, FRAGMENT_MODE],
    clientMetadata: CLIENT_METADATA,
    steps: [LOGIN_STEP, CONSENT_STEP],
    fields: {
      authorize: {
        prompt: { says: "What the person is asked in any case, or none" },
        max_age: {
          says: "Seconds after which the person has to sign in again",
          schema: { type: "integer", minimum: 0 },
        },
        login_hint: { says: "Who will sign in, to fill in the form" },
      },
    },
    hooks: {
      // Judged before anybody signs in for nothing.
      checkAuthorize(request) {
        checkPrompt(request);
        approvalPrompt(request);
        maxAgeOf(request);
        // Read for the sake of their errors: what comes twice cannot be followed. @see RFC 6749 3.1
        for (const name of ["display", "login_hint", "ui_locales", "claims_locales"]) request.params.get(name);
      },
      metadata: ({ settings, features }) => ({
        scopes_supported: [...settings.scopes.keys()],
        response_types_supported: responseTypesOf(features.flatMap(({ responseWords = [] }) => responseWords)),
        response_modes_supported: features.flatMap(({ responseModes = [] }) =>
          askable(responseModes).map(({ name }) => name),
        ),
        prompt_values_supported: promptWordsOf(features),
        grant_types_supported: grantTypesOf(features),
        token_endpoint_auth_methods_supported: features.flatMap(({ clientAuth = [] }) =>
          clientAuth.map(({ name }) => name),
        ),
      }),
    },
  };
}
