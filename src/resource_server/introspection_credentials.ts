import { createPrivateKey, type KeyObject } from "node:crypto";
import { type Clock, type Random, type Seconds, systemClock, systemRandom } from "../platform/mod.ts";
import { printBasicCredentials, type SigningAlg, signJwt } from "../protocol/mod.ts";

/**
 * How a resource server proves at the introspection endpoint who it is: by a secret, by a key, or by an access token of
 * its own.
 *
 * @see RFC 7662 2.1, RFC 7523 2.2
 */
export type IntrospectionCredentials =
  | {
      readonly method: "client_secret_basic" | "client_secret_post";
      readonly clientId: string;
      readonly secret: string;
    }
  | {
      readonly method: "private_key_jwt";
      readonly clientId: string;
      /** A private key, or its PEM. */
      readonly key: KeyObject | string;
      readonly alg: SigningAlg;
      readonly kid?: string;
      /** The issuer identifier of the authorization server, or the address of its token endpoint. */
      readonly audience: string;
      /** How long each assertion can be used; 60 when not given. */
      readonly lifetime?: Seconds;
    }
  | {
      readonly method: "bearer";
      /** An access token with the scope `introspection`, or what finds one. */
      readonly token: string | (() => string | Promise<string>);
    };

/** What goes along with each question. */
export interface ProvedBy {
  readonly headers: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string>>;
}

const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const LIFETIME: Seconds = 60;
const JTI_BITS = 128;

/** What signing needs. */
export interface ProveOptions {
  readonly clock?: Clock;
  readonly random?: Random;
}

/**
 * Makes what proves with each question who asks.
 *
 * @throws {TypeError} When something is empty, or the key is not one.
 */
export function proveWith(
  credentials: IntrospectionCredentials,
  { clock = systemClock, random = systemRandom }: ProveOptions = {},
): () => Promise<ProvedBy> {
  switch (credentials.method) {
    case "client_secret_basic": {
      const { clientId, secret } = checked(credentials);
      const proof = { headers: { authorization: printBasicCredentials({ clientId, clientSecret: secret }) }, form: {} };
      return async () => proof;
    }
    case "client_secret_post": {
      const { clientId, secret } = checked(credentials);
      const proof = { headers: {}, form: { client_id: clientId, client_secret: secret } };
      return async () => proof;
    }
    case "private_key_jwt":
      return proveByKey(credentials, { clock, random });
    case "bearer": {
      const { token } = credentials;
      if (token === "") throw new TypeError("Cannot introspect as the access token is empty");
      return async () => ({
        headers: { authorization: `Bearer ${typeof token === "string" ? token : await token()}` },
        form: {},
      });
    }
    default:
      return assertNever(credentials);
  }
}

type BySecret = Extract<IntrospectionCredentials, { readonly secret: string }>;
type ByKey = Extract<IntrospectionCredentials, { readonly method: "private_key_jwt" }>;

function checked(credentials: BySecret): BySecret {
  if (credentials.clientId === "" || credentials.secret === "")
    throw new TypeError("Cannot introspect as the client id or the secret is empty");
  return credentials;
}

function proveByKey(
  { clientId, key, alg, kid, audience, lifetime = LIFETIME }: ByKey,
  { clock, random }: Required<ProveOptions>,
): () => Promise<ProvedBy> {
  if (clientId === "" || audience === "")
    throw new TypeError("Cannot introspect as the client id or the audience is empty");
  const privateKey = typeof key === "string" ? readKey(key) : key;
  return async () => {
    const now = clock.now();
    const claims = {
      iss: clientId,
      sub: clientId,
      aud: audience,
      jti: random.token(JTI_BITS),
      iat: now,
      exp: now + lifetime,
    };
    const assertion = await signJwt(claims, { alg, key: privateKey, kid });
    return { headers: {}, form: { client_assertion_type: ASSERTION_TYPE, client_assertion: assertion } };
  };
}

function readKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    // What OpenSSL says may repeat the text.
    throw new TypeError("Cannot introspect as the key is no PEM of a private key");
  }
}

function assertNever(credentials: never): never {
  throw new TypeError(`Cannot introspect by the method ${JSON.stringify(credentials)}`);
}
