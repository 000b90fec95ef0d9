import { PROCESS_SETTINGS } from "./settings/process.ts";
import { TOKEN_SETTINGS } from "./settings/tokens.ts";
import { AUTHORIZATION_SETTINGS } from "./settings/authorization.ts";
import { API_SETTINGS } from "./settings/api.ts";
import { THROTTLE_SETTINGS } from "./settings/throttles.ts";
import { OPENID_SETTINGS } from "./settings/openid.ts";
import { KEY_SETTINGS } from "./settings/keys.ts";
import { REQUEST_SETTINGS } from "./settings/requests.ts";
import { RESOURCE_SETTINGS } from "./settings/resources.ts";
import { CLIENT_SETTINGS } from "./settings/clients.ts";
import { OAUTH1_SETTINGS } from "./settings/oauth1.ts";
import { LAB_SETTINGS } from "./settings/lab.ts";

export type { SettingDefinition } from "./settings/definition.ts";

/** Every setting, by the name that it has in the environment and in the configuration file. */
export const SETTINGS = {
  ...PROCESS_SETTINGS,
  ...TOKEN_SETTINGS,
  ...AUTHORIZATION_SETTINGS,
  ...API_SETTINGS,
  ...THROTTLE_SETTINGS,
  ...OPENID_SETTINGS,
  ...KEY_SETTINGS,
  ...REQUEST_SETTINGS,
  ...RESOURCE_SETTINGS,
  ...CLIENT_SETTINGS,
  ...OAUTH1_SETTINGS,
  ...LAB_SETTINGS,
};

/** The name of a setting. */
export type SettingName = keyof typeof SETTINGS;
