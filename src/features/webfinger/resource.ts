/** What somebody asked about. */
export interface Resource {
  /** `acct` or `https`: what is before the colon, in small letters. */
  readonly scheme: string;
  /** Host, and port where it is not the scheme's own, in small letters. */
  readonly host: string;
}

/** An account at a host; the port is no part of RFC 7565, and is what a person has in front of them in development. */
const ACCOUNT = /^acct:[^@/?#\s]+@(?<host>[^@/?#\s]+)$/i;
const URI = /^(?<scheme>[a-z][a-z\d+.-]*):\S+$/i;

/**
 * Reads the resource of a query.
 *
 * @see RFC 7033 4.1, 4.5, RFC 7565 7
 * @returns Undefined when it is no URI at all, or one of a form that its scheme does not have.
 */
export function parseResource(text: string): Resource | undefined {
  const scheme = URI.exec(text)?.groups?.["scheme"]?.toLowerCase();
  if (scheme === undefined) return undefined;
  if (scheme === "acct") {
    const host = ACCOUNT.exec(text)?.groups?.["host"]?.toLowerCase();
    return host === undefined ? undefined : { scheme, host };
  }
  if (!URL.canParse(text)) return undefined;
  return { scheme, host: new URL(text).host };
}

/**
 * Whether a resource is one of a host.
 *
 * The name before the `@` is not looked at, so that nobody learns which accounts there are.
 */
export function isAt({ scheme, host }: Resource, issuer: string): boolean {
  const { host: own, hostname, protocol } = new URL(issuer);
  if (scheme === "acct") return host === own || host === hostname;
  return `${scheme}:` === protocol && host === own;
}
