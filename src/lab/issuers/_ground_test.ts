import { FAST_HASH } from "../../../test/support/fast_hash.ts";
import { testConfig } from "../../../test/support/config.ts";
import { NO_FETCH } from "../../../test/support/no_fetch.ts";
import { recordingLog } from "../../../test/contract/recording_log.ts";
import { settableClock, systemRandom } from "../../platform/mod.ts";
import { openIssuer, standardFeatures } from "../../server/mod.ts";
import { memoryBroadcast, memoryDatabase, memoryEphemeralStore } from "../../stores/memory/mod.ts";
import type { LabGround } from "./ground.ts";

/** When the machine's clock begins. */
export const START = 1_767_225_600;
const KEYS = { SIGNING_ALGS: "ES256", ENCRYPTION_ALGS: "none" };

/** What throwaway issuers stand on, all of it in memory. */
export function labGround(changes: Partial<LabGround> = {}) {
  const clock = settableClock(START);
  const log = recordingLog();
  const config = testConfig(KEYS);
  const whole: LabGround = {
    url: "http://localhost:8000",
    database: memoryDatabase({ clock }),
    ephemeral: memoryEphemeralStore({ clock }),
    broadcast: memoryBroadcast(),
    clock,
    time: () => clock.now() * 1_000,
    random: systemRandom,
    log,
    limits: { life: 600, issuers: 100, reports: 600 },
    keyFor: (purpose) => Buffer.from(purpose),
    checkSettings: () => undefined,
    openIssuer: ({ name, url, durable, ephemeral, broadcast, clock: own, generateKeyPair }) =>
      openIssuer({
        config,
        name,
        url,
        stores: { durable, ephemeral, broadcast },
        features: standardFeatures(config),
        secretKey: "a secret key of more than thirty-two characters",
        clock: own,
        random: systemRandom,
        slowHash: FAST_HASH,
        fetch: NO_FETCH,
        log,
        generateKeyPair,
      }),
    ...changes,
  };
  return { whole, clock, log };
}
