import { randomBytes } from "node:crypto";
import type { ClientConfig } from "../runs/client_config.ts";
import type { Answer } from "./browser.ts";

function madeUp(): string {
  return randomBytes(24).toString("base64url");
}

/**
 * An answer that belongs to no request of the client, as an attacker would have it delivered: a code that nobody got,
 * and a state that nobody sent.
 *
 * @see RFC 6749 10.12
 */
export function foreignAnswer(
  config: Pick<ClientConfig, "issuer" | "flow" | "redirect_uri" | "response_mode">,
): Answer {
  const parameters = new URLSearchParams(
    config.flow === "oauth1"
      ? { oauth_token: madeUp(), oauth_verifier: madeUp() }
      : { code: madeUp(), state: madeUp(), iss: config.issuer },
  );
  const url = new URL(config.redirect_uri);
  if (config.response_mode === "form_post") return { url, body: parameters };
  for (const [name, value] of parameters) url.searchParams.append(name, value);
  return { url };
}
