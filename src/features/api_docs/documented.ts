import type {
  DescribedRoute,
  Endpoint,
  Fields,
  Issuer,
  Method,
  Operation,
  Operations,
  Speech,
} from "../../engine/mod.ts";
import { wellKnownPath } from "../../protocol/mod.ts";
import type { ApiDocsOptions } from "./options.ts";

/** One method of one address, and what it does. */
export interface Documented {
  /** Unique. */
  readonly id: string;
  readonly method: Method;
  /** With `{name}` for a segment that matches anything. */
  readonly path: string;
  /** Whether the path lies below the issuer, or is one of the host. */
  readonly below: "issuer" | "host";
  readonly operation: Operation;
  /** How it refuses. */
  readonly speaks: Speech;
  /** Other paths below the issuer at which the same is served. */
  readonly alsoAt: readonly string[];
}

interface Address {
  readonly path: string;
  readonly below: "issuer" | "host";
}

/** What is for people is described by its name alone, unless it says more. */
function pageOperations({ name, methods }: Endpoint): Operations {
  const page = name.replaceAll("_", " ");
  const answers = {
    200: { says: "A page", type: "text/html" },
    303: { says: "To another page", headers: { Location: "Where" } },
  };
  return Object.fromEntries(
    methods.map((method): [Method, Operation] => [
      method,
      {
        summary: method === "GET" ? `Shows the page '${page}'` : `Takes the form of '${page}'`,
        tag: "Pages for people",
        answers,
      },
    ]),
  );
}

/** What clients send by their ways to authenticate, where an operation takes them. */
function clientFields(access: Operation["access"], { clientAuth }: Issuer): Fields {
  if (access?.some(({ kind }) => kind === "client") !== true) return {};
  return Object.assign({}, ...clientAuth.map(({ fields = {} }) => fields));
}

/** The operation with what it shares with others: fields of its clients, segments of its path. */
function completed(operation: Operation, path: string, issuer: Issuer): Operation {
  const names = Array.from(path.matchAll(/:(\w+)/g), ([, name = ""]) => name);
  const segments = Object.fromEntries(names.map((name) => [name, operation.segments?.[name] ?? { says: name }]));
  const form = { ...operation.form, ...clientFields(operation.access, issuer) };
  return { ...operation, segments, ...(Object.keys(form).length === 0 ? {} : { form }) };
}

function addressesOf({ path, wellKnown, below = "" }: Endpoint, { url }: Issuer): readonly Address[] {
  if (wellKnown === "host") return [{ path, below: "host" }];
  const own: Address = { path, below: "issuer" };
  if (wellKnown === undefined) return [own];
  const inserted = wellKnownPath(url, path.slice("/.well-known/".length, path.length - below.length)) + below;
  return inserted === path ? [own] : [own, { path: inserted, below: "host" }];
}

function documentedEndpoint(
  endpoint: Endpoint,
  issuer: Issuer,
  { aliasPrefixes }: ApiDocsOptions,
): readonly Documented[] {
  const { name, methods, aliases = [], speaks } = endpoint;
  const operations = endpoint.describe?.(issuer) ?? pageOperations(endpoint);
  const alsoAt = aliasPrefixes.flatMap((prefix) => aliases.map((alias) => braced(`${prefix}/${alias}`)));
  return addressesOf(endpoint, issuer).flatMap(({ path, below }, index) =>
    methods.flatMap((method) => {
      const operation = operations[method];
      if (operation === undefined) return [];
      const base = methods.length === 1 ? name : `${method.toLowerCase()}_${name}`;
      return {
        id: index === 0 ? base : `${base}_of_host`,
        method,
        path: braced(path),
        below,
        operation: completed(operation, path, issuer),
        speaks,
        alsoAt: index === 0 ? alsoAt : [],
      };
    }),
  );
}

function documentedRoute({ name, path, below, operations }: DescribedRoute, issuer: Issuer): readonly Documented[] {
  return Object.entries(operations).map(([method, operation]) => ({
    id: name,
    // The keys of the operations are their methods.
    method: method as Method,
    path: braced(path),
    below,
    operation: completed(operation, path, issuer),
    speaks: operation.access?.some(({ kind }) => kind === "token") === true ? "bearer" : "json",
    alsoAt: [],
  }));
}

function braced(path: string): string {
  return path.replaceAll(/:(\w+)/g, "{$1}");
}

/** Groups in the order in which people look for them; others come after these. */
const TAGS = ["Sample API", "Authorization", "Tokens", "OpenID Connect", "Registration", "Metadata and keys"];
const LAST_TAGS = ["Health", "Pages for people"];

function rankOf({ operation: { tag } }: Documented): number {
  const first = TAGS.indexOf(tag);
  return first === -1 ? TAGS.length + 1 + LAST_TAGS.indexOf(tag) : first;
}

/** Everything that is served for an issuer, group by group. */
export function documentedOf(issuer: Issuer, options: ApiDocsOptions): readonly Documented[] {
  const all = [
    ...options.others.flatMap((route) => documentedRoute(route, issuer)),
    ...issuer.endpoints.flatMap((endpoint) => documentedEndpoint(endpoint, issuer, options)),
  ];
  return all.toSorted((one, other) => rankOf(one) - rankOf(other));
}
