import type { Seconds } from "../../platform/mod.ts";
import { fail } from "../../protocol/mod.ts";
import type { ThrowawayDefinition } from "./definition.ts";
import { ID_LENGTH } from "./definitions.ts";
import type { LabGround } from "./ground.ts";
import { newKey } from "./made_key.ts";
import type { NewThrowaway } from "./throwaways.ts";

/** Ten years: all that a token holds still fits. */
export const FARTHEST_CLOCK: Seconds = 315_360_000;
/** Seconds; whoever asks for less cannot use what it gets. */
const SHORTEST_LIFE: Seconds = 5;

/** How far a clock shall be ahead. Throws OAuthError invalid_request for what cannot be. */
export function checkedClock(offset: Seconds): Seconds {
  if (Number.isInteger(offset) && Math.abs(offset) <= FARTHEST_CLOCK) return offset;
  return fail("invalid_request", "Cannot set the clock more than ten years ahead or behind, or to a part of a second");
}

/**
 * The definition of an issuer that shall be made, and the key that may change it.
 *
 * @throws {OAuthError} invalid_request for a life, a clock or settings that cannot be.
 */
export function newDefinition(
  wanted: NewThrowaway,
  ground: Pick<LabGround, "random" | "clock" | "limits" | "checkSettings">,
): { readonly definition: ThrowawayDefinition; readonly key: string } {
  const { random, clock, limits } = ground;
  const { faults = [], settings = {}, clockOffset = 0, lifetime = limits.life, tokenUses } = wanted;
  if (!Number.isInteger(lifetime) || lifetime < SHORTEST_LIFE || lifetime > limits.life)
    fail("invalid_request", `Cannot take lifetime_seconds: give whole seconds from ${SHORTEST_LIFE} to ${limits.life}`);
  ground.checkSettings(settings);
  const createdAt = clock.now();
  const { key, kept } = newKey(ground);
  return {
    key,
    definition: {
      id: random.base62(ID_LENGTH),
      key: kept,
      createdAt,
      expiresAt: createdAt + lifetime,
      version: 1,
      faults,
      faultsSince: 1,
      beganAt: 1,
      clockOffset: checkedClock(clockOffset),
      settings,
      ...(tokenUses === undefined ? {} : { tokenUses }),
    },
  };
}
