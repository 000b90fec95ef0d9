import type { RevokeOptions } from "../tokens/mod.ts";
import type { CommandContext } from "./context.ts";

/** What revoking needs, out of what a command works with. */
export async function revoking({ config, stores, durable }: CommandContext): Promise<RevokeOptions> {
  const { systemClock } = await import("../platform/mod.ts");
  const { ephemeral } = stores;
  return { ephemeral, durable, clock: systemClock, longestAccessToken: config.ACCESS_TOKEN_MAX_SECONDS };
}
