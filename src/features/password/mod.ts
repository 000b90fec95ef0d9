/**
 * Resource owner password credentials: for scripts, for tests, and for those who have yet to move away from it.
 *
 * @see RFC 6749 4.3, RFC 9700 2.4 (which forbids it: clients must be registered for it one by one)
 * @module
 */
import {
  type Exchange,
  type Feature,
  type Grant,
  lifetimeFor,
  refreshLifetimeFor,
  scopeAsked,
  withSender,
} from "../../engine/mod.ts";
import { lifetimeText } from "../../pages/mod.ts";
import { fail, type Params } from "../../protocol/mod.ts";
import type { AccountRecord } from "../../stores/mod.ts";
import { type Entitlement, familyOf } from "../../tokens/mod.ts";

async function ownerOf({ issuer, request, ...exchange }: Exchange, params: Params): Promise<AccountRecord> {
  const username = params.require("username", { rule: "RFC6749-4.3.2-4" });
  const outcome = await issuer.checkCredentials({
    username,
    password: params.require("password", { rule: "RFC6749-4.3.2-4" }),
    address: request.address,
  });
  if (outcome.kind === "signed_in") return outcome.account;
  const whole = { issuer, request, ...exchange };
  if (outcome.kind === "throttled") {
    await issuer.hooks.happened({ name: "login.throttled", detail: { retryAfter: outcome.retryAfter } }, whole);
    return fail(
      "invalid_grant",
      `Cannot check the password as there were too many tries: wait ${lifetimeText(outcome.retryAfter)}`,
      {
        rule: "RFC6749-4.3.2-3",
        status: 429,
        headers: { "Retry-After": String(outcome.retryAfter) },
      },
    );
  }
  await issuer.hooks.happened({ name: "login.failed", detail: { reason: outcome.reason } }, whole);
  return fail("invalid_grant", "Cannot accept the user name and password as they do not match", {
    rule: "RFC6749-4.3.2-2",
  });
}

/** The person or the client was removed, or the person barred, since the password was found to be right. */
async function refuseGone(): Promise<never> {
  return fail("invalid_grant", "Cannot accept the user name and password as the person or the client is gone", {
    rule: "RFC6749-4.3.2-2",
  });
}

const GRANT: Grant = {
  type: "password",
  publicClients: true,
  fields: {
    username: { says: "The person" },
    password: { says: "Their password", schema: { type: "string", format: "password" } },
    scope: { says: "What is asked for, separated by spaces" },
  },
  async load(context) {
    const { exchange, client, params } = context;
    const { issuer } = exchange;
    const { settings } = issuer;
    const scope = scopeAsked(params.get("scope"), client, settings);
    const owner = await ownerOf(exchange, params);
    const bindings = withSender(await issuer.hooks.bindToToken(context), context);
    const entitlement: Entitlement = {
      client,
      subject: { accountId: owner.id, sub: owner.sub, username: owner.username },
      scope,
      accessLifetime: lifetimeFor(client, settings),
      refresh: client.grantTypes.includes("refresh_token")
        ? { kind: "fresh", ...refreshLifetimeFor(client, settings) }
        : { kind: "none" },
      bindings,
    };
    return {
      entitlement,
      bindings,
      claim: (draft) => issuer.durable.families.open(familyOf(draft, entitlement, { grantType: "password", scope })),
      lost: refuseGone,
    };
  },
};

/** The password grant. */
export function password(): Feature {
  return { name: "password", spec: "RFC 6749 4.3", grants: [GRANT] };
}
