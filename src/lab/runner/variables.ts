import type { ClientConfig } from "../runs/client_config.ts";
import { privateTexts } from "../runs/client_key.ts";

type Variables = Readonly<Record<string, string>>;

const PREFIX = "TOUCHSTONE_";

/** The configuration of a client as environment variables: `TOUCHSTONE_` and the name of the member in capitals. */
export function configVariables(config: ClientConfig): Variables {
  return Object.fromEntries(
    Object.entries(config).flatMap(([name, value]) =>
      value === undefined ? [] : [[`${PREFIX}${name.toUpperCase()}`, String(value)]],
    ),
  );
}

/** The environment of a client: that of this program, but for the variables of which some are ours. */
export function clientEnvironment(
  given: Readonly<Record<string, string | undefined>>,
  { config, browser }: { readonly config: ClientConfig; readonly browser: string },
): Variables {
  const kept = Object.entries(given).flatMap(([name, value]): readonly (readonly [string, string])[] =>
    value === undefined || name.startsWith(PREFIX) ? [] : [[name, value]],
  );
  return { ...Object.fromEntries(kept), ...configVariables(config), BROWSER: browser };
}

/** Values of a configuration that nobody may read in a report. */
export function secretsOf({ client_secret, password, token, private_jwk }: ClientConfig): readonly string[] {
  return [client_secret, password, token, ...privateTexts(private_jwk)].filter((secret) => secret !== undefined);
}
