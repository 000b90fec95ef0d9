import type { MetadataContext } from "../../src/engine/mod.ts";
import type { SafeFetch } from "../../src/platform/mod.ts";
import { testConfig } from "./config.ts";
import { registrationGround, standardFeatures } from "../../src/server/mod.ts";
import { NO_FETCH } from "./no_fetch.ts";

const CONFIG = testConfig();

/** What a test's document is judged by: the standard issuer, and no other server. */
export function metadataContext(
  document: Readonly<Record<string, unknown>> = {},
  said: Partial<MetadataContext> = {},
): MetadataContext {
  const { ground } = registrationGround(standardFeatures(CONFIG), CONFIG);
  return { ...ground, fetch: NO_FETCH, clientType: "confidential", document, ...said };
}

/** A server that answers one text at every address. */
export function answering(text: string, status = 200): SafeFetch {
  return async () => ({ status, headers: new Headers(), text });
}
