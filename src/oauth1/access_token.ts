import { OAUTH1_GRANT } from "../clients/mod.ts";
import { type Exchange, openFamily, scopeStillAllowed } from "../engine/mod.ts";
import { digest, type Instant } from "../platform/mod.ts";
import { fail, form, mintToken, NO_STORE, type Reply } from "../protocol/mod.ts";
import type { ClientRecord, FamilyRecord } from "../stores/mod.ts";
import { type CredentialsBinding, OAUTH1_BINDING } from "../tokens/mod.ts";
import type { Credentials, DeadCredentials } from "./credentials.ts";
import { explainRefusals } from "./explain/mod.ts";
import type { Oauth1Options } from "./options.ts";
import { receivedAt } from "./own_request.ts";
import { refuseAbsent } from "./problems.ts";
import { countTry, type Decision, findIssuedTemporary, type FoundTemporary } from "./temporary_credentials.ts";
import { tokenSecretOf } from "./token_secret.ts";
import { isVerifierOf, MOST_TRIES, OUT_OF_BAND } from "./verifier.ts";
import { verifySigned } from "./verify.ts";

/** Temporary credentials that sign a request. */
interface TemporaryCredentials extends Credentials {
  readonly found: FoundTemporary;
}

type Allowed = Extract<Decision, { readonly allowed: true }>;

async function findCredentials(
  text: string,
  { issuer }: Exchange,
): Promise<TemporaryCredentials | DeadCredentials | undefined> {
  const found = await findIssuedTemporary(text, issuer);
  if (found === undefined) return undefined;
  const { client, expiresAt } = found.record;
  if (expiresAt <= issuer.clock.now()) return { client, problem: "token_expired" };
  return { text, secret: tokenSecretOf(text, issuer), client, found };
}

/** What the person allowed. */
function allowedOf({ decision }: FoundTemporary): Allowed {
  if (decision === undefined)
    return fail("permission_unknown", "Cannot issue token credentials as the person has not decided yet", {
      rule: "RFC5849-2.3-5",
    });
  if (!decision.allowed)
    return fail("permission_denied", "Cannot issue token credentials as the person did not allow it", {
      rule: "RFC5849-2.3-5",
    });
  return decision;
}

/** A verifier that people type is short, and may be tried a few times only. */
async function checkTries(found: FoundTemporary, { issuer }: Exchange): Promise<void> {
  if (found.record.callback !== OUT_OF_BAND) return;
  const tries = await countTry(found, { ephemeral: issuer.ephemeral, now: issuer.clock.now() });
  if (tries > MOST_TRIES)
    fail("token_rejected", "Cannot issue token credentials as oauth_verifier was tried too often: begin anew", {
      rule: "RFC5849-2.2-9",
    });
}

async function checkVerifier(
  verifier: string,
  { found, kept, exchange }: { readonly found: FoundTemporary; readonly kept: string; readonly exchange: Exchange },
): Promise<void> {
  await checkTries(found, exchange);
  const { formKey: key } = exchange.issuer;
  if (isVerifierOf(verifier, { kept, callback: found.record.callback, key, temporary: found.text })) return;
  fail("parameter_rejected", "Cannot issue token credentials as oauth_verifier is not the one that the person got", {
    rule: "RFC5849-2.3-8",
    extra: { oauth_parameters_rejected: "oauth_verifier" },
  });
}

interface FamilyOptions {
  readonly text: string;
  readonly client: ClientRecord;
  readonly decision: Allowed;
  readonly now: Instant;
  readonly exchange: Exchange;
  readonly options: Oauth1Options;
}

function familyOf(
  { tag, digest: codeDigest }: FoundTemporary,
  { text, client, decision, now, exchange, options }: FamilyOptions,
): FamilyRecord {
  const binding: CredentialsBinding = { token: digest(text) };
  return {
    tag,
    client: client.id,
    accountId: decision.accountId,
    grantType: OAUTH1_GRANT,
    scope: scopeStillAllowed(decision.scope, client, exchange.issuer.settings),
    codeDigest,
    generation: 0,
    bindings: { [OAUTH1_BINDING]: binding },
    createdAt: now,
    ...(options.tokenLifetime === undefined ? {} : { expiresAt: now + options.tokenLifetime }),
  };
}

/** Why a family was not written: somebody was first, or the person may not sign in any more. */
async function refuseLost({ accountId }: Allowed, { issuer }: Exchange): Promise<never> {
  const account = await issuer.durable.accounts.find(accountId);
  if (account?.isActive !== true)
    return fail("token_rejected", "Cannot issue token credentials as the account is gone or was deactivated", {
      rule: "RFC5849-3.2-14",
    });
  return fail("token_used", "Cannot issue token credentials as the temporary ones were used before", {
    rule: "RFC5849-2.3-7",
  });
}

/**
 * The third leg: token credentials. One durable write uses the temporary credentials up and begins the family.
 *
 * @see RFC 5849 2.3
 */
export async function handleAccessToken(exchange: Exchange, options: Oauth1Options): Promise<Reply> {
  const { issuer } = exchange;
  const { signed, client, token } = await verifySigned(receivedAt(exchange), {
    issuer,
    settings: options,
    withoutToken: "refused",
    findToken: (text) => findCredentials(text, exchange),
    explain: explainRefusals(issuer, options),
  });
  const { verifier } = signed;
  if (token === undefined) throw new TypeError("Cannot issue token credentials as a request without a token passed");
  if (verifier === undefined) return refuseAbsent(["oauth_verifier"], { rule: "RFC5849-2.3-2" });
  const { found } = token;
  const decision = allowedOf(found);
  await checkVerifier(verifier, { found, kept: decision.verifier, exchange });
  const text = mintToken("ot", { random: issuer.random, tag: found.tag });
  const family = familyOf(found, { text, client, decision, now: issuer.clock.now(), exchange, options });
  if (!(await openFamily(family, exchange))) return refuseLost(decision, exchange);
  await issuer.hooks.happened(
    {
      name: "token.issued",
      client: client.id,
      accountId: decision.accountId,
      family: found.tag,
      detail: { grantType: OAUTH1_GRANT },
    },
    exchange,
  );
  return form(200, { oauth_token: text, oauth_token_secret: tokenSecretOf(text, issuer) }, NO_STORE);
}
