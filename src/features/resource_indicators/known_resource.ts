import { OAuthError, parseScope, resourceProblem, type Scope } from "../../protocol/mod.ts";

/** A protected resource for which tokens are issued. */
export interface KnownResource {
  /** What people call it. */
  readonly name?: string;
  /** Scopes that mean something there; undefined = all. */
  readonly scope?: Scope;
  /** `client_id` of the resource servers that may introspect tokens for it; undefined = all that may introspect. */
  readonly servers?: readonly string[];
}

/** Protected resources by their URIs. */
export type KnownResources = ReadonlyMap<string, KnownResource>;

/** What was given does not describe resources; the message says what to give. */
export class ResourcesRefused extends Error {
  override readonly name = "ResourcesRefused";
}

const MEMBERS: ReadonlySet<string> = new Set(["name", "scope", "servers"]);
const LONGEST_NAME = 100;

type Members = Readonly<Record<string, unknown>>;

function refuse(what: string): never {
  throw new ResourcesRefused(`give ${what}`);
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function nameOf({ name }: Members): string | undefined {
  if (name === undefined) return undefined;
  if (typeof name === "string" && name.trim() !== "" && name.length <= LONGEST_NAME) return name;
  return refuse(`name as a text of 1 to ${LONGEST_NAME} characters`);
}

function scopeOf({ scope }: Members): Scope | undefined {
  if (scope === undefined) return undefined;
  try {
    if (typeof scope === "string" && scope !== "") return parseScope(scope);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
  }
  return refuse("scope as names separated by spaces");
}

function serversOf({ servers }: Members): readonly string[] | undefined {
  if (servers === undefined) return undefined;
  const ids: readonly unknown[] = Array.isArray(servers) ? servers : [];
  const texts = ids.filter((id): id is string => typeof id === "string" && id !== "");
  if (texts.length > 0 && texts.length === ids.length) return texts;
  return refuse("servers as a list of client ids");
}

function parseOne(uri: string, value: unknown): KnownResource {
  const problem = resourceProblem(uri);
  if (problem !== undefined) refuse(`absolute URIs for resources: '${uri.slice(0, 80)}' cannot be one as ${problem}`);
  if (!isMembers(value)) return refuse("a JSON object for each resource");
  const stranger = Object.keys(value).find((member) => !MEMBERS.has(member));
  if (stranger !== undefined) refuse(`no members of a resource but ${[...MEMBERS].join(", ")}`);
  const [name, scope, servers] = [nameOf(value), scopeOf(value), serversOf(value)];
  return {
    ...(name === undefined ? {} : { name }),
    ...(scope === undefined ? {} : { scope }),
    ...(servers === undefined ? {} : { servers }),
  };
}

/**
 * Reads for which resources tokens are issued: an object with a member for each, URI → `{ name, scope, servers }`, where
 * none of the three has to be there.
 *
 * @throws {ResourcesRefused} With what to give instead.
 */
export function parseKnownResources(value: unknown): KnownResources {
  if (!isMembers(value)) return refuse("a JSON object of the URIs of resources and what is known of each");
  return new Map(Object.entries(value).map(([uri, one]) => [uri, parseOne(uri, one)]));
}
