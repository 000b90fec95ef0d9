import { createHash } from "node:crypto";
import { renderHtml } from "./_document.tsx";

/** Cookie from which that page tells whether anything changed; over https its name has a prefix. */
export const BROWSER_STATE_COOKIE = "bs";

/**
 * Answers a message `client_id session_state` with `unchanged`, `changed` or `error`.
 *
 * It listens to the page around it alone, asks no server, and answers to the origin that asked and to no other. The hash
 * holds that origin as the browser tells it, so what one client was given is `changed` for any other site. Where the
 * browser keeps our cookies from frames it says `error`: a client that read `changed` would ask again, and again.
 *
 * @see OpenID Connect Session Management 3.2, 5.1
 */
export const CHECK_SESSION_SCRIPT = `
"use strict";
const overHttps = location.protocol === "https:";
const prefix = overHttps ? "__Host-" : "";
function cookieCalled(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(prefix + name + "="));
  return found === undefined ? "" : found.slice(found.indexOf("=") + 1);
}
async function isKeptFromCookies() {
  const attributes = overHttps ? "; Path=/; Secure; SameSite=None" : "; Path=/; SameSite=Lax";
  document.cookie = prefix + "probe=1" + attributes;
  const isKept = cookieCalled("probe") === "";
  document.cookie = prefix + "probe=" + attributes + "; Max-Age=0";
  return isKept || (document.hasStorageAccess !== undefined && !(await document.hasStorageAccess()));
}
async function hashOf(text) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
async function judge(message, origin) {
  const isReadable = typeof message === "string" && message.length <= 4000 && self.crypto?.subtle !== undefined;
  const parts = isReadable ? /^([\\x20-\\x7e]+) ([^ .]+)\\.([^ .]+)$/.exec(message) : null;
  if (parts === null) return "error";
  const [, client, hash, salt] = parts;
  const state = cookieCalled("${BROWSER_STATE_COOKIE}");
  if ((await hashOf([client, origin, state, salt].join(" "))) === hash) return "unchanged";
  return state === "" && (await isKeptFromCookies()) ? "error" : "changed";
}
function isExpected({ origin, source }) {
  if (source === null || source === self || parent === self || !/^https?:/.test(origin)) return false;
  return location.ancestorOrigins === undefined || location.ancestorOrigins[0] === origin;
}
addEventListener("message", async (event) => {
  if (isExpected(event)) event.source.postMessage(await judge(event.data, event.origin), event.origin);
});
`;

/** What a Content-Security-Policy says in `script-src` so that only that script runs. */
export const CHECK_SESSION_SCRIPT_HASH = `sha256-${createHash("sha256").update(CHECK_SESSION_SCRIPT).digest("base64")}`;

/** The page that clients load in a frame out of sight. @see OpenID Connect Session Management 3.2 */
export function renderCheckSession(): string {
  const body = (
    <body>
      <p class="lead">For applications: this page tells them whether somebody is still signed in.</p>
      <script dangerouslySetInnerHTML={{ __html: CHECK_SESSION_SCRIPT }} />
    </body>
  );
  return renderHtml({ title: "Session", body });
}
