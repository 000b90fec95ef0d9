/** One machine of an address. */
export interface RedisHost {
  readonly host: string;
  readonly port: number;
}

/** What every form of an address may say. */
interface Access {
  readonly username?: string;
  readonly password?: string;
  /** What every key begins with. */
  readonly prefix?: string;
}

/** Where Redis is, as one URL says it. */
export type RedisAddress =
  | (Access & RedisHost & { readonly kind: "server"; readonly tls: boolean; readonly db: number })
  | (Access & { readonly kind: "socket"; readonly path: string; readonly db: number })
  | (Access & {
      readonly kind: "sentinel";
      readonly tls: boolean;
      readonly sentinels: readonly RedisHost[];
      readonly master: string;
      readonly db: number;
      readonly sentinelUsername?: string;
      readonly sentinelPassword?: string;
    })
  | (Access & { readonly kind: "cluster"; readonly tls: boolean; readonly nodes: readonly RedisHost[] });

/** The pieces of a URL, before they are judged. */
interface Pieces {
  readonly access: Access;
  readonly hosts: string;
  /** With its leading slash, or empty. */
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
}

const REDIS_PORT = 6379;
const SENTINEL_PORT = 26379;
const SCHEMES = "redis, rediss, unix, redis+unix, redis+sentinel, rediss+sentinel, redis+cluster, rediss+cluster";
const LEGAL_PREFIX = /^[\w.:/-]{1,100}$/;

/**
 * Reads the address of Redis.
 *
 * - `redis://[[user]:password@]host[:port][/db]`, `rediss://…` with TLS
 * - `unix:/path/to/socket` or `redis+unix://[[user]:password@]/path/to/socket`, both with `?db=`
 * - `redis+sentinel://[[user]:password@]host[:port],host[:port]/master[/db]`, with `?sentinelPassword=` and
 *   `?sentinelUsername=` where the sentinels ask for them
 * - `redis+cluster://[[user]:password@]host[:port],host[:port]`
 *
 * Each takes `?prefix=` for what every key begins with.
 *
 * @throws {SyntaxError} When it cannot be read; the message names the setting and never holds the password.
 */
export function parseRedisUrl(url: string): RedisAddress {
  const colon = url.indexOf(":");
  const scheme = colon < 0 ? "" : url.slice(0, colon).toLowerCase();
  const pieces = splitUrl(url.slice(colon + 1));
  switch (scheme) {
    case "redis":
    case "rediss":
      return parseServer(pieces, scheme === "rediss");
    case "unix":
    case "redis+unix":
      return parseSocket(pieces);
    case "redis+sentinel":
    case "rediss+sentinel":
      return parseSentinel(pieces, scheme === "rediss+sentinel");
    case "redis+cluster":
    case "rediss+cluster":
      return parseCluster(pieces, scheme === "rediss+cluster");
    default:
      return refuse(`its scheme is none of ${SCHEMES}`);
  }
}

function parseServer({ access, hosts, path, query }: Pieces, tls: boolean): RedisAddress {
  checkQuery(query, ["prefix"]);
  const [host, ...others] = parseHosts(hosts, REDIS_PORT);
  if (host === undefined || others.length > 0)
    refuse("it names more than one host; see the forms redis+sentinel and redis+cluster");
  return { kind: "server", ...access, ...host, tls, db: parseDb(path.slice(1)) };
}

function parseSocket({ access, hosts, path, query }: Pieces): RedisAddress {
  checkQuery(query, ["prefix", "db"]);
  if (hosts !== "") refuse("a host stands where the path of a socket is due");
  if (path.length < 2) refuse("the path of the socket is missing");
  return { kind: "socket", ...access, path: decoded(path, "path"), db: parseDb(query.get("db") ?? "") };
}

function parseSentinel({ access, hosts, path, query }: Pieces, tls: boolean): RedisAddress {
  checkQuery(query, ["prefix", "sentinelUsername", "sentinelPassword"]);
  const [master = "", db = "", ...more] = path.slice(1).split("/");
  if (master === "") refuse("the name of the master is missing after the sentinels");
  if (more.length > 0) refuse("its path is longer than /master/db");
  const sentinelUsername = query.get("sentinelUsername");
  const sentinelPassword = query.get("sentinelPassword");
  return {
    kind: "sentinel",
    ...access,
    tls,
    sentinels: parseHosts(hosts, SENTINEL_PORT),
    master: decoded(master, "master"),
    db: parseDb(db),
    ...(sentinelUsername === undefined ? {} : { sentinelUsername }),
    ...(sentinelPassword === undefined ? {} : { sentinelPassword }),
  };
}

function parseCluster({ access, hosts, path, query }: Pieces, tls: boolean): RedisAddress {
  checkQuery(query, ["prefix"]);
  if (path !== "" && path !== "/" && path !== "/0") refuse("a cluster has no database but 0");
  return { kind: "cluster", ...access, tls, nodes: parseHosts(hosts, REDIS_PORT) };
}

/** Splits what follows the scheme's colon: `//user:password@hosts/path?query`, or a bare path. */
function splitUrl(rest: string): Pieces {
  const mark = rest.indexOf("?");
  const query = parseQuery(mark < 0 ? "" : rest.slice(mark + 1));
  const address = mark < 0 ? rest : rest.slice(0, mark);
  if (!address.startsWith("//")) return { access: parseAccess("", query), hosts: "", path: address, query };
  // A password may hold any character in its encoded form only, but people forget it: the last @ ends it.
  const at = address.lastIndexOf("@");
  const start = at < 0 ? 2 : at + 1;
  const slash = address.indexOf("/", start);
  const end = slash < 0 ? address.length : slash;
  return {
    access: parseAccess(address.slice(2, Math.max(2, at)), query),
    hosts: address.slice(start, end),
    path: address.slice(end),
    query,
  };
}

function parseAccess(text: string, query: ReadonlyMap<string, string>): Access {
  const colon = text.indexOf(":");
  const username = decoded(colon < 0 ? text : text.slice(0, colon), "user name");
  const password = colon < 0 ? "" : decoded(text.slice(colon + 1), "password");
  const prefix = query.get("prefix");
  if (prefix !== undefined && !LEGAL_PREFIX.test(prefix)) {
    refuse("its prefix is not made of 1 to 100 letters, digits and the signs _ . : / -");
  }
  return {
    ...(username === "" ? {} : { username }),
    ...(password === "" ? {} : { password }),
    ...(prefix === undefined ? {} : { prefix }),
  };
}

function parseQuery(text: string): ReadonlyMap<string, string> {
  const query = new Map<string, string>();
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const [name = "", ...value] = pair.split("=");
    if (query.has(name)) refuse(`its parameter '${name}' is repeated`);
    query.set(name, decoded(value.join("="), name));
  }
  return query;
}

function checkQuery(query: ReadonlyMap<string, string>, known: readonly string[]): void {
  for (const name of query.keys()) {
    if (!known.includes(name)) refuse(`its parameter '${name}' is none of ${known.join(", ")}`);
  }
}

function parseHosts(text: string, defaultPort: number): readonly RedisHost[] {
  return text.split(",").map((part) => parseHost(part, defaultPort));
}

function parseHost(text: string, defaultPort: number): RedisHost {
  const colon = text.lastIndexOf(":");
  const hasPort = colon > text.lastIndexOf("]");
  const name = hasPort ? text.slice(0, colon) : text;
  const host = name.startsWith("[") && name.endsWith("]") ? name.slice(1, -1) : name;
  if (host === "" || (host === name && host.includes(":"))) refuse("a host name is missing or malformed");
  const port = hasPort ? Number(text.slice(colon + 1)) : defaultPort;
  if (!Number.isSafeInteger(port) || port < 1 || port > 65_535)
    refuse(`the port of '${host}' is not a number from 1 to 65535`);
  return { host, port };
}

function parseDb(text: string): number {
  if (text === "") return 0;
  if (!/^\d{1,5}$/.test(text)) refuse("its database is not a number");
  return Number(text);
}

function decoded(text: string, name: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return refuse(`its ${name} is not percent-encoded properly`);
  }
}

function refuse(reason: string): never {
  throw new SyntaxError(`Cannot read REDIS_URL as ${reason}`);
}
