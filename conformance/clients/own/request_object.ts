import { createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import type { JWK } from "jose";
import { Refused } from "../refused.ts";
import type { Ready } from "./client.ts";

type Params = Readonly<Record<string, string>>;

/** How a client puts its authorization requests into JWTs. */
export interface ObjectSigner {
  /** What the client registers besides. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The parameters that are sent in the place of others: the request object by value or by reference. */
  wrap(client: Ready, params: Params): Promise<Params>;
}

/** Seconds for which a request object is good. */
const LIFE = 300;

/** No server has to take a longer one. @see RFC 9101 5.2 */
const TOO_LONG = 600;

const KID = "request-objects";

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

/** By what the objects are signed; somebody careless does not sign. */
function algOf({ config, checks }: Ready): "RS256" | "none" {
  const { request_object_signing_alg: alg } = config;
  if (alg !== "RS256" && alg !== "none") throw new Refused(`Cannot sign request objects by ${String(alg)}`);
  return checks.on("object_signed") ? alg : "none";
}

/** What a JWT says of itself. @see RFC 9101 4 */
function partiesOf({ checks, config }: Ready): Readonly<Record<string, unknown>> {
  const now = Math.floor(Date.now() / 1000);
  const times = { iat: now, exp: now + LIFE, jti: randomUUID() };
  return checks.on("object_parties") ? { ...times, iss: config.client_id, aud: config.issuer } : times;
}

/** What stands beside the object as well. @see OpenID Connect Core 6.1 */
function besideOf({ checks, config }: Ready, { response_type = "", scope = "" }: Params): Params {
  const common = { response_type, client_id: config.client_id };
  return checks.on("object_openid") ? { ...common, scope } : common;
}

function addressOf({ checks, config }: Ready): string {
  const { request_uri: address } = config;
  if (address === undefined) throw new TypeError("Cannot go on without request_uri");
  return checks.on("object_address") ? address : `${address}?${"0".repeat(TOO_LONG)}`;
}

/** Puts an object where the provider finds it, for as long as it asks. */
async function publish(client: Ready, object: string): Promise<string> {
  const address = addressOf(client);
  const door = await client.around.door(address);
  async function serve(): Promise<void> {
    for (;;) (await door.next()).send(200, { type: "application/oauth-authz-req+jwt", text: object });
  }
  void serve();
  return address;
}

/** Makes a key, and request objects that it signs. */
export function objectSigner(client: Ready, { byReference }: { readonly byReference: boolean }): ObjectSigner {
  const alg = algOf(client);
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk: JWK = { ...publicKey.export({ format: "jwk" }), kid: KID, use: "sig", alg: "RS256" };

  function sign(claims: object): string {
    const header = alg === "none" ? { alg } : { alg, kid: KID };
    const input = `${encoded(header)}.${encoded(claims)}`;
    return alg === "none"
      ? `${input}.`
      : `${input}.${createSign("sha256").update(input).sign(privateKey, "base64url")}`;
  }

  return {
    metadata: {
      request_object_signing_alg: alg,
      jwks: { keys: [jwk] },
      ...(byReference ? { request_uris: [addressOf(client)] } : {}),
    },
    async wrap(known, params) {
      const object = sign({ ...params, ...partiesOf(known) });
      const beside = besideOf(known, params);
      return byReference ? { ...beside, request_uri: await publish(known, object) } : { ...beside, request: object };
    },
  };
}
