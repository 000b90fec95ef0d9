/** What a resource demands. @see RFC 6750 3 */
export interface Challenge {
  readonly scheme: string;
  readonly params: Readonly<Record<string, string>>;
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

/** One scheme, or one parameter of the scheme before it. */
const PART = new RegExp(`(${TOKEN})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN}))|(${TOKEN})(?=\\s|,|$)`, "g");

/** Reads a WWW-Authenticate field, which may hold several challenges. @see RFC 9110 11.6.1 */
export function parseChallenges(field: string | null): readonly Challenge[] {
  const found: { scheme: string; params: Record<string, string> }[] = [];
  for (const [, name = "", quoted, plain, scheme] of (field ?? "").matchAll(PART)) {
    if (scheme !== undefined) found.push({ scheme, params: {} });
    const last = found.at(-1);
    if (scheme === undefined && last !== undefined)
      last.params[name.toLowerCase()] = quoted?.replaceAll(/\\(.)/g, "$1") ?? plain ?? "";
  }
  return found;
}
