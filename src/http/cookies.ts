import { parseCookies, type SetCookie } from "../protocol/mod.ts";

/** Over https the browser itself holds a cookie to this host, the whole site and https. @see RFC 6265bis 4.1.3.2 */
const PREFIX = "__Host-";

/** The cookies of a request by their plain names; over https those without the prefix are not ours. */
export function cookiesOf(header: string | undefined, secure: boolean): ReadonlyMap<string, string> {
  const cookies = parseCookies(header);
  if (!secure || cookies.size === 0) return cookies;
  return new Map(
    [...cookies].filter(([name]) => name.startsWith(PREFIX)).map(([name, value]) => [name.slice(PREFIX.length), value]),
  );
}

/** A Set-Cookie header. Lax, not strict: an authorization request is a navigation from another site. */
export function printSetCookie(cookie: SetCookie, secure: boolean): string {
  const name = secure ? `${PREFIX}${cookie.name}` : cookie.name;
  const age = cookie.clear === true ? 0 : cookie.maxAge;
  const sameSite = cookie.sameSite === "strict" ? "Strict" : cookie.sameSite === "none" && secure ? "None" : "Lax";
  return [
    `${name}=${cookie.clear === true ? "" : cookie.value}`,
    "Path=/",
    ...(cookie.readable === true ? [] : ["HttpOnly"]),
    `SameSite=${sameSite}`,
    ...(secure ? ["Secure"] : []),
    ...(age === undefined ? [] : [`Max-Age=${age}`]),
  ].join("; ");
}
