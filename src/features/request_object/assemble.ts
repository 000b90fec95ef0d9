import { OAuthError, type Param, Params } from "../../protocol/mod.ts";
import { type OpenedObject, refuseObject } from "./open_object.ts";

/** What a JWT says of itself, which is no parameter of a request. @see RFC 7519 4.1 */
const OF_THE_JWT: ReadonlySet<string> = new Set(["iss", "sub", "aud", "exp", "nbf", "iat", "jti"]);
/** Parameters whose value is JSON. @see OpenID Connect Core 5.5, 7.2.1, RFC 9396 2 */
const OF_JSON: ReadonlySet<string> = new Set(["claims", "registration", "authorization_details"]);
/** Parameters that may stand several times. @see RFC 8707 2 */
const REPEATED: ReadonlySet<string> = new Set(["resource"]);
/** How an object comes, which cannot be inside of one. */
const OF_THE_OBJECT: ReadonlySet<string> = new Set(["request", "request_uri"]);

function valuesOf(name: string, value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "number" || typeof value === "boolean") return [String(value)];
  if (OF_JSON.has(name) && typeof value === "object" && value !== null) return [JSON.stringify(value)];
  if (REPEATED.has(name) && Array.isArray(value) && value.every((each) => typeof each === "string")) return value;
  return refuseObject("a parameter inside of it has no value that a parameter can have", { rule: "RFC9101-4-1" });
}

function insideOf({ claims }: OpenedObject): readonly Param[] {
  return Object.entries(claims)
    .filter(([name]) => !OF_THE_JWT.has(name))
    .flatMap(([name, value]) => valuesOf(name, value).map((each): Param => [name, each]));
}

/**
 * Puts together the parameters of a request: those inside of its object, and for OpenID Connect those beside it that are
 * not inside.
 *
 * @see OpenID Connect Core 6.3.3, RFC 9101 6.3
 * @throws {OAuthError} invalid_request_object when something inside cannot be a parameter.
 */
export function assemble(
  object: OpenedObject,
  { outside, fillsIn }: { readonly outside: Params; readonly fillsIn: boolean },
): Params {
  const inside = insideOf(object);
  // Choice: what says nothing could be any JWT that was ever signed for something else
  if (inside.length === 0) refuseObject("there is no parameter inside of it", { rule: "RFC9101-4-1" });
  const names = new Set(inside.map(([name]) => name));
  const filled = fillsIn ? outside.entries().filter(([name]) => !names.has(name) && !OF_THE_OBJECT.has(name)) : [];
  try {
    return Params.of([...filled, ...inside]);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return refuseObject("a parameter inside of it holds illegal characters, or there are too many", {
      rule: "RFC9101-6.3-3",
      cause: error,
    });
  }
}
