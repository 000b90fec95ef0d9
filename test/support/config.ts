import { type Config, readConfig } from "../../src/server/mod.ts";

/** Settings by their names, as the environment would give them. */
export type GivenSettings = Readonly<Record<string, string>>;

/** The settings of a test: the standard ones but for those that it names. */
export function testConfig(given: GivenSettings = {}): Config {
  return readConfig({ environment: { LOG_LEVEL: "silent", ...given } });
}
