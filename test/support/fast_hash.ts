import type { SlowHash } from "../../src/platform/mod.ts";

/** A hash that costs nothing, for tests that are not about its cost. */
export const FAST_HASH: SlowHash = {
  hash: async (secret) => `$argon2id$fast$${Buffer.from(secret).toString("base64url")}`,
  verify: async (phc, secret) => phc === `$argon2id$fast$${Buffer.from(secret).toString("base64url")}`,
  pretend: async () => false,
  isOutdated: () => false,
};
