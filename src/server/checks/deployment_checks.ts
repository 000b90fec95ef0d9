import { isLoopbackUri } from "../../protocol/mod.ts";
import type { Config } from "../config.ts";
import type { Check, Fault } from "./check.ts";

type DeploymentCheck = Check<Config> & { readonly deploy: true };

/** Settings that bound how often one network may ask. */
const BOUNDS = ["THROTTLE_LOGIN", "THROTTLE_TOKEN", "THROTTLE_DEVICE", "THROTTLE_REGISTRATION"] as const;

/** Characters of which a key that was drawn has more, with near certainty. */
const LEAST_DIFFERENT = 16;

function isLocalHost(host: string): boolean {
  return host === "" || /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/i.test(host);
}

/** The hosts of a URL that may name several. */
function hostsOf(url: string): readonly string[] {
  const authority = /^[\w+]+:\/\/([^/?#]*)/.exec(url)?.[1] ?? "";
  const hosts = authority.slice(authority.lastIndexOf("@") + 1);
  return hosts.split(",").map((host) => host.replace(/:\d+$/, ""));
}

function crossesNetwork(url: string): boolean {
  return hostsOf(url).some((host) => !isLocalHost(host));
}

function missing(name: "ISSUER" | "SECRET_KEY" | "DATABASE_URL" | "REDIS_URL", why: string, hint: string) {
  return (config: Config): Fault | undefined =>
    config[name] === undefined ? { says: `${name} is not given: ${why}`, hint } : undefined;
}

/** What is asked of the settings of a server that others use. */
export const DEPLOYMENT_CHECKS: readonly DeploymentCheck[] = [
  {
    id: "E201",
    deploy: true,
    asks: "Is the issuer said",
    source: "RFC 8414 2",
    find: missing(
      "ISSUER",
      "clients compare it with the address that they know",
      "Set ISSUER to the address that people and clients use, such as https://id.example",
    ),
  },
  {
    id: "E202",
    deploy: true,
    asks: "Is the issuer https",
    source: "RFC 6749 3.1, RFC 9700 2.6",
    find: ({ ISSUER }) =>
      ISSUER === undefined || !ISSUER.startsWith("http:") || isLoopbackUri(ISSUER)
        ? undefined
        : {
            says: `The issuer '${ISSUER}' is plain http: passwords and tokens cross the network for all to read`,
            hint: "Put a proxy with a certificate in front, and set ISSUER to its https address",
          },
  },
  {
    id: "W203",
    deploy: true,
    asks: "Is the issuer an address that others can reach",
    find: ({ ISSUER }) =>
      ISSUER !== undefined && isLocalHost(new URL(ISSUER).hostname)
        ? {
            says: `The issuer '${ISSUER}' is on this machine: nobody else reaches it`,
            hint: "Set ISSUER to the address that people and clients use",
          }
        : undefined,
  },
  {
    id: "E204",
    deploy: true,
    asks: "Is the secret key said",
    find: missing(
      "SECRET_KEY",
      "one that is made up lies in the data folder, and every process must have the same",
      "Set SECRET_KEY to the output of: openssl rand -base64 48",
    ),
  },
  {
    id: "E205",
    deploy: true,
    asks: "Is the secret key one that was drawn",
    find: ({ SECRET_KEY }) =>
      SECRET_KEY !== undefined && new Set(SECRET_KEY).size < LEAST_DIFFERENT
        ? {
            says: `SECRET_KEY has fewer than ${LEAST_DIFFERENT} different characters: it was typed, not drawn`,
            hint: "Set SECRET_KEY to the output of: openssl rand -base64 48 (what was sealed under the old one is lost)",
          }
        : undefined,
  },
  {
    id: "W206",
    deploy: true,
    asks: "Is there a Postgres that somebody looks after",
    find: missing("DATABASE_URL", "the private one of the data folder has no copy", "Set DATABASE_URL"),
  },
  {
    id: "W207",
    deploy: true,
    asks: "Is there a Redis that outlives the program",
    find: missing("REDIS_URL", "tokens and sessions end with the process that made them", "Set REDIS_URL"),
  },
  {
    id: "W208",
    deploy: true,
    asks: "Is the proxy believed that must be in front",
    find: ({ ISSUER, TRUSTED_PROXIES }) =>
      ISSUER?.startsWith("https:") === true && TRUSTED_PROXIES === 0
        ? {
            says: "The issuer is https, which this program does not speak, and no proxy is believed: everybody seems to call from one address, and shares its limits",
            hint: "Set TRUSTED_PROXIES to the number of proxies in front",
          }
        : undefined,
  },
  {
    id: "W209",
    deploy: true,
    asks: "Is the log no longer than it need be",
    find: ({ LOG_LEVEL }) =>
      LOG_LEVEL === "debug"
        ? { says: "The log tells of every statement and request", hint: "Set LOG_LEVEL to info" }
        : undefined,
  },
  {
    id: "W210",
    deploy: true,
    asks: "Is the connection to Postgres encrypted, where it crosses a network",
    find: ({ DATABASE_URL: url }) =>
      url !== undefined && crossesNetwork(url) && !/[?&]sslmode=(require|verify-ca|verify-full)\b/.test(url)
        ? {
            says: "DATABASE_URL leads to another machine and does not demand TLS",
            hint: "Add ?sslmode=verify-full to DATABASE_URL, unless the network itself is encrypted",
          }
        : undefined,
  },
  {
    id: "W211",
    deploy: true,
    asks: "Is the connection to Redis encrypted, where it crosses a network",
    find: ({ REDIS_URL: url }) =>
      url !== undefined && /^redis(\+|:)/.test(url) && !url.startsWith("redis+unix:") && crossesNetwork(url)
        ? {
            says: "REDIS_URL leads to another machine and is not encrypted",
            hint: "Use rediss:// in REDIS_URL, unless the network itself is encrypted",
          }
        : undefined,
  },
  {
    id: "W213",
    deploy: true,
    asks: "Is it bounded how often one network may ask",
    source: "RFC 6749 10.10",
    find: (config) => {
      const unbounded = BOUNDS.filter((name) => config[name] === undefined);
      return unbounded.length === 0
        ? undefined
        : {
            says: `One network may ask as often as it likes: ${unbounded.join(", ")}`,
            hint: "Set a rate such as 600/minute, unless something in front bounds it",
          };
    },
  },
];
