/** A cookie as a browser keeps it. */
interface Cookie {
  readonly host: string;
  readonly path: string;
  readonly name: string;
  readonly value: string;
}

/** The cookies of one browser, for every host that it meets. As in a browser, ports do not part them. */
export interface CookieJar {
  /** What goes with a request; empty when there is nothing. */
  headerFor(url: URL): string;
  /** Takes the `Set-Cookie` lines of an answer. */
  take(url: URL, lines: readonly string[]): void;
}

/** @see RFC 6265 5.1.4 */
function defaultPath({ pathname }: URL): string {
  const end = pathname.lastIndexOf("/");
  return end <= 0 ? "/" : pathname.slice(0, end);
}

/** @see RFC 6265 5.1.4 */
function isBelow(pathname: string, path: string): boolean {
  if (pathname === path) return true;
  return pathname.startsWith(path) && (path.endsWith("/") || pathname[path.length] === "/");
}

function attributeOf(parts: readonly string[], name: string): string | undefined {
  const found = parts.find((part) => part.toLowerCase().startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}

function hasEnded(parts: readonly string[], now: number): boolean {
  const age = attributeOf(parts, "max-age");
  if (age !== undefined) return Number(age) <= 0;
  const expires = attributeOf(parts, "expires");
  return expires !== undefined && Date.parse(expires) <= now;
}

/**
 * An empty jar.
 *
 * @param now Milliseconds since 1970, against which `Expires` is compared; nothing is dropped later, as an attempt is
 * shorter than any cookie.
 */
export function cookieJar(now: number): CookieJar {
  let cookies: readonly Cookie[] = [];
  return {
    headerFor({ hostname, pathname }) {
      return cookies
        .filter(({ host, path }) => host === hostname && isBelow(pathname, path))
        .toSorted((a, b) => b.path.length - a.path.length)
        .map(({ name, value }) => `${name}=${value}`)
        .join("; ");
    },
    take(url, lines) {
      for (const line of lines) {
        const [pair = "", ...parts] = line.split(";").map((part) => part.trim());
        const equals = pair.indexOf("=");
        if (equals < 1) continue;
        const name = pair.slice(0, equals);
        const given = attributeOf(parts, "path");
        const path = given?.startsWith("/") === true ? given : defaultPath(url);
        const host = url.hostname;
        cookies = cookies.filter((each) => each.name !== name || each.host !== host || each.path !== path);
        if (!hasEnded(parts, now)) cookies = [...cookies, { host, path, name, value: pair.slice(equals + 1) }];
      }
    },
  };
}
