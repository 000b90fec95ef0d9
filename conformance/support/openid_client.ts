import type { KeyObject } from "node:crypto";
import { assert } from "chai";
import type { Context } from "mocha";
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  type ClientMetadata,
  ClientSecretBasic,
  type Configuration,
  discovery,
  enableNonRepudiationChecks,
} from "openid-client";
import { client, PASSWORD, person } from "../../test/support/cast.ts";
import type { RunningServer } from "../../test/support/running_server.ts";
import { authorize, type Journey } from "./journey.ts";
import { need } from "./suite.ts";
import { IS_FOREIGN, startOwn, type Target, type TargetClient } from "./target.ts";

type Members = Readonly<Record<string, unknown>>;

/** A server of our own with keys of every algorithm, and a person of whom it knows much. */
export interface OpenidServer {
  readonly own: RunningServer;
  readonly target: Target;
  readonly sub: string;
}

const SECRET = "a secret of the suite that is long enough for HS256";
const REDIRECT_URI = "https://client.test/cb";
const CLAIMS = { nickname: "Ann", phone_number: "+31 20 000 0000", address: { country: "NL" } };

let opened: Promise<OpenidServer> | undefined;

async function open(): Promise<OpenidServer> {
  const own = await startOwn({ settings: { SIGNING_ALGS: "RS256 PS256 ES256 ES384 EdDSA" } });
  const { sub, username } = await person(own.issuer, { email: "ann@example.test", claims: CLAIMS });
  const confidential = await register(own, {});
  const who = { username, password: PASSWORD };
  return { own, sub, target: { issuer: own.url, person: who, confidential, scope: "openid", algorithm: "oidc", own } };
}

/** That server; nobody else's provider has clients of every kind for us. */
export function openidServer(context: Context): Promise<OpenidServer> {
  need(context, IS_FOREIGN ? undefined : true, "client of every kind for us");
  opened ??= open();
  return opened;
}

/** Stops it. */
export async function closeOpenidServer(): Promise<void> {
  const { own } = (await opened) ?? {};
  opened = undefined;
  await own?.stop();
}

async function register({ issuer }: RunningServer, metadata: Members): Promise<TargetClient> {
  const { clientId } = await client(issuer, { redirectUris: [REDIRECT_URI], clientSecret: SECRET, metadata });
  return { id: clientId, secret: SECRET, redirectUri: REDIRECT_URI };
}

/** openid-client as a client that registered something, which checks each signature. */
export interface OpenidClient {
  readonly server: OpenidServer;
  readonly client: TargetClient;
  readonly config: Configuration;
}

/** Registers a client, and sets openid-client up for it. */
export async function openidClient(context: Context, metadata: Members = {}): Promise<OpenidClient> {
  const server = await openidServer(context);
  const registered = await register(server.own, metadata);
  const known: Partial<ClientMetadata> = { ...metadata, client_secret: SECRET };
  const config = await discovery(new URL(server.own.url), registered.id, known, ClientSecretBasic(SECRET), {
    execute: [allowInsecureRequests, enableNonRepudiationChecks],
  });
  return { server, client: registered, config };
}

/** Has the person sign in, and answers where the browser was sent. */
export function ask(
  { server, client: asks }: OpenidClient,
  change: Readonly<Record<string, string>> = {},
): Promise<Journey> {
  return authorize(server.target, { client: asks, change: { scope: "openid", nonce: "n-1", ...change } });
}

/** What a client compares an answer with. */
export function checksOf({ verifier, state }: Journey) {
  return { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: "n-1", idTokenExpected: true };
}

/** Where the browser was sent. */
export function sentTo({ sentTo: url, text }: Journey): URL {
  if (url === undefined) throw new TypeError(`Cannot go on as the browser was not sent back: ${text.slice(0, 200)}`);
  return url;
}

/** Signs in by a code, and has openid-client judge what comes. */
export async function signInByCode(asks: OpenidClient, change: Readonly<Record<string, string>> = {}) {
  const journey = await ask(asks, change);
  return authorizationCodeGrant(asks.config, sentTo(journey), checksOf(journey));
}

/** A private key of a client, as openid-client takes it. */
export async function decryptionKey(
  privateKey: KeyObject,
  { alg, kid }: { readonly alg: string; readonly kid: string },
) {
  const jwk = privateKey.export({ format: "jwk" });
  const key = alg.startsWith("RSA")
    ? await crypto.subtle.importKey(
        "jwk",
        jwk,
        { name: "RSA-OAEP", hash: alg === "RSA-OAEP" ? "SHA-1" : "SHA-256" },
        false,
        ["decrypt", "unwrapKey"],
      )
    : await crypto.subtle.importKey("jwk", jwk, { name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"]);
  return { key, alg, kid };
}

/** Fails unless openid-client itself refuses what came, for a reason. */
export async function assertRejected(attempt: Promise<unknown>, says: RegExp): Promise<void> {
  const refusal: unknown = await attempt.then(
    () => "it was taken",
    (error: unknown) => error,
  );
  assert.instanceOf(refusal, Error, String(refusal));
  const { cause } = refusal;
  assert.match(`${String(refusal)} ${String(cause)}`, says);
}

/** Another claim under the old signature. */
export function withClaim(token: string, name: string, value: unknown): string {
  const [header = "", claims = "", signature = ""] = token.split(".");
  const known: object = JSON.parse(Buffer.from(claims, "base64url").toString());
  return [header, Buffer.from(JSON.stringify({ ...known, [name]: value })).toString("base64url"), signature].join(".");
}

/** An answer in the fragment, one of its parameters changed on the way. */
export function changed(url: URL, name: string, change: (value: string) => string): URL {
  const fragment = new URLSearchParams(url.hash.slice(1));
  fragment.set(name, change(fragment.get(name) ?? ""));
  return new URL(`#${fragment.toString()}`, url);
}
