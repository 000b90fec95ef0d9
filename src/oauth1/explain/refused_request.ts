import type { Issuer } from "../../engine/mod.ts";
import { type Instant, openSealed, seal, SealBroken, type Seconds } from "../../platform/mod.ts";
import { type Kind, jsonKind } from "../../stores/mod.ts";
import type { SignatureReport } from "./report.ts";

/** The last request of a consumer that was refused for its signature, as its owner may see it. */
export interface RefusedRequest {
  readonly at: Instant;
  readonly method: string;
  /** Scheme, host and path; without the query. */
  readonly address: string;
  readonly report: SignatureReport;
}

/** Sealed, as an API's parameters are nobody's business who reads the store. */
const REFUSED: Kind<string> = jsonKind<string>("or");
const PURPOSE = "refused signature of client ";
const LIFETIME: Seconds = 86_400;

/** Keeps what is known of a refused request for a day, in the place of the one before. */
export async function keepRefused(
  refused: RefusedRequest,
  { client, issuer }: { readonly client: number; readonly issuer: Pick<Issuer, "ephemeral" | "sealKey" | "random"> },
): Promise<void> {
  const { ephemeral, sealKey: key, random } = issuer;
  const value = seal(JSON.stringify(refused), { key, random, purpose: PURPOSE + client });
  await ephemeral.put(REFUSED, { key: String(client), value, ttl: LIFETIME });
}

/** The last refused request of a consumer, by `ClientRecord.id`; undefined when there was none today. */
export async function findRefused(
  client: number,
  { ephemeral, sealKey: key }: Pick<Issuer, "ephemeral" | "sealKey">,
): Promise<RefusedRequest | undefined> {
  const sealed = await ephemeral.get(REFUSED, String(client));
  if (sealed === undefined) return undefined;
  try {
    return JSON.parse(openSealed(sealed, { key, purpose: PURPOSE + client }).toString("utf8")) as RefusedRequest;
  } catch (error) {
    // Sealed under a key of before: nothing that anybody would miss.
    if (error instanceof SealBroken) return undefined;
    throw error;
  }
}
