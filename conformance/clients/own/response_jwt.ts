import type { ClientConfig } from "../../../src/lab/mod.ts";
import type { Ready } from "./client.ts";
import { takeApart } from "./jwt.ts";
import { checkSignature, RESPONSE_SIGNATURE } from "./signature.ts";

type Members = Readonly<Record<string, unknown>>;

/** Seconds by which two clocks may differ. */
const LEEWAY = 20;

/** Whether answers are to be signed. */
export function isSigned({ response_mode: mode }: Pick<ClientConfig, "response_mode">): boolean {
  return mode?.endsWith("jwt") === true;
}

function isAlive(exp: unknown): boolean {
  return typeof exp === "number" && exp > Date.now() / 1000 - LEEWAY;
}

function paramsOf(claims: Members): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(claims))
    if (typeof value === "string" || typeof value === "number") params.set(name, String(value));
  return params;
}

/**
 * The parameters of a signed answer, in the order in which its specification has them judged: whose it is before any key
 * is looked for.
 *
 * @see JWT Secured Authorization Response Mode 2.4
 */
export async function readResponse(params: URLSearchParams, client: Ready): Promise<URLSearchParams> {
  const { checks, config } = client;
  const text = params.get("response");
  if (text === null) {
    checks.demand("response_demanded", () => false);
    return params;
  }
  const token = takeApart(text);
  const { iss, aud, exp } = token.claims;
  checks.demand("response_iss", () => iss === config.issuer);
  checks.demand("response_aud", () => aud === config.client_id);
  checks.demand("response_exp", () => isAlive(exp));
  await checkSignature(token, client, RESPONSE_SIGNATURE);
  return paramsOf(token.claims);
}
