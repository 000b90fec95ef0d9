import type { Scope } from "../../protocol/mod.ts";
import type { KnownResources } from "./known_resource.ts";

/** Permissions that stand for resources begin with it, so that none is taken for a scope of the same name. */
const PREFIX = "resource:";

/** The permission to use tokens at a resource, which a person is asked for. */
export function permissionFor(uri: string): string {
  return PREFIX + uri;
}

/** The resource that a permission is about; undefined for a scope. */
export function resourceOfPermission(name: string): string | undefined {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : undefined;
}

/** The sentence for such a permission: where it is, in few words, as the whole URI stands below it. */
export function sentenceFor(uri: string, known: KnownResources): string {
  const name = known.get(uri)?.name;
  const place = hostOf(uri) ?? uri;
  return name === undefined ? `Use this access at ${place}` : `Use this access at ${name}, ${place}`;
}

/** Undefined for a name that is no address. */
function hostOf(uri: string): string | undefined {
  const host = URL.canParse(uri) ? new URL(uri).host : "";
  return host === "" ? undefined : host;
}

/**
 * The names under which permissions are remembered: each scope together with each resource, and each resource. What was
 * allowed at one place is then never taken for allowed at another, or everywhere.
 *
 * @param asked The resources of the request, for permissions among which there is none.
 */
export function rememberedAt(permissions: Scope, asked: readonly string[]): Scope {
  const named = permissions.flatMap((name) => resourceOfPermission(name) ?? []);
  const scopes = permissions.filter((name) => resourceOfPermission(name) === undefined);
  const resources = named.length === 0 ? asked : named;
  const words = ["", ...scopes];
  return resources.flatMap((uri) => words.map((word) => `${word}@${uri}`));
}
