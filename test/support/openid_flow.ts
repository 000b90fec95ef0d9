import { createSecretKey, type KeyObject } from "node:crypto";
import { assert } from "chai";
import type { ClientInput } from "../../src/clients/mod.ts";
import {
  CONTENT_ALGS,
  decryptJwt,
  ISSUED_KEY_ALGS,
  KEY_RING_ALGS,
  peekJwt,
  publicJwkOf,
  type Reply,
  type VerifiedJwt,
  verifyJwt,
} from "../../src/protocol/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { CALLBACK, client as register, person } from "./cast.ts";
import { codeFlow, codeRequest, VERIFIER } from "./code_flow.ts";
import { type Given, type IssuerUnderTest, issuerUnderTest, type IssuerUnderTestOptions } from "./issuer_under_test.ts";
import { preparedKeyPairs } from "./key_pairs.ts";
import { bodyOf, locationOf } from "./replies.ts";
import type { ValueBrowser } from "./value_browser.ts";

type Members = Readonly<Record<string, unknown>>;

/** A secret that is long enough to be a key. */
export const LONG_SECRET = "a secret of the tests that is long enough for HS256";

/** A client of OpenID Connect, a person who is signed in, and an issuer. */
export interface OpenidFlow {
  readonly under: IssuerUnderTest;
  readonly client: ClientRecord;
  readonly account: AccountRecord;
  readonly browser: ValueBrowser;
  /** The answer of the authorization endpoint, after the person agreed. */
  readonly ask: (changes?: Given) => Promise<Reply>;
  /** What comes in the fragment. */
  readonly front: (changes?: Given) => Promise<URLSearchParams>;
  readonly code: (changes?: Given) => Promise<string>;
  readonly redeem: (code: string, changes?: Given) => Promise<Reply>;
  /** The body of a token response. */
  readonly tokens: (changes?: Given) => Promise<Members>;
  readonly refresh: (refreshToken: unknown, form?: Given) => Promise<Reply>;
  readonly userinfo: (accessToken: unknown) => Promise<Reply>;
  /** Changes what the client registered. */
  readonly change: (metadata: Members) => Promise<void>;
}

/** How a flow differs from the usual one. */
export interface OpenidFlowOptions extends IssuerUnderTestOptions {
  readonly client?: Partial<ClientInput>;
  readonly account?: Partial<AccountRecord>;
}

/** Every algorithm that an issuer may have a key for. */
export const ALL_ALGS = KEY_RING_ALGS.join(" ");

/** Sets up an issuer with keys of all algorithms, a client that nobody has to agree to, and a person. */
export async function openidFlow({
  client: said,
  account: who,
  ...options
}: OpenidFlowOptions = {}): Promise<OpenidFlow> {
  const under = await issuerUnderTest({ ...options, settings: { SIGNING_ALGS: ALL_ALGS, ...options.settings } });
  const client = await register(under.issuer, { clientSecret: LONG_SECRET, skipAuthorization: true, ...said });
  const account = await person(under.issuer, who);
  const { browser } = await codeFlow(under, { client, account });
  const as = { as: client, secret: LONG_SECRET };

  async function ask(changes: Given = {}): Promise<Reply> {
    const query = codeRequest(client, { scope: "openid", nonce: "n-1", ...changes });
    const reply = await browser.get("/authorize", { query });
    const waits = reply.kind === "redirect" && locationOf(reply).pathname.startsWith("/interaction/");
    return waits ? browser.submit(await browser.follow(reply), { action: "allow" }) : reply;
  }
  async function code(changes: Given = {}): Promise<string> {
    const { searchParams, href } = locationOf(await ask(changes));
    return searchParams.get("code") ?? assert.fail(`There is no code in ${href}`);
  }
  const redeem = (text: string, changes: Given = {}): Promise<Reply> =>
    under.post("/token", {
      ...as,
      form: {
        grant_type: "authorization_code",
        code: text,
        redirect_uri: CALLBACK,
        code_verifier: VERIFIER,
        ...changes,
      },
    });
  return {
    under,
    client,
    account,
    browser,
    ask,
    code,
    redeem,
    front: async (changes) => new URLSearchParams(locationOf(await ask(changes)).hash.slice(1)),
    async tokens(changes) {
      const reply = await redeem(await code(changes));
      assert.equal(reply.status, 200, JSON.stringify(reply));
      return bodyOf(reply);
    },
    refresh: (refreshToken, form = {}) =>
      under.post("/token", {
        ...as,
        form: { grant_type: "refresh_token", refresh_token: String(refreshToken), ...form },
      }),
    userinfo: (accessToken) => under.get("/userinfo", { bearer: String(accessToken) }),
    async change(metadata) {
      await under.issuer.durable.clients.change(client.id, { metadata });
      await under.issuer.clients.changed(client);
    },
  };
}

/** An ID token or a signed UserInfo answer, verified by the issuer's published keys or by the client's secret. */
export async function verified({ under, client }: OpenidFlow, token: unknown): Promise<VerifiedJwt> {
  const { issuer } = under;
  const text = String(token);
  const demands = { issuer: issuer.url, audience: client.clientId, mayLast: true };
  if (peekJwt(text).header.alg !== "HS256") return issuer.keys.verify(text, demands);
  const key = createSecretKey(Buffer.from(LONG_SECRET));
  return verifyJwt(text, { ...demands, algs: ["HS256"], keyFor: () => key, now: issuer.clock.now() });
}

/** The claims of a JWT that nobody verified. */
export function claimsIn(token: unknown): Members {
  return peekJwt(String(token)).claims;
}

const pairs = preparedKeyPairs();
const RSA = pairs("RSA-OAEP");
const EC = pairs("ECDH-ES");

/** The private key of a client for a key management algorithm. */
export async function encryptionKey(alg: string): Promise<KeyObject> {
  return (await (alg.startsWith("RSA") ? RSA : EC)).privateKey;
}

/** The public keys of a client that reads what is encrypted for it. */
export async function encryptionJwks(): Promise<Members> {
  const [rsa, ec] = [await RSA, await EC];
  return {
    keys: [
      { ...publicJwkOf(rsa.publicKey), use: "enc", kid: "rsa" },
      { ...publicJwkOf(ec.publicKey), use: "enc", kid: "ec" },
    ],
  };
}

/** What was encrypted for a client, under a key. */
export async function decrypted(text: unknown, key: KeyObject) {
  return decryptJwt(String(text), { algs: ISSUED_KEY_ALGS, encs: CONTENT_ALGS, keyFor: () => key });
}
