import { isConsumer, signatureMethodsOf } from "../clients/mod.ts";
import type { Issuer } from "../engine/mod.ts";
import type { Seconds } from "../platform/mod.ts";
import { fail, OAuthError, type ReceivedRequest } from "../protocol/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import { isBodyHashOf } from "./body_hash.ts";
import { consumerKeys } from "./consumer_keys.ts";
import type { Credentials, DeadCredentials } from "./credentials.ts";
import { checkTimestamp, claimNonce } from "./freshness.ts";
import { countGuess } from "./guesses.ts";
import { refuseAbsent, refuseParameter } from "./problems.ts";
import { signatureBaseString } from "./signature_base.ts";
import {
  findSignatureMethod,
  isRsa,
  isSignatureOf,
  type SignatureMethod,
  type VerifyingKey,
} from "./signature_methods.ts";
import { readSigned, type SignedRequest } from "./signed_request.ts";

/** What an issuer takes of signed requests. */
export interface SignatureSettings {
  readonly methods: readonly SignatureMethod[];
  /** Whether secrets may be sent as they are where anybody can read them on their way. */
  readonly plaintextOverHttp: boolean;
  /** How far a timestamp may lie before or behind the present. */
  readonly window: Seconds;
}

/** A signature that was wrong, for who can tell why. It holds secrets: nothing of it may go out unseen. */
export interface WrongSignature {
  readonly received: ReceivedRequest;
  readonly signed: SignedRequest;
  readonly method: SignatureMethod;
  /** The server's own base string. */
  readonly base: string;
  readonly client: ClientRecord;
  readonly token?: Credentials;
  /** What the signature was compared with. */
  readonly keys: readonly VerifyingKey[];
  /** What is thrown where nobody explains. */
  readonly refusal: OAuthError;
}

/** Says why a signature is wrong: the refusal to throw. */
export type Explain = (wrong: WrongSignature) => OAuthError | Promise<OAuthError>;

/** How a signed request is verified. */
export interface VerifySignedOptions<T extends Credentials> {
  readonly issuer: Pick<Issuer, "url" | "clients" | "clientKeys" | "sealKey" | "clock" | "ephemeral">;
  readonly settings: SignatureSettings;
  /** Finds the credentials of `oauth_token`; without it a request that brings some is refused. */
  readonly findToken?: (text: string) => Promise<T | DeadCredentials | undefined>;
  /**
   * What a request without a token is: one for temporary credentials, one of two legs, in which the consumer acts for
   * itself, or refused.
   */
  readonly withoutToken: "temporary" | "two_legs" | "refused";
  readonly explain?: Explain;
}

/** A signed request that is true. */
export interface VerifiedRequest<T extends Credentials> {
  readonly signed: SignedRequest;
  readonly client: ClientRecord;
  readonly token?: T;
}

/**
 * Verifies a signed request: who signed it and by which method, the token, the timestamp, the signature, the hash of the
 * body, and, last of all, that its nonce was not used before.
 *
 * Beyond: `PLAINTEXT` requests with timestamp and nonce are checked as all others are.
 *
 * @see RFC 5849 3.2
 * @throws {OAuthError} One of the problems of the convention, with the rule that was broken.
 * @throws {StoreUnavailable} When a store that has to be asked is away.
 */
export async function verifySigned<T extends Credentials = Credentials>(
  received: ReceivedRequest,
  options: VerifySignedOptions<T>,
): Promise<VerifiedRequest<T>> {
  const signed = readSigned(received);
  const { issuer, settings } = options;
  const client = await findConsumer(signed.consumerKey, options);
  const method = methodOf(signed, { client, settings, secure: received.secure });
  const token = await findTokenOf(signed, { ...options, client });
  const { timestamp, nonce } = signed;
  const freshness = { issuer, window: settings.window };
  if (timestamp !== undefined) checkTimestamp(timestamp, freshness);
  await checkSignature({ received, signed, method, client, token }, options);
  checkBodyHash(signed, method);
  if (timestamp !== undefined && nonce !== undefined) {
    await claimNonce({ client: client.id, token: token?.text, timestamp, nonce }, freshness);
  }
  return token === undefined ? { signed, client } : { signed, client, token };
}

async function findConsumer(
  key: string,
  { issuer }: { readonly issuer: Pick<Issuer, "clients"> },
): Promise<ClientRecord> {
  const client = await issuer.clients.find(key);
  if (client === undefined) {
    fail("consumer_key_unknown", "Cannot accept the signed request as no consumer has this oauth_consumer_key", {
      rule: "OAUTHPROBLEM-2-6",
    });
  }
  if (!isConsumer(client)) {
    fail("consumer_key_rejected", "Cannot accept the signed request as the client is not registered for oauth1", {
      rule: "OAUTHPROBLEM-2-7",
    });
  }
  return client;
}

interface MethodOptions {
  readonly client: ClientRecord;
  readonly settings: SignatureSettings;
  readonly secure: boolean;
}

/** The method of a request, where the server and the consumer take it. @see RFC 5849 3.4 */
function methodOf({ signatureMethod }: SignedRequest, { client, settings, secure }: MethodOptions): SignatureMethod {
  const method = findSignatureMethod(signatureMethod);
  if (method === undefined || !settings.methods.includes(method)) {
    return refuseMethod(`the server takes ${settings.methods.join(", ")} only`, "RFC5849-3.2-10");
  }
  const registered = signatureMethodsOf(client);
  if (registered?.includes(method) === false) {
    return refuseMethod(`the consumer is registered for ${registered.join(", ")} only`, "OAUTHPROBLEM-2-5");
  }
  if (method === "PLAINTEXT" && !secure && !settings.plaintextOverHttp) {
    return refuseMethod("PLAINTEXT is for https only: over http anybody could read the secrets", "RFC5849-3.4.4-1");
  }
  return method;
}

function refuseMethod(as: string, rule: string): never {
  return fail("signature_method_rejected", `Cannot accept the oauth_signature_method as ${as}`, { rule });
}

interface FindTokenOptions<T extends Credentials> extends Pick<VerifySignedOptions<T>, "findToken" | "withoutToken"> {
  readonly client: ClientRecord;
}

async function findTokenOf<T extends Credentials>(
  { token: text }: SignedRequest,
  { client, findToken, withoutToken }: FindTokenOptions<T>,
): Promise<T | undefined> {
  if (text === undefined) return checkWithoutToken(client, withoutToken);
  if (findToken === undefined) {
    refuseParameter("oauth_token", {
      as: "it has an oauth_token, and asks for temporary credentials",
      rule: "RFC5849-2.1-8",
    });
  }
  const found = await findToken(text);
  // Who was given another's token is not told that it is one.
  if (found?.client !== client.id) {
    fail("token_rejected", "Cannot accept the signed request as its oauth_token is not one that the consumer got", {
      rule: "RFC5849-3.2-14",
    });
  }
  if ("problem" in found) refuseDead(found);
  return found;
}

function checkWithoutToken(client: ClientRecord, withoutToken: "temporary" | "two_legs" | "refused"): undefined {
  if (withoutToken === "refused") refuseAbsent(["oauth_token"], { rule: "RFC5849-2.3-3" });
  if (withoutToken === "two_legs" && !client.grantTypes.includes("client_credentials")) {
    fail(
      "permission_denied",
      "Cannot accept a signed request without oauth_token as the consumer may not act for itself (client_credentials)",
      { rule: "OAUTHPROBLEM-2-14" },
    );
  }
}

const DEATHS: Readonly<Record<DeadCredentials["problem"], readonly [why: string, rule: string]>> = {
  token_used: ["was used before", "OAUTHPROBLEM-2-9"],
  token_expired: ["has expired", "OAUTHPROBLEM-2-10"],
  token_revoked: ["was revoked", "OAUTHPROBLEM-2-11"],
};

function refuseDead({ problem }: DeadCredentials): never {
  const [why, rule] = DEATHS[problem];
  return fail(problem, `Cannot accept the signed request as its oauth_token ${why}`, { rule });
}

interface CheckSignatureOptions {
  readonly received: ReceivedRequest;
  readonly signed: SignedRequest;
  readonly method: SignatureMethod;
  readonly client: ClientRecord;
  readonly token: Credentials | undefined;
}

async function checkSignature<T extends Credentials>(
  { received, signed, method, client, token }: CheckSignatureOptions,
  { issuer, explain }: VerifySignedOptions<T>,
): Promise<void> {
  const base = method === "PLAINTEXT" ? "" : signatureBaseString(signed);
  const wanted = { issuer, method, tokenSecret: token?.secret ?? "" };
  const isRight = (key: VerifyingKey) => isSignatureOf(method, { base, signature: signed.signature, key });
  let keys = await consumerKeys(client, wanted);
  let isGood = keys.some(isRight);
  // A consumer may have a new key since its keys were read.
  if (!isGood && isRsa(method)) {
    keys = await consumerKeys(client, { ...wanted, anew: true });
    isGood = keys.some(isRight);
  }
  if (keys.length === 0) refuseKeyless(method);
  if (!isRsa(method)) await countGuess(isGood, { client, issuer, address: received.address ?? "" });
  if (isGood) return;
  const refusal = new OAuthError(
    "signature_invalid",
    "Cannot accept the signed request as its oauth_signature is not what the server computes",
    {
      rule: "RFC5849-3.2-1",
    },
  );
  if (explain === undefined) throw refusal;
  const shown = method === "PLAINTEXT" ? signatureBaseString(signed) : base;
  throw await explain({
    received,
    signed,
    method,
    base: shown,
    client,
    keys,
    refusal,
    ...(token === undefined ? {} : { token }),
  });
}

function refuseKeyless(method: SignatureMethod): never {
  if (isRsa(method)) return refuseMethod("no RSA public key of the consumer is known", "RFC5849-3.4.3-2");
  return refuseMethod("the consumer has no secret that is kept to verify signatures", "OAUTHPROBLEM-2-5");
}

/** What is signed of a body that is no form. @see OAuth Request Body Hash 4.2 */
function checkBodyHash({ bodyHash, body, isForm }: SignedRequest, method: SignatureMethod): void {
  if (bodyHash === undefined) return;
  if (isForm) {
    refuseParameter("oauth_body_hash", {
      as: "it has an oauth_body_hash beside a form, whose fields are signed themselves",
      rule: "OAUTHBODYHASH-4.2-2",
    });
  }
  if (isBodyHashOf(body, { hash: bodyHash, method })) return;
  fail("signature_invalid", "Cannot accept the signed request as its oauth_body_hash is not the hash of its body", {
    rule: "OAUTHBODYHASH-4.2-1",
  });
}
