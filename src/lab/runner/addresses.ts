/** Last words of the paths at the issuer that a browser is sent to. */
const FOR_BROWSERS: ReadonlySet<string> = new Set(["authorize", "device", "logout"]);

/** The sentence around an address; the dot behind a JWT of two parts is its own, as it ends unsigned (RFC 7515 A.5). */
const AROUND = /(?:[,;:!)\]}]|\.(?<!=eyJ[\w-]+\.[\w-]+\.))+$/;

/** Whatever a line has that looks like an address, without the punctuation of the sentence around it. */
export function addressesIn(line: string): readonly string[] {
  const found = line.match(/https?:\/\/[^\s"'<>`\\]+(?:\\u0026[^\s"'<>`\\]*)*/g) ?? [];
  return found.map((address) => address.replaceAll("\\u0026", "&").replace(AROUND, ""));
}

/**
 * Whether an address is one that a person is sent to at the provider: the authorization endpoint, the page for the
 * code of a device, the end of a session. A client may print other addresses of the issuer, which nobody opens.
 *
 * @param issuer Its identifier; another issuer of the same server counts as well, as a client may be sent to it.
 */
export function isForBrowser(address: string, issuer: string): boolean {
  if (!URL.canParse(address)) return false;
  const { origin, pathname } = new URL(address);
  if (origin !== new URL(issuer).origin) return false;
  return FOR_BROWSERS.has(pathname.replace(/\/+$/, "").split("/").at(-1) ?? "");
}

/** The code of a device in a line, as `user_code` has it; undefined when there is none. @see RFC 8628 6.1 */
export function userCodeIn(line: string): string | undefined {
  return /(?<![A-Za-z\d-])[A-Z]{4}-[A-Z]{4}(?![A-Za-z\d-])/.exec(line)?.[0];
}
