/**
 * OpenID Connect: ID tokens, claims and the UserInfo endpoint.
 *
 * @see OpenID Connect Core 1.0
 * @module
 */
import { ENDED_SESSION, type Feature, type Redemption } from "../../engine/mod.ts";
import { fail, ISSUING_ALGS, type SigningAlg } from "../../protocol/mod.ts";
import type { KeyRing } from "../../keys/mod.ts";
import type { AccessTokenRecord } from "../../tokens/mod.ts";
import { bind, bindingOf } from "./binding.ts";
import { wishedNames } from "./claims.ts";
import { OPENID_CLIENT_METADATA } from "./client_metadata.ts";
import { issueIdToken } from "./id_token.ts";
import type { OpenidOptions } from "./options.ts";
import { checkRequest, withoutIdleOffline } from "./request.ts";
import { handleUserinfo, WISHED_CLAIMS } from "./userinfo.ts";
import { idTokenWord, NONE_WORD } from "./words.ts";

export { STANDARD_SCOPE_CLAIMS } from "./claims.ts";
export type { OpenidOptions } from "./options.ts";

type Members = Readonly<Record<string, unknown>>;

/** Adds an ID token to a token response of an OpenID Connect authorization. @see OpenID Connect Core 3.1.3.3, 12.2 */
async function withIdToken(body: Members, redemption: Redemption, options: OpenidOptions): Promise<Members> {
  const { exchange, client, params, redeemable } = redemption;
  const { subject, scope, bindings } = redeemable.entitlement;
  const binding = bindingOf(bindings);
  if (subject === undefined || binding === undefined || !scope.includes("openid")) return body;
  const { access_token: accessToken } = body;
  const isFirst = params.get("grant_type") === "authorization_code";
  const idToken = await issueIdToken(
    {
      exchange,
      client,
      subject,
      scope,
      bindings,
      nonce: isFirst ? binding.nonce : undefined,
      accessToken: typeof accessToken === "string" ? accessToken : undefined,
    },
    options,
  );
  return { ...body, id_token: idToken };
}

/** Keeps with the access token the names of the claims that were asked for one by one. @see OpenID Connect Core 5.5 */
function withWishedClaims(record: AccessTokenRecord, bindings: Readonly<Record<string, unknown>>): AccessTokenRecord {
  const names = record.scope.includes("openid") ? wishedNames(bindingOf(bindings)?.userinfo) : [];
  return names.length === 0 ? record : { ...record, extra: { ...record.extra, [WISHED_CLAIMS]: names } };
}

/**
 * Refuses a code whose session ended before it was redeemed: its tokens would have ended with it.
 *
 * Beyond: OpenID Connect RP-Initiated Logout 1.0 speaks of the session alone.
 */
async function checkSession({ exchange, params, redeemable }: Redemption): Promise<void> {
  const { session } = redeemable.bindings;
  if (session === undefined || params.get("grant_type") !== "authorization_code") return;
  if ((await exchange.issuer.ephemeral.get(ENDED_SESSION, session)) !== true) return;
  fail("invalid_grant", "Cannot redeem the code as the session in which it was given has ended", {
    rule: "RFC6749-5.2-1",
  });
}

/** The algorithms that this issuer can sign by: those of its keys, and that of client secrets. */
function signingAlgs({ algorithms }: Pick<KeyRing, "algorithms">): readonly SigningAlg[] {
  return ISSUING_ALGS.filter((alg) => alg === "HS256" || algorithms.includes(alg));
}

/** OpenID Connect. */
export function openid(options: OpenidOptions): Feature {
  return {
    name: "openid",
    spec: "OpenID Connect Core 1.0",
    responseWords: [idTokenWord(options), NONE_WORD],
    clientMetadata: OPENID_CLIENT_METADATA,
    endpoints: [
      {
        name: "userinfo",
        path: "/userinfo",
        aliases: ["userinfo"],
        methods: ["GET", "POST"],
        speaks: "bearer",
        metadata: "userinfo_endpoint",
        cors: "client",
        handle: (exchange) => handleUserinfo(exchange, options),
      },
    ],
    hooks: {
      metadata: ({ keys }) => ({
        subject_types_supported: ["public", "pairwise"],
        id_token_signing_alg_values_supported: signingAlgs(keys),
        userinfo_signing_alg_values_supported: signingAlgs(keys),
        claim_types_supported: ["normal"],
        claims_parameter_supported: true,
        claims_supported: [
          "sub",
          "iss",
          "auth_time",
          "acr",
          "amr",
          ...new Set(Object.values(options.scopeClaims).flat()),
        ],
      }),
      authorizeParams: withoutIdleOffline,
      checkAuthorize: checkRequest,
      bindToCode: (agreement) => bind(agreement, options),
      accessToken: (record, { bindings }) => withWishedClaims(record, bindings),
      checkRedemption: checkSession,
      tokenReply: (body, redemption) =>
        redemption.redeemable.bindings["openid"] === undefined ? body : withIdToken(body, redemption, options),
    },
  };
}
