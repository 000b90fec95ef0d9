import type { Issuer } from "../../engine/mod.ts";
import { parseToken, OAuthError } from "../../protocol/mod.ts";
import { StoreUnavailable } from "../../stores/mod.ts";
import { encodePercent } from "../percent_encoding.ts";
import { baseStringUri } from "../signature_base.ts";
import { tokenSecretOfDigest } from "../token_secret.ts";
import type { Explain, WrongSignature } from "../verify.ts";
import { whereDiffers } from "./diff_base_strings.ts";
import { keepRefused } from "./refused_request.ts";
import { reportSignature, type ShownMistake, type SignatureReport } from "./report.ts";
import type { Trial } from "./trial.ts";

/** What explaining needs of an issuer. */
export type ExplainingIssuer = Pick<
  Issuer,
  "durable" | "ephemeral" | "sealKey" | "random" | "clock" | "rotationKey" | "log"
>;

/** How much is told to whoever sent a request. */
export interface ExplainOptions {
  /** Whether the refusal says what the server signed, and the mistake is looked for. */
  readonly explains: boolean;
}

/**
 * What makes of a wrong signature the refusal that tells why, and keeps it for the owner of the consumer.
 *
 * Beyond: who sent the request is told, where that is wanted, what the server signed, what it received, the mistake that
 * makes exactly this signature, and where the two base strings differ. Secrets are masked in all of it.
 *
 * @see RFC 5849 3.2
 */
export function explainRefusals(issuer: ExplainingIssuer, { explains }: ExplainOptions): Explain {
  return async (wrong) => {
    const report = reportSignature(await trialOf(wrong, { issuer, explains }), { searches: explains });
    await keep(wrong, { issuer, report });
    return explains ? explained(wrong.refusal, report) : wrong.refusal;
  };
}

async function trialOf(
  { received, signed, method, keys, token }: WrongSignature,
  { issuer, explains }: ExplainOptions & { readonly issuer: ExplainingIssuer },
): Promise<Trial> {
  const { host } = received;
  return {
    received,
    signed,
    method,
    keys,
    ...(host === undefined ? {} : { origins: originsOf(host, received.origin) }),
    ...(explains && token !== undefined ? { earlierSecrets: await earlierSecrets(token.text, issuer) } : {}),
  };
}

/** The names by which a Host header calls a server. */
export function originsOf(host: string, origin: string): readonly string[] {
  const scheme = origin.slice(0, origin.indexOf(":")).toLowerCase();
  return [`${scheme}://${host}`];
}

/** The secret of the temporary credentials of which token credentials came. */
export async function earlierSecrets(
  text: string,
  issuer: Pick<Issuer, "durable" | "rotationKey">,
): Promise<readonly string[]> {
  const token = parseToken(text, "ot");
  if (token === undefined) return [];
  const family = await unlessAway(() => issuer.durable.families.find(token.tag));
  return family?.codeDigest === undefined ? [] : [tokenSecretOfDigest(family.codeDigest, issuer)];
}

/** A signature is wrong whether or not a store is there to tell more of it. */
async function unlessAway<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof StoreUnavailable) return undefined;
    throw error;
  }
}

async function keep(
  { received, client }: WrongSignature,
  { issuer, report }: { readonly issuer: ExplainingIssuer; readonly report: SignatureReport },
): Promise<void> {
  const refused = { at: issuer.clock.now(), method: received.method, address: baseStringUri(received), report };
  try {
    await keepRefused(refused, { client: client.id, issuer });
  } catch (cause) {
    issuer.log.warn("Cannot keep a refused request for the owner of its consumer", { client: client.id, cause });
  }
}

/** The same refusal with the reason, as far as it is known. */
function explained(refusal: OAuthError, report: SignatureReport): OAuthError {
  const { mistake, difference, advice, params, ours } = report;
  return new OAuthError(refusal.code, mistake === undefined ? refusal.description : saysWhy(refusal, mistake), {
    rule: mistake?.rule ?? refusal.rule ?? "RFC5849-3.2-1",
    status: refusal.status,
    extra: {
      ...refusal.extra,
      oauth_signature_base_string: ours,
      oauth_parameters_received: params
        .map(({ name, value }) => `${encodePercent(name)}=${encodePercent(value)}`)
        .join("&"),
      ...(mistake === undefined ? {} : { oauth_signature_mistake: mistake.name, oauth_signature_mend: mistake.mend }),
      ...(difference === undefined ? {} : { oauth_signature_difference: whereDiffers(difference) }),
      ...(advice === undefined ? {} : { oauth_signature_mend: advice }),
    },
  });
}

function saysWhy({ description }: OAuthError, { says, detail }: ShownMistake): string {
  return `${description}: ${says}${detail === undefined ? "" : ` (${detail})`}`;
}
