import type { Issuer } from "../engine/mod.ts";
import { explainRefusals, publicOrigin, type SignedReader, signedReader } from "../oauth1/mod.ts";
import type { OriginOf } from "../resource_server/mod.ts";
import type { Config } from "./config.ts";
import { oauth1Options } from "./features.ts";

/** Reads signed requests to an API in the process of an issuer, as its settings have it; undefined where nobody can sign. */
export function signaturesFor(issuer: Issuer, config: Config): SignedReader | undefined {
  if (!issuer.features.some(({ name }) => name === "oauth1")) return undefined;
  const { methods, plaintextOverHttp, window, explains } = oauth1Options(config);
  return signedReader(issuer, { methods, plaintextOverHttp, window, explain: explainRefusals(issuer, { explains }) });
}

/** By which scheme and authority clients reach what is served beside the endpoints of an issuer. */
export function originAt({ url }: Pick<Issuer, "url">): OriginOf {
  return ({ req }) => publicOrigin(url, { host: req.headers.host });
}
