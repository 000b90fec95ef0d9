import { coversResource, type Params, type Scope } from "../../protocol/mod.ts";
import type { Bindings } from "../../tokens/mod.ts";
import {
  type AskContext,
  askedResources,
  RESOURCE,
  refuseResource,
  type ResourceIndicatorsOptions,
} from "./asked_resources.ts";
import type { KnownResources } from "./known_resource.ts";

/** The resources of a grant; undefined = it is bound to none. */
export function grantedResources(bindings: Bindings): readonly string[] | undefined {
  const { [RESOURCE]: granted } = bindings;
  return Array.isArray(granted) ? granted : undefined;
}

/** What a token is issued for. */
export interface WantedToken extends AskContext {
  /** What was bound when the authorization was given. */
  readonly bindings: Bindings;
  /** Of the token request; undefined = there is none. */
  readonly params?: Params;
}

/**
 * The resources of a token: those of the grant that the token request names, or all of them; undefined = it is bound to
 * none.
 *
 * Where the grant is bound to none, the request may name any: that makes the token worth less, not more.
 *
 * @see RFC 8707 2.2
 * @throws {OAuthError} invalid_target for a resource that was not granted.
 */
export function resourcesOfToken(
  { bindings, params, ...context }: WantedToken,
  options: ResourceIndicatorsOptions,
): readonly string[] | undefined {
  const granted = grantedResources(bindings);
  const asked = params === undefined ? [] : askedResources(params, context, options);
  if (asked.length === 0) return granted;
  const beyond = granted !== undefined && asked.some((one) => !granted.some((bound) => coversResource(bound, one)));
  if (beyond) refuseResource("it was not granted", "RFC8707-2.2-4");
  return asked;
}

/**
 * What is left of a scope at some resources: what means something at one of them. At none it is what it was.
 *
 * @see RFC 8707 2.2
 * @throws {OAuthError} invalid_target when nothing is left of what was asked for.
 */
export function scopeAt(resources: readonly string[], scope: Scope, known: KnownResources): Scope {
  if (resources.length === 0) return scope;
  const fitting = new Set<string>();
  for (const uri of resources) {
    const own = known.get(uri)?.scope;
    if (own === undefined) return scope;
    for (const name of own) fitting.add(name);
  }
  const left = scope.filter((name) => fitting.has(name));
  if (left.length === 0 && scope.length > 0) refuseResource("nothing of the scope means anything there", "RFC8707-2-6");
  return left.length === scope.length ? scope : left;
}
