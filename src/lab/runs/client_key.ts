import {
  CLIENT_KEY_ALGS,
  generateKeyPair,
  KEY_ALGS,
  type KeyAlg,
  type KeyUse,
  publicJwkOf,
  type SigningAlg,
  thumbprint,
} from "../../protocol/mod.ts";

type Members = Readonly<Record<string, unknown>>;

/** A key that the lab makes for a client, which signs or decrypts by it. */
export interface ClientKey {
  readonly use: KeyUse;
  readonly alg: SigningAlg | KeyAlg;
  /** As the provider knows it. */
  readonly publicJwk: Members;
  /** As the client is told it, once: JSON. */
  readonly privateJwk: string;
}

/** What a client needs a key for; undefined = for nothing. */
function wishOf(client: Members): { readonly use: KeyUse; readonly wanted: unknown } | undefined {
  const { id_token_encrypted_response_alg: encryption } = client;
  if (client["token_endpoint_auth_method"] === "private_key_jwt")
    return { use: "sig", wanted: client["token_endpoint_auth_signing_alg"] };
  return encryption === undefined ? undefined : { use: "enc", wanted: encryption };
}

/**
 * A fresh key for a client that authenticates by one, or to which ID tokens are encrypted; undefined for all others.
 *
 * @see RFC 7523 2.2, OpenID Connect Core 9 and 10.2
 * @throws {TypeError} Where the algorithm of its registration has no key pair.
 */
export async function keyFor(client: Members): Promise<ClientKey | undefined> {
  const wish = wishOf(client);
  if (wish === undefined) return undefined;
  const { use, wanted } = wish;
  const algs: readonly (SigningAlg | KeyAlg)[] = use === "sig" ? CLIENT_KEY_ALGS : KEY_ALGS;
  const alg = algs.find((one) => one === wanted);
  if (alg === undefined) throw new TypeError(`Cannot make a key for the algorithm '${String(wanted)}'`);
  const { publicKey, privateKey } = await generateKeyPair(alg);
  const publicJwk = publicJwkOf(publicKey);
  const named = { kid: thumbprint(publicJwk), use, alg };
  return {
    use,
    alg,
    publicJwk: { ...publicJwk, ...named },
    privateJwk: JSON.stringify({ ...privateKey.export({ format: "jwk" }), ...named }),
  };
}

/** The metadata of a client with its key behind those that it has besides. */
export function withKey(client: Members, key: ClientKey | undefined): Members {
  if (key === undefined) return client;
  const { jwks } = client;
  const others: unknown = typeof jwks === "object" && jwks !== null ? Reflect.get(jwks, "keys") : undefined;
  return { ...client, jwks: { keys: [...(Array.isArray(others) ? others : []), key.publicJwk] } };
}

const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi"];

/** The texts of a private JWK that nobody else may know: it as a whole, and each private member of it. */
export function privateTexts(privateJwk: string | undefined): readonly string[] {
  if (privateJwk === undefined) return [];
  const members = PRIVATE_MEMBERS.map((name) => new RegExp(`"${name}":"([\\w-]+)"`).exec(privateJwk)?.[1]);
  return [privateJwk, ...members.filter((value) => value !== undefined)];
}
