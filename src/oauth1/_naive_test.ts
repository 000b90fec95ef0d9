import { createHmac } from "node:crypto";
import type { Param } from "../protocol/mod.ts";
import type { SharedSecrets } from "./mod.ts";

const UNRESERVED = new Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

/** RFC 5849 3.6, byte by byte. */
export function naiveEncode(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return UNRESERVED.has(character) ? character : `%${byte.toString(16).padStart(2, "0").toUpperCase()}`;
    })
    .join("");
}

/** RFC 5849 3.4.1, by URL and by buffers: slow, and with nothing in common with what is tested. */
export function naiveBase(method: string, url: string, params: readonly Param[]): string {
  const { protocol, host } = new URL(url);
  const path = /^[^:]+:\/\/[^/?#]*([^?#]*)/.exec(url)?.[1] ?? "";
  const encoded = params.map((pair) => pair.map(naiveEncode));
  encoded.sort(
    ([a = "", b = ""], [c = "", d = ""]) =>
      Buffer.compare(Buffer.from(a), Buffer.from(c)) || Buffer.compare(Buffer.from(b), Buffer.from(d)),
  );
  const uri = `${protocol}//${host}${path || "/"}`;
  const query = encoded.map((pair) => pair.join("=")).join("&");
  return `${naiveEncode(method.toUpperCase())}&${naiveEncode(uri)}&${naiveEncode(query)}`;
}

/** RFC 5849 3.4.2 by hand. */
export function naiveHmac(
  hash: "sha1" | "sha256",
  base: string,
  { consumerSecret, tokenSecret }: SharedSecrets,
): string {
  const key = `${naiveEncode(consumerSecret)}&${naiveEncode(tokenSecret)}`;
  return createHmac(hash, Buffer.from(key)).update(Buffer.from(base)).digest("base64");
}
