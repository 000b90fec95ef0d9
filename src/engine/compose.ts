import { endpointUrl } from "../protocol/mod.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Exchange } from "./exchange.ts";
import type { Feature } from "./feature.ts";
import type { Sender } from "./grant.ts";
import type { Happening } from "./happening.ts";
import type { Composed, Hooks } from "./hooks.ts";
import type { Issuer, Services } from "./issuer.ts";
import type { Settings } from "./settings.ts";
import type { Step } from "./step.ts";

type HookName = keyof Hooks;

/** What an issuer is made of. */
export interface ComposeOptions {
  /** The issuer identifier. */
  readonly url: string;
  readonly settings: Settings;
  readonly services: Services;
  /** In the order in which their hooks run. */
  readonly features: readonly Feature[];
}

function checkOrder(features: readonly Feature[]): void {
  const seen = new Set<string>();
  for (const { name, after = [] } of features) {
    if (seen.has(name)) throw new TypeError(`Cannot compose the feature '${name}' twice`);
    for (const earlier of after) {
      if (!seen.has(earlier) && features.some((feature) => feature.name === earlier)) {
        throw new TypeError(`Cannot compose '${name}' before '${earlier}'`);
      }
    }
    seen.add(name);
  }
}

/** Puts things in a map by name; a name that comes twice is a mistake of whoever composes. */
function byName<T>(what: string, items: readonly T[], nameOf: (item: T) => string): ReadonlyMap<string, T> {
  const map = new Map<string, T>();
  for (const item of items) {
    const name = nameOf(item);
    if (map.has(name)) throw new TypeError(`Cannot compose two ${what} called '${name}'`);
    map.set(name, item);
  }
  return map;
}

/** Puts each step that must come before another there, if that is composed; the others keep the order of their features. */
function inOrder(steps: readonly Step[]): readonly Step[] {
  const ordered = steps.filter(({ before }) => before === undefined);
  for (const step of steps) {
    if (step.before === undefined) continue;
    const at = ordered.findIndex(({ name }) => name === step.before);
    ordered.splice(at === -1 ? ordered.length : at, 0, step);
  }
  return ordered;
}

function joined(parts: readonly Readonly<Record<string, unknown>>[]): Readonly<Record<string, unknown>> {
  const whole: Record<string, unknown> = {};
  for (const part of parts) {
    for (const [name, value] of Object.entries(part)) {
      if (Object.hasOwn(whole, name)) throw new TypeError(`Cannot gather the member '${name}' twice`);
      whole[name] = value;
    }
  }
  return whole;
}

const NOTHING = Object.freeze({});

function isMembers(part: unknown): part is Readonly<Record<string, unknown>> {
  return typeof part === "object" && part !== null;
}

/** Puts together what several functions answer. */
function gather<Input>(
  functions: readonly ((input: Input) => unknown)[],
): (input: Input) => Promise<Readonly<Record<string, unknown>>> | Readonly<Record<string, unknown>> {
  if (functions.length === 0) return () => NOTHING;
  return async (input) => {
    const parts = await Promise.all(functions.map((one) => one(input)));
    return joined(parts.filter(isMembers));
  };
}

/** Puts together the lists that several functions answer, each item once. */
function gatherList<Input, Item>(
  functions: readonly ((input: Input) => Promise<readonly Item[]> | readonly Item[])[],
): (input: Input) => Promise<readonly Item[]> {
  return async (input) => [...new Set((await Promise.all(functions.map(async (one) => one(input)))).flat())];
}

/** Runs checks one after the other; the first that throws decides. */
function check<Input>(
  functions: readonly ((input: Input) => Promise<void> | void)[],
): (input: Input) => Promise<void> | void {
  const [only, ...others] = functions;
  if (only === undefined) return () => undefined;
  if (others.length === 0) return only;
  const rest = check(others);
  return (input) => {
    const checked = only(input);
    return checked instanceof Promise ? checked.then(() => rest(input)) : rest(input);
  };
}

/** Passes a value through functions, and waits only for those that take their time. */
function refine<Value, Context>(
  functions: readonly ((value: Value, context: Context) => Promise<Value> | Value)[],
): (value: Value, context: Context) => Promise<Value> | Value {
  const [only, ...others] = functions;
  if (only === undefined) return (value) => value;
  if (others.length === 0) return only;
  const rest = refine(others);
  return (value, context) => {
    const refined = only(value, context);
    return refined instanceof Promise ? refined.then((then) => rest(then, context)) : rest(refined, context);
  };
}

/** The same for values that must not wait. */
function refineNow<Value, Context>(
  functions: readonly ((value: Value, context: Context) => Value)[],
): (value: Value, context: Context) => Value {
  if (functions.length === 0) return (value) => value;
  return (value, context) => functions.reduce((refined, one) => one(refined, context), value);
}

/** What was done is done: who only listens cannot undo it. */
function reportDeaf({ name }: Happening, { log }: Exchange, cause: unknown): void {
  log.error("Cannot tell a listener what happened", { happening: name, cause });
}

/** Tells one listener, and waits only for one that takes its time. */
function tell(one: Hooks["happened"], happening: Happening, exchange: Exchange): Promise<void> | void {
  try {
    const heard = one(happening, exchange);
    if (heard instanceof Promise) return heard.catch((cause: unknown) => reportDeaf(happening, exchange, cause));
  } catch (cause) {
    reportDeaf(happening, exchange, cause);
  }
}

function observe(functions: readonly Hooks["happened"][]): Hooks["happened"] {
  const [only, ...others] = functions;
  if (only === undefined) return () => undefined;
  if (others.length === 0) return (happening, exchange) => tell(only, happening, exchange);
  return async (happening, exchange) => {
    for (const one of functions) await tell(one, happening, exchange);
  };
}

/** Nothing was proved where nothing is said. */
function proofIn(proved: Sender): Sender | undefined {
  for (const name in proved) if (Object.hasOwn(proved, name)) return proved;
  return undefined;
}

/** Gathers what is proved, and waits only for what takes its time. */
function proveAll(functions: readonly Hooks["proveSender"][]): Composed["proveSender"] {
  const [only, ...others] = functions;
  if (only === undefined) return () => undefined;
  const prove = others.length === 0 ? only : gather(functions);
  return (context) => {
    const proved = prove(context);
    return proved instanceof Promise ? proved.then(proofIn) : proofIn(proved);
  };
}

function composeHooks(features: readonly Feature[]): Composed {
  function all<Name extends HookName>(name: Name): readonly Hooks[Name][] {
    return features.flatMap((feature) => {
      const one = feature.hooks?.[name];
      return one === undefined ? [] : [one];
    });
  }
  return {
    authorizeParams: refine(all("authorizeParams")),
    permissions: refineNow(all("permissions")),
    permissionSentence: refineNow(all("permissionSentence")),
    remembered: refineNow(all("remembered")),
    deviceParams: refine(all("deviceParams")),
    checkAuthorize: check(all("checkAuthorize")),
    bindToCode: gather(all("bindToCode")),
    bindToToken: gather(all("bindToToken")),
    authorizeReply: refine(all("authorizeReply")),
    proveSender: proveAll(all("proveSender")),
    carriedToken: refineNow(all("carriedToken")),
    checkAccessToken: check(all("checkAccessToken")),
    checkRedemption: check(all("checkRedemption")),
    accessToken: refine(all("accessToken")),
    tokenReply: refine(all("tokenReply")),
    idTokenClaims: refine(all("idTokenClaims")),
    userinfo: refine(all("userinfo")),
    logoutToken: refine(all("logoutToken")),
    answerJwt: refine(all("answerJwt")),
    logoutFrames: gatherList(all("logoutFrames")),
    introspection: refine(all("introspection")),
    errorReply: refineNow(all("errorReply")),
    reply: refine(all("reply")),
    happened: observe(all("happened")),
  };
}

/** Without the lists that have nothing in them. @see RFC 8414 3.2 */
function withoutEmptyLists(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => !(Array.isArray(value) && value.length === 0)),
  );
}

/** Addresses of endpoints as the metadata tells them; a member that two of them claim is a mistake. */
function addressesOf(url: string, endpoints: readonly Endpoint[]): Readonly<Record<string, unknown>> {
  return joined(
    endpoints.flatMap(({ metadata, path }) => (metadata === undefined ? [] : [{ [metadata]: endpointUrl(url, path) }])),
  );
}

/** The endpoints without those for which another feature's endpoint stands at the same path. */
function withoutStandIns(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const taken = new Set(endpoints.flatMap(({ standIn, path }) => (standIn === true ? [] : [path])));
  return endpoints.filter(({ standIn, path }) => standIn !== true || !taken.has(path));
}

/** The services with those in the place of others that features put there. */
function replacedBy(features: readonly Feature[], services: Services): Services {
  const replaced = { ...services };
  for (const { replace = {} } of features) {
    Object.assign(replaced, typeof replace === "function" ? replace({ ...replaced }) : replace);
  }
  return replaced;
}

/**
 * Makes an issuer of features.
 *
 * Throws TypeError when two features clash, or when one comes before what it must come after.
 */
export function compose(options: ComposeOptions): Issuer {
  const { url, settings, services, features } = options;
  checkOrder(features);
  const endpoints = withoutStandIns(features.flatMap((feature) => feature.endpoints ?? []));
  byName("endpoints", endpoints, ({ path, wellKnown, answersWhen }) => {
    // One that says which requests are its own may stand beside another.
    const kind = answersWhen === undefined ? "" : "(beside) ";
    return `${wellKnown === undefined ? "" : "(well-known) "}${kind}${path}`;
  });
  const metadataHooks = features.flatMap((feature) =>
    feature.hooks?.metadata === undefined ? [] : [feature.hooks.metadata],
  );
  const parts = metadataHooks.map((one) => one({ url, settings, features, keys: services.keys }));
  const { pathname } = new URL(url);
  return Object.freeze({
    ...replacedBy(features, services),
    url,
    base: pathname === "/" ? "" : pathname.replace(/\/$/, ""),
    settings,
    features,
    endpoints,
    grants: byName(
      "grants",
      features.flatMap((feature) => feature.grants ?? []),
      ({ type }) => type,
    ),
    clientAuth: features.flatMap((feature) => feature.clientAuth ?? []),
    responseModes: byName(
      "response modes",
      features.flatMap((feature) => feature.responseModes ?? []),
      ({ name }) => name,
    ),
    responseWords: byName(
      "response words",
      features.flatMap((feature) => feature.responseWords ?? []),
      ({ name }) => name,
    ),
    steps: inOrder(features.flatMap((feature) => feature.steps ?? [])),
    clientMetadata: byName(
      "members of client metadata",
      features.flatMap((feature) => feature.clientMetadata ?? []),
      ({ name }) => name,
    ),
    hooks: composeHooks(features),
    metadata: withoutEmptyLists(joined([{ issuer: url }, addressesOf(url, endpoints), ...parts])),
  });
}
