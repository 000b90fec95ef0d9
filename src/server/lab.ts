import type { Middleware } from "koa";
import type { Feature, Issuer } from "../engine/mod.ts";
import { serveTenants } from "../http/mod.ts";
import {
  ALL_FAULTS,
  journal,
  type LabGround,
  labResource,
  misbehaviour,
  openLab,
  type Opening,
  type SignedReaderPort,
} from "../lab/mod.ts";
import {
  argon2SlowHash,
  type Clock,
  createSafeFetch,
  deriveKey,
  type Log,
  machineTime,
  type Random,
  type SafeFetch,
} from "../platform/mod.ts";
import { fail, isLoopbackUri } from "../protocol/mod.ts";
import { type Config, ConfigRefused, readConfig } from "./config.ts";
import { standardFeatures } from "./features.ts";
import { openIssuer } from "./issuers.ts";
import { AUTHORIZATION_SETTINGS } from "./settings/authorization.ts";
import { KEY_SETTINGS } from "./settings/keys.ts";
import { OAUTH1_SETTINGS } from "./settings/oauth1.ts";
import { OPENID_SETTINGS } from "./settings/openid.ts";
import { REQUEST_SETTINGS } from "./settings/requests.ts";
import { TOKEN_SETTINGS } from "./settings/tokens.ts";
import { signaturesFor } from "./signatures.ts";
import type { Stores } from "./stores.ts";

/** What the lab adds to a server; nothing where it is off. */
export interface LabParts {
  readonly features: readonly Feature[];
  readonly others: readonly Middleware[];
}

/** What the lab is opened with. */
export interface LabOptions {
  readonly config: Config;
  /** The issuer identifier of the installation. */
  readonly issuer: string;
  readonly stores: Stores;
  readonly secretKey: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Settings that a throwaway issuer may have otherwise than others: of what it demands and issues, not of where it runs. */
const OWN_SETTINGS: ReadonlySet<string> = new Set(
  [
    ...Object.keys({ ...AUTHORIZATION_SETTINGS, ...OAUTH1_SETTINGS, ...OPENID_SETTINGS, ...REQUEST_SETTINGS }),
    ...Object.keys({ ...KEY_SETTINGS, ...TOKEN_SETTINGS }),
    "CLIENT_REGISTRATION",
    "RESOURCES",
  ].filter((name) => !/^(?:CLEAR_|DEVICE_VERIFICATION_|KEY_|TRUSTED_ISSUERS$|CLAIM_SOURCES$)/.test(name)),
);

/** What differs from the standard values for all of them: keys that are rotated by hand, and clients on this machine. */
const STANDARD_SETTINGS: Readonly<Record<string, string>> = {
  KEY_ROTATION_SECONDS: "0",
  KEY_PUBLISH_AHEAD_SECONDS: "0",
  ALLOW_LOCALHOST_LOOPBACK: "true",
  API_DOCS: "off",
  OAUTH1_EXPLAIN: "on",
};

/** What an installation has, and an issuer for an hour has no use for. */
const LEFT_OUT: ReadonlySet<string> = new Set(["audit", "applications", "administration"]);

/** The longest that a timer can wait: the keys of what lives for an hour are not looked after. */
const NEVER = 2_147_483_647;

/** Nobody protects anything by these passwords. */
const CHEAP = { memoryCost: 256, timeCost: 1 };

/** The settings of a throwaway issuer. Throws OAuthError for what it cannot have. */
function configOf(settings: Readonly<Record<string, string>>): Config {
  const foreign = Object.keys(settings).find((name) => !OWN_SETTINGS.has(name));
  if (foreign !== undefined)
    fail("invalid_request", `Cannot take settings: '${foreign}' is none of ${[...OWN_SETTINGS].toSorted().join(", ")}`);
  try {
    return readConfig({ environment: { TOUCHSTONE_CONFIG: "" }, settings: { ...STANDARD_SETTINGS, ...settings } });
  } catch (error) {
    const [first] = error instanceof ConfigRefused ? error.problems : [];
    if (first === undefined) throw error;
    return fail("invalid_request", `Cannot take settings: ${first.setting}: ${first.says}`);
  }
}

/** A reader of signed requests that is found once the issuer is there, of which the API that needs it is a part. */
function lateReader() {
  let found: SignedReaderPort | undefined;
  const port: SignedReaderPort = {
    isSigned: (request) => found?.isSigned(request) === true,
    read: (request) => found?.read(request) ?? fail("invalid_token", "Cannot verify a signature at this issuer"),
  };
  return {
    port,
    use(reader: SignedReaderPort | undefined) {
      found = reader;
    },
  };
}

/** Opens throwaway issuers: the standard features, those of the lab behind them, and nothing shared but the machine. */
function issuerOpener({ secretKey, random, log }: LabOptions, fetch: SafeFetch): LabGround["openIssuer"] {
  const slowHash = argon2SlowHash(CHEAP);
  return async (opening: Opening): Promise<Issuer> => {
    const { name, url, settings, durable, ephemeral, broadcast, clock, generateKeyPair, live, tokenUses } = opening;
    const config = configOf(settings);
    const signed = lateReader();
    const issuer = await openIssuer({
      config,
      name,
      url,
      stores: { durable, ephemeral, broadcast },
      features: [
        ...standardFeatures(config).filter((feature) => !LEFT_OUT.has(feature.name)),
        labResource({ signed: signed.port, ...(tokenUses === undefined ? {} : { tokenUses }) }),
        misbehaviour(live, ALL_FAULTS),
        journal(live),
      ],
      secretKey,
      clock,
      random,
      slowHash,
      fetch,
      log,
      generateKeyPair,
      tendKeysEvery: NEVER,
    });
    signed.use(signaturesFor(issuer, config));
    return issuer;
  };
}

/** Opens the lab where the settings say so. */
export async function labOf(options: LabOptions): Promise<LabParts> {
  const { config, issuer: url, stores, secretKey, clock, random, log } = options;
  if (config.LAB !== "on") return { features: [], others: [] };
  const { feature, throwaways } = await openLab({
    url,
    ...stores,
    clock,
    time: machineTime,
    random,
    log,
    limits: { life: config.LAB_ISSUER_SECONDS, issuers: config.LAB_ISSUERS, reports: config.LAB_REPORT_SECONDS },
    keyFor: (purpose) => deriveKey(secretKey, `lab: ${purpose}`),
    checkSettings: (settings) => void configOf(settings),
    // As at the issuer of the installation: one that others reach does not ask this machine for them.
    openIssuer: issuerOpener(options, createSafeFetch({ loopback: isLoopbackUri(url) })),
  });
  return {
    features: [feature],
    others: [serveTenants({ find: (path) => throwaways.tenantAt(path), aliasPrefixes: [], log })],
  };
}
