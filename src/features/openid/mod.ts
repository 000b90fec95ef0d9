/**
 * OpenID Connect: ID tokens, claims and the UserInfo endpoint.
 *
 * @see OpenID Connect Core 1.0
 * @module
 */
import {
  type Agreement,
  ENDED_SESSION,
  type Feature,
  type Redeemable,
  type Redemption,
  signingAlgsOf,
} from "../../engine/mod.ts";
import { CONTENT_ALGS, fail, ISSUED_KEY_ALGS } from "../../protocol/mod.ts";
import type { AccountRecord } from "../../stores/mod.ts";
import type { Bindings } from "../../tokens/mod.ts";
import { bind } from "./binding.ts";
import { claimTypes } from "./claim_sources.ts";
import { OPENID_CLIENT_METADATA } from "./client_metadata.ts";
import { describeUserinfo } from "./describe.ts";
import { checkIdToken, issueIdToken } from "./id_token.ts";
import { bindingOf } from "./openid_binding.ts";
import type { OpenidOptions } from "./options.ts";
import { withOwnSubject } from "./own_subject.ts";
import { checkRequest, permissionsFor, withoutIdleOffline } from "./request.ts";
import { handleUserinfo, withWishedClaims } from "./userinfo.ts";
import { idTokenWord, NONE_WORD } from "./words.ts";

export type { ClaimSources } from "./claim_sources.ts";
export { STANDARD_SCOPE_CLAIMS } from "./claims.ts";
export type { OpenidOptions } from "./options.ts";

type Members = Readonly<Record<string, unknown>>;

/** Whether an ID token belongs to what is redeemed: it was asked for, for a person, and the scope still has openid. */
function bringsIdToken({ redeemable }: Redemption): boolean {
  const { subject, scope } = redeemable.entitlement;
  return subject !== undefined && redeemable.bindings["openid"] !== undefined && scope.includes("openid");
}

/** The person of an agreement, where an ID token beside something else will tell more of them than their name. */
async function personToTell({ request, subject }: Agreement, bindings: Bindings): Promise<AccountRecord | undefined> {
  const isBeside = request.responseWords.some(({ name }) => name === "id_token");
  if (!isBeside || bindingOf(bindings)?.idToken === undefined) return undefined;
  return request.exchange.issuer.durable.accounts.find(subject.accountId);
}

/** What an ID token is issued by, and the person where they were looked up before. */
interface WithIdTokenOptions {
  readonly options: OpenidOptions;
  readonly account: AccountRecord | undefined;
}

/** Adds an ID token to a token response of an OpenID Connect authorization. @see OpenID Connect Core 3.1.3.3, 12.2 */
async function withIdToken(
  body: Members,
  redemption: Redemption,
  { options, account }: WithIdTokenOptions,
): Promise<Members> {
  const { exchange, client, params, redeemable } = redemption;
  const { subject, scope, bindings } = redeemable.entitlement;
  if (subject === undefined) return body;
  const { access_token: accessToken } = body;
  const isFirst = params.get("grant_type") === "authorization_code";
  const idToken = await issueIdToken(
    {
      exchange,
      client,
      subject,
      scope,
      bindings,
      account,
      nonce: isFirst ? bindingOf(bindings)?.nonce : undefined,
      accessToken: typeof accessToken === "string" ? accessToken : undefined,
    },
    options,
  );
  return { ...body, id_token: idToken };
}

/**
 * Refuses what could not be answered whole, before it is used up.
 *
 * @returns The person, where the ID token will tell more of them than their name: what is looked up now cannot fail later.
 */
async function prepareIdToken(redemption: Redemption): Promise<AccountRecord | undefined> {
  await checkSession(redemption);
  if (!bringsIdToken(redemption)) return undefined;
  const { exchange, client, redeemable } = redemption;
  await checkIdToken(client, exchange);
  const { subject, bindings } = redeemable.entitlement;
  if (subject === undefined || bindingOf(bindings)?.idToken === undefined) return undefined;
  return exchange.issuer.durable.accounts.find(subject.accountId);
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

/** OpenID Connect. */
export function openid(options: OpenidOptions): Feature {
  /** People of requests and redemptions that are under way, looked up before anything is issued or used up. */
  const people = new WeakMap<Agreement["request"] | Redeemable, AccountRecord>();
  return {
    name: "openid",
    spec: "OpenID Connect Core 1.0",
    // What is inside of a request object is judged, not what stands beside it.
    after: ["request_object"],
    responseWords: [idTokenWord({ ...options, knownPerson: (request) => people.get(request) }), NONE_WORD],
    clientMetadata: OPENID_CLIENT_METADATA,
    fields: {
      authorize: {
        nonce: { says: "Comes back in the ID token, so that it can be used for this request alone" },
        claims: { says: "Claims that are wanted, as an object of JSON" },
      },
    },
    endpoints: [
      {
        name: "userinfo",
        path: "/userinfo",
        aliases: ["userinfo"],
        methods: ["GET", "POST"],
        speaks: "bearer",
        metadata: "userinfo_endpoint",
        describe: describeUserinfo,
        ...(options.userinfoCors === false ? {} : { cors: "client" as const }),
        handle: (exchange) => handleUserinfo(exchange, options),
      },
    ],
    hooks: {
      metadata: ({ keys }) => ({
        subject_types_supported: ["public", "pairwise"],
        id_token_signing_alg_values_supported: signingAlgsOf(keys),
        userinfo_signing_alg_values_supported: signingAlgsOf(keys),
        id_token_encryption_alg_values_supported: ISSUED_KEY_ALGS,
        id_token_encryption_enc_values_supported: CONTENT_ALGS,
        userinfo_encryption_alg_values_supported: ISSUED_KEY_ALGS,
        userinfo_encryption_enc_values_supported: CONTENT_ALGS,
        claim_types_supported: claimTypes(options.claimSources ?? {}),
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
      permissions: (scope, request) => permissionsFor(scope, request, options.scopeClaims),
      checkAuthorize: checkRequest,
      async bindToCode(agreement) {
        const bindings = await bind(agreement, options);
        const account = await personToTell(agreement, bindings);
        if (account !== undefined) people.set(agreement.request, account);
        return bindings;
      },
      accessToken: (record, { bindings }) => withWishedClaims(record, bindings),
      async checkRedemption(redemption) {
        const account = await prepareIdToken(redemption);
        if (account !== undefined) people.set(redemption.redeemable, account);
      },
      tokenReply: (body, redemption) =>
        bringsIdToken(redemption)
          ? withIdToken(body, redemption, { options, account: people.get(redemption.redeemable) })
          : body,
      introspection: withOwnSubject,
    },
  };
}
