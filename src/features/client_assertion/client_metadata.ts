import { type MetadataContext, type MetadataField, refuseMetadata } from "../../engine/mod.ts";
import { CLIENT_KEY_ALGS, CLIENT_SECRET_ALGS, type SigningAlg } from "../../protocol/mod.ts";

const NAME = "token_endpoint_auth_signing_alg";

/** Every algorithm by which a client may sign its assertions. */
export const ASSERTION_ALGS: readonly SigningAlg[] = Object.freeze([...CLIENT_KEY_ALGS, ...CLIENT_SECRET_ALGS]);

/** The algorithms that go with a method; all of them where the document names none that has one. */
function algsOf(method: unknown): readonly SigningAlg[] {
  if (method === "private_key_jwt") return CLIENT_KEY_ALGS;
  return method === "client_secret_jwt" ? CLIENT_SECRET_ALGS : ASSERTION_ALGS;
}

function parse(value: unknown, { document }: MetadataContext): SigningAlg {
  const { token_endpoint_auth_method: method } = document;
  const algs = algsOf(method);
  const alg = algs.find((each) => each === value);
  if (alg !== undefined) return alg;
  const isOther = ASSERTION_ALGS.some((each) => each === value);
  return refuseMetadata(
    isOther ? `${NAME} does not go with ${String(method)}` : `${NAME} is not one of ${algs.join(", ")}`,
  );
}

/** The one algorithm by which a client signs its assertions. @see OpenID Connect Dynamic Client Registration 2 */
export const AUTH_SIGNING_ALG: MetadataField = {
  name: NAME,
  says: "Algorithm that signs its client assertions; any that fits its method without it",
  shape: "text",
  words: () => ASSERTION_ALGS,
  parse,
};
