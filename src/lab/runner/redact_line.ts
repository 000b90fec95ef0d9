import { isSecretName, REDACTED } from "../../platform/mod.ts";

/** Names that are parameters or members, each before its value. */
const PAIR = /([A-Za-z_][\w-]*)(["']?\s*(?:=|:)\s*["']?)(?:(?:Bearer|Basic|DPoP|OAuth)\s+)?([^\s&"',;}]+)/g;
/** A JWT, or a token of this server. */
const TOKEN = /\beyJ[\w-]+\.[\w-]*\.[\w-]*|\bts_[a-z\d]{2,}_\w+/g;
const MORE_NAMES: ReadonlySet<string> = new Set(["oauth_token_secret", "oauth_verifier", "oauth_signature"]);

// what an ANSI colour is made of
const ESCAPES = new RegExp(`${String.fromCodePoint(27)}\\[[\\d;?]*[A-Za-z]`, "g");

/** A line without the codes that colour it. */
export function plainLine(line: string): string {
  return line.replaceAll(ESCAPES, "");
}

/** A line that a client printed, without secrets: those that are known, what goes by a secret's name, and tokens. */
export function redactLine(line: string, secrets: readonly string[]): string {
  const known = secrets.filter((secret) => secret.length > 3);
  const unknown = known.reduce((text, secret) => text.replaceAll(secret, REDACTED), plainLine(line));
  return unknown
    .replaceAll(TOKEN, REDACTED)
    .replaceAll(PAIR, (whole: string, name: string, between: string) =>
      isSecretName(name) || MORE_NAMES.has(name.toLowerCase()) ? `${name}${between}${REDACTED}` : whole,
    );
}
