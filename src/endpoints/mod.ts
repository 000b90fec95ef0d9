/**
 * The spine: the token endpoint and the authorization endpoint, straight down.
 *
 * What has a specification of its own joins in from `features/`.
 *
 * @see RFC 6749 3
 * @module
 */
import type { Feature } from "../engine/mod.ts";
import { approvalPrompt, CONSENT_STEP } from "./authorize/consent_step.ts";
import { handleAuthorize, handleInteraction } from "./authorize/handle_authorize.ts";
import { LOGIN_STEP } from "./authorize/login_step.ts";
import { FRAGMENT_MODE, QUERY_MODE } from "./authorize/redirect_modes.ts";
import { handleToken } from "./token/handle_token.ts";

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
        metadata: "token_endpoint",
        handle: handleToken,
      },
      {
        name: "authorize",
        path: "/authorize",
        aliases: ["authorize"],
        methods: ["GET", "POST"],
        speaks: "page",
        metadata: "authorization_endpoint",
        handle: handleAuthorize,
      },
      {
        name: "interaction",
        path: "/interaction/:id",
        methods: ["GET", "POST"],
        speaks: "page",
        handle: handleInteraction,
      },
    ],
    responseModes: [QUERY_MODE, FRAGMENT_MODE],
    steps: [LOGIN_STEP, CONSENT_STEP],
    hooks: {
      // Judged before anybody signs in for nothing.
      checkAuthorize: (request) => void approvalPrompt(request),
      metadata: ({ settings, features }) => ({
        scopes_supported: [...settings.scopes.keys()],
        response_types_supported: features.flatMap(({ responseWords = [] }) => responseWords.map(({ name }) => name)),
        response_modes_supported: features.flatMap(({ responseModes = [] }) => responseModes.map(({ name }) => name)),
        grant_types_supported: features.flatMap(({ grants = [], responseWords = [] }) => [
          ...grants.map(({ type }) => type),
          ...responseWords.map(({ grantType }) => grantType).filter((type) => type !== "authorization_code"),
        ]),
        token_endpoint_auth_methods_supported: features.flatMap(({ clientAuth = [] }) =>
          clientAuth.map(({ name }) => name),
        ),
      }),
    },
  };
}
