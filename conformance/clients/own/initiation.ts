import type { Wanted } from "./authorize.ts";
import type { Ready } from "./client.ts";
import type { Arrival } from "../surroundings.ts";

/** Waits until somebody asks for a login, and answers what is wanted then. @see OpenID Connect Core 4 */
export async function waitForInitiation(client: Ready): Promise<Pick<Wanted, "extra" | "landing">> {
  const { around, checks, config } = client;
  if (config.initiate_login_uri === undefined) throw new TypeError("Cannot go on without initiate_login_uri");
  const door = await around.door(config.initiate_login_uri);
  const arrival: Arrival = await door.next();
  try {
    checks.demand("initiation_iss", () => arrival.params.get("iss") === config.issuer);
    const target = arrival.params.get("target_link_uri");
    checks.demand(
      "initiation_target",
      () => target === null || (URL.canParse(target) && new URL(target).origin === new URL(config.redirect_uri).origin),
    );
    arrival.answer(200);
    const hint = arrival.params.get("login_hint");
    return {
      ...(hint === null || !checks.on("initiation_hint") ? {} : { extra: { login_hint: hint } }),
      ...(target === null ? {} : { landing: target }),
    };
  } catch (thrown) {
    arrival.answer(400);
    throw thrown;
  }
}
