import {
  constants,
  createCipheriv,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  publicEncrypt,
  randomBytes,
  sign,
} from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Context } from "mocha";
import { client, SECRET } from "../../test/support/cast.ts";
import { need } from "./suite.ts";
import type { Target, TargetClient } from "./target.ts";

/** What is said in a JWT. */
type Claims = Readonly<Record<string, unknown>>;

/** A client that may send request objects, and its key. */
export interface ObjectClient extends TargetClient {
  readonly key: KeyObject;
  readonly kid: string;
}

/** Where a request object lies, for as long as a test runs. */
export interface ObjectPlace {
  readonly uri: string;
  /** How often somebody asked for it. */
  readonly asked: () => number;
  put(object: string): void;
  close(): void;
}

const PAIR = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** Registers a client of our own server with an RSA key, and members of its metadata. */
export async function objectClient(context: Context, target: Target, members: Claims = {}): Promise<ObjectClient> {
  const { issuer } = need(context, target.own, "client with keys");
  const { redirectUri } = target.confidential;
  const kid = "rp";
  const jwks = { keys: [{ ...PAIR.publicKey.export({ format: "jwk" }), kid, use: "sig" }] };
  const redirectUris = [redirectUri, `${redirectUri}/second`];
  const { clientId } = await client(issuer, { redirectUris, metadata: { jwks, ...members } });
  return { id: clientId, secret: SECRET, redirectUri, key: PAIR.privateKey, kid };
}

function part(value: Claims): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** Signs a request object by RS256. */
export function signedObject({ key, kid }: ObjectClient, claims: Claims, header: Claims = {}): string {
  const signed = `${part({ alg: "RS256", kid, ...header })}.${part(claims)}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), key).toString("base64url")}`;
}

/** A request object that nobody signed. */
export function unsignedObject(claims: Claims): string {
  return `${part({ alg: "none" })}.${part(claims)}.`;
}

/** Encrypts a text for whoever published a key set: RSA-OAEP-256 and A128GCM. @see RFC 7516 5.1 */
export async function encryptedObject(text: string, jwksUri: string | undefined): Promise<string> {
  const { keys }: { readonly keys: readonly (JsonWebKey & { readonly kid: string })[] } = await (
    await fetch(jwksUri ?? "")
  ).json();
  const jwk = keys.find(({ kty, use }) => kty === "RSA" && use === "enc");
  if (jwk === undefined) throw new TypeError("Cannot encrypt for a provider without an RSA key");
  const header = part({ alg: "RSA-OAEP-256", enc: "A128GCM", kid: jwk.kid, cty: "JWT" });
  const [contentKey, iv] = [randomBytes(16), randomBytes(12)];
  const wrapped = publicEncrypt(
    {
      key: createPublicKey({ key: jwk, format: "jwk" }),
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: "sha256",
    },
    contentKey,
  );
  const cipher = createCipheriv("aes-128-gcm", contentKey, iv).setAAD(Buffer.from(header));
  const content = Buffer.concat([cipher.update(text), cipher.final()]);
  return [header, ...[wrapped, iv, content, cipher.getAuthTag()].map((bytes) => bytes.toString("base64url"))].join(".");
}

/** Opens a place on this machine at which a request object may lie. */
export async function objectPlace(): Promise<ObjectPlace> {
  let lies: string | undefined;
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    if (lies === undefined) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": "application/jose" }).end(lies);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/object`,
    asked: () => asked,
    put(object) {
      lies = object;
    },
    close: () => server.close(),
  };
}
