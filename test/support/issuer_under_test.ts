import { allowedMethods, answer } from "../../src/http/mod.ts";
import type { Feature, Issuer } from "../../src/engine/mod.ts";
import { type SafeFetch, type SettableClock, seededRandom, settableClock, silentLog } from "../../src/platform/mod.ts";
import { printBasicCredentials, type Reply, wireRequest } from "../../src/protocol/mod.ts";
import { openIssuer, standardFeatures } from "../../src/server/mod.ts";
import { memoryBroadcast, memoryDatabase, memoryEphemeralStore } from "../../src/stores/memory/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import type { IssuerStores } from "../../src/server/mod.ts";
import { SECRET } from "./cast.ts";
import { type GivenSettings, testConfig } from "./config.ts";
import { FAST_HASH } from "./fast_hash.ts";
import { preparedKeyPairs } from "./key_pairs.ts";
import { NO_FETCH } from "./no_fetch.ts";

/** Parameters; a list sends a name several times, undefined leaves it out. */
export type Given = Readonly<Record<string, string | readonly string[] | undefined>>;

/** One request to an issuer. */
export interface Asked {
  readonly query?: Given | string;
  readonly form?: Given | string;
  /** The body where it is JSON; a text is sent as it is. */
  readonly json?: unknown;
  /** Authenticates by HTTP Basic with the tests' secret, or another. */
  readonly as?: ClientRecord;
  readonly secret?: string;
  readonly bearer?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: Readonly<Record<string, string>>;
  readonly address?: string;
}

/** An issuer on stores of its own, driven by values: no socket, a clock that stands still. */
export interface IssuerUnderTest {
  readonly issuer: Issuer;
  readonly clock: SettableClock;
  /** What happened, in order. */
  readonly events: readonly string[];
  send(method: string, path: string, asked?: Asked): Promise<Reply>;
  get(path: string, asked?: Asked): Promise<Reply>;
  post(path: string, asked?: Asked): Promise<Reply>;
}

/** How the issuer differs from the standard one. */
export interface IssuerUnderTestOptions {
  readonly url?: string;
  readonly settings?: GivenSettings;
  /** Two issuers with the same seed draw the same tokens. */
  readonly seed?: string;
  /** Takes the place of the standard features. */
  readonly features?: (standard: readonly Feature[]) => readonly Feature[];
  /** Other servers; nobody is reached when not given. */
  readonly fetch?: SafeFetch;
  readonly stores?: (standard: IssuerStores) => IssuerStores | Promise<IssuerStores>;
}

/** 2026-01-01T00:00:00Z: no test depends on the day it is run. */
export const START = 1_767_225_600;

/** Encodes parameters as a form does. */
export function encode(given: Given | string = {}): string {
  if (typeof given === "string") return given;
  const pairs = Object.entries(given).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((one) => one !== undefined)
      .map((one): readonly [string, string] => [name, String(one)]),
  );
  return new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString();
}

function headersOf({ as, secret = SECRET, bearer, headers = {} }: Asked): Readonly<Record<string, string>> {
  if (as !== undefined)
    return { authorization: printBasicCredentials({ clientId: as.clientId, clientSecret: secret }), ...headers };
  return bearer === undefined ? headers : { authorization: `Bearer ${bearer}`, ...headers };
}

function endpointAt(issuer: Issuer, path: string) {
  const found = issuer.endpoints.find((endpoint) => {
    const pattern = endpoint.path.split("/");
    const parts = path.slice(issuer.base.length).split("/");
    return (
      pattern.length === parts.length && pattern.every((part, index) => part.startsWith(":") || part === parts[index])
    );
  });
  if (found === undefined) throw new TypeError(`Cannot find an endpoint at '${path}'`);
  return found;
}

async function freshStores(clock: SettableClock): Promise<IssuerStores> {
  return {
    durable: await memoryDatabase({ clock }).forIssuer("test"),
    ephemeral: memoryEphemeralStore({ clock }),
    broadcast: memoryBroadcast(),
  };
}

/** Opens an issuer for a test. */
export async function issuerUnderTest(options: IssuerUnderTestOptions = {}): Promise<IssuerUnderTest> {
  const clock = settableClock(START);
  const config = testConfig(options.settings);
  const events: string[] = [];
  const listener: Feature = {
    name: "test_listener",
    spec: "test",
    hooks: { happened: ({ name }) => void events.push(name) },
  };
  const standard = await freshStores(clock);
  const features = standardFeatures(config);
  const issuer = await openIssuer({
    config,
    name: "test",
    url: options.url ?? "https://issuer.test",
    stores: (await options.stores?.(standard)) ?? standard,
    features: [...(options.features?.(features) ?? features), listener],
    secretKey: "a secret key of more than thirty-two characters",
    clock,
    random: seededRandom(options.seed ?? "issuer under test"),
    slowHash: FAST_HASH,
    fetch: options.fetch ?? NO_FETCH,
    log: silentLog,
    generateKeyPair: preparedKeyPairs(),
  });
  let count = 0;
  function send(method: string, path: string, asked: Asked = {}): Promise<Reply> {
    count += 1;
    const { cookies, address } = asked;
    const request = wireRequest({
      method,
      path,
      query: encode(asked.query),
      form: encode(asked.form),
      ...(asked.json === undefined
        ? {}
        : { body: typeof asked.json === "string" ? asked.json : JSON.stringify(asked.json) }),
      headers: headersOf(asked),
      ...(cookies === undefined ? {} : { cookies }),
      ...(address === undefined ? {} : { address }),
    });
    const endpoint = endpointAt(issuer, path);
    return answer(
      { endpoint, allow: allowedMethods(endpoint) },
      { issuer, request, trace: `test-${count}`, log: silentLog },
    );
  }
  return {
    issuer,
    clock,
    events,
    send,
    get: (path, asked) => send("GET", path, asked),
    post: (path, asked) => send("POST", path, asked),
  };
}
