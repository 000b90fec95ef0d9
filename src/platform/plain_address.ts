import { isIPv4 } from "node:net";

const MAPPED = "::ffff:";

/**
 * An address of the network as addresses are compared: in small letters, without zone, brackets and port, and as IPv4
 * where that is only wrapped in IPv6.
 *
 * Some proxies put ports behind the addresses in X-Forwarded-For, another one for each connection.
 *
 * @example An address with a port, in brackets
 * ```ts
 * assert.equal(plainAddress("[2001:DB8::1]:443"), "2001:db8::1");
 * ```
 */
export function plainAddress(text: string): string {
  const [address = ""] = withoutPort(text.toLowerCase())
    .split("%", 1)
    .map((part) => part.trim());
  const inner = address.startsWith(MAPPED) ? address.slice(MAPPED.length) : "";
  return isIPv4(inner) ? inner : address;
}

function withoutPort(padded: string): string {
  const text = padded.trim();
  if (text.startsWith("[")) return withoutPort(text.slice(1).split("]", 1)[0] ?? "");
  const colon = text.indexOf(":");
  const host = text.slice(0, Math.max(0, colon));
  return isIPv4(host) ? host : text;
}
