import { isJsonObject, parseJsonObject } from "./_json_object.ts";
import { fail } from "./oauth_error.ts";

/** How one claim is asked for. */
export interface ClaimWish {
  readonly essential: boolean;
  /** Values of which it should have one; undefined = any. */
  readonly values?: readonly unknown[];
}

/** Claims that are asked for by name, and how. */
export type ClaimWishes = Readonly<Record<string, ClaimWish>>;

/** The `claims` parameter. @see OpenID Connect Core 5.5 */
export interface ClaimsRequest {
  readonly idToken: ClaimWishes;
  readonly userinfo: ClaimWishes;
}

/** Characters of the parameter, and claims in each member: far more than anybody asks for. */
const LONGEST = 8_192;
const MOST_CLAIMS = 100;
const NAME = /^[\x21-\x7E]{1,200}$/;

function refuse(why: string): never {
  return fail("invalid_request", `Cannot understand the claims parameter: ${why}`, { rule: "OIDC-5.5-1" });
}

function wishOf(name: string, value: unknown): ClaimWish {
  if (value === null) return { essential: false };
  if (!isJsonObject(value)) return refuse(`the member '${name}' is neither null nor an object`);
  const { essential = false, value: one, values = one === undefined ? undefined : [one] } = value;
  if (typeof essential !== "boolean") return refuse(`essential of '${name}' is not true or false`);
  if (values === undefined) return { essential };
  if (!Array.isArray(values)) return refuse(`values of '${name}' is not a list`);
  return { essential, values };
}

function wishesOf(member: string, value: unknown): ClaimWishes {
  if (value === undefined || value === null) return {};
  if (!isJsonObject(value)) return refuse(`${member} is not an object`);
  const entries = Object.entries(value);
  if (entries.length > MOST_CLAIMS) return refuse(`${member} asks for more than ${MOST_CLAIMS} claims`);
  return Object.fromEntries(
    entries.map(([name, wish]) => {
      if (!NAME.test(name)) return refuse(`${member} asks for a claim whose name cannot be one`);
      return [name, wishOf(name, wish)];
    }),
  );
}

/**
 * Reads the `claims` parameter. Members that are not known are skipped.
 *
 * @see OpenID Connect Core 5.5
 * @throws {OAuthError} invalid_request when it is not JSON of that form.
 *
 * @example An essential claim
 * ```ts
 * const { idToken } = parseClaimsRequest('{"id_token":{"auth_time":{"essential":true}}}');
 * assert.deepEqual(idToken, { auth_time: { essential: true } });
 * ```
 */
export function parseClaimsRequest(text: string): ClaimsRequest {
  if (text.length > LONGEST) return refuse("it is too long");
  const parsed = parseJsonObject(Buffer.from(text), { deep: true });
  if (parsed === undefined) return refuse("it is not a JSON object whose members have different names");
  return { idToken: wishesOf("id_token", parsed["id_token"]), userinfo: wishesOf("userinfo", parsed["userinfo"]) };
}
