import { type ProofKey, type ProofParts, proofBy, proofKey } from "./dpop.ts";
import type { Asked, IssuerUnderTest } from "./issuer_under_test.ts";
import { printBasicCredentials, type Reply } from "../../src/protocol/mod.ts";
import { SECRET } from "./cast.ts";

/** How a request with a proof differs from a right one. */
export interface ProvedOptions extends Asked {
  readonly by?: ProofKey;
  /** What of the proof is other; a text is sent in its place. */
  readonly proof?: Partial<ProofParts> | string;
  /** Shown by the scheme DPoP. */
  readonly token?: string;
}

/** Header fields that show an access token with a proof of its key. */
export async function provedHeaders(
  { clock }: Pick<IssuerUnderTest, "clock">,
  { method, url, ...options }: ProvedOptions & { readonly method: string; readonly url: string },
): Promise<Readonly<Record<string, string>>> {
  const { token, proof = {} } = options;
  const parts = { htm: method, htu: url, iat: clock.now(), ...(token === undefined ? {} : { accessToken: token }) };
  const text =
    typeof proof === "string" ? proof : await proofBy(options.by ?? (await proofKey()), { ...parts, ...proof });
  return { dpop: text, ...(token === undefined ? {} : { authorization: `DPoP ${token}` }) };
}

/** Sends a request to an issuer with a proof. */
export async function sendProved(
  under: IssuerUnderTest,
  [method, path]: readonly [method: string, path: string],
  options: ProvedOptions = {},
): Promise<Reply> {
  const url = new URL(path, under.issuer.url).href;
  const headers = await provedHeaders(under, { ...options, method, url });
  // credentials of a client stand where a token would
  return under.send(method, path, { ...options, headers: withBasic(options, { ...headers, ...options.headers }) });
}

function withBasic({ as, secret = SECRET }: Asked, headers: Readonly<Record<string, string>>) {
  if (as === undefined) return headers;
  return { authorization: printBasicCredentials({ clientId: as.clientId, clientSecret: secret }), ...headers };
}
