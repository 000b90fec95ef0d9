import { isSecretName } from "../../platform/mod.ts";
import { decodePercent, encodePercent } from "../percent_encoding.ts";
import type { ReceivedParam } from "./received_params.ts";

/** What stands where a secret stood; no base string has an asterisk of its own. */
export const MASK = "***";

/** The same for a secret that is not the one that stood there in the other base string. */
export const OTHER_MASK = "***other***";

/** Names of OAuth 1.0 and of APIs that stand for secrets, beside those that no log shows. */
const SECRET_NAMES: ReadonlySet<string> = new Set(["oauthsignature", "oauthverifier", "pin", "apikey", "key", "sig"]);
const SECRET_PARTS = ["password", "passwd", "secret", "credential"];
/** How often a name may be encoded before nobody reads it any more. */
const DEEPEST = 4;
/** A shorter text is no secret, and would hide half of every base string. */
const SHORTEST_SECRET = 6;

/** Whether the value of a parameter is a secret, as its name says, however often that is encoded. */
export function isSecretParam(name: string): boolean {
  const plain = plainText(name)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "");
  return isSecretName(plain) || SECRET_NAMES.has(plain) || SECRET_PARTS.some((part) => plain.includes(part));
}

/** Parameters as they may be shown: secrets by their name, and what holds a secret that is known, are masked. */
export function maskParams(
  params: readonly ReceivedParam[],
  secrets: readonly string[] = [],
): readonly ReceivedParam[] {
  return params.map(({ name, value, from }) => ({
    name: maskSecrets(name, secrets),
    value: isSecretParam(name) && value !== "" ? MASK : maskSecrets(value, secrets),
    from,
  }));
}

/** Base strings as they may be shown. */
export interface MaskedBases {
  readonly ours: string;
  /** Undefined = none is known. */
  readonly theirs?: string;
}

/**
 * Base strings as they may be shown: in the server's the values of secret parameters are masked, and in the client's as
 * well, where they can be told apart from values that differ.
 *
 * @param secrets Texts that appear nowhere, whatever they stand for.
 */
export function maskBases(
  { ours, theirs }: MaskedBases,
  { secrets = [] }: { readonly secrets?: readonly string[] } = {},
): MaskedBases {
  const seen = new Set<string>();
  const masked = maskBase(ours, (value) => {
    seen.add(value);
    return MASK;
  });
  return {
    ours: maskSecrets(masked, secrets),
    ...(theirs === undefined
      ? {}
      : {
          theirs: maskSecrets(
            maskBase(theirs, (value) => (seen.has(value) ? MASK : OTHER_MASK)),
            secrets,
          ),
        }),
  };
}

/** Without secrets that are known, as they are and as they look when they are encoded. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  let masked = text;
  for (const secret of secrets) {
    if (secret.length < SHORTEST_SECRET) continue;
    let form = secret;
    for (let depth = 0; depth < DEEPEST; depth += 1) {
      masked = masked.replaceAll(form, MASK).replaceAll(lowerHex(form), MASK);
      form = encodePercent(form);
    }
  }
  return masked;
}

function lowerHex(text: string): string {
  return text.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
}

type Replace = (value: string) => string;

/** Method, address and parameters; where there are not three parts all is taken for parameters. */
function maskBase(base: string, replace: Replace): string {
  const address = base.indexOf("&") + 1;
  const params = base.indexOf("&", address) + 1;
  if (params === 0) return maskPairs(base, { replace, depth: 0 });
  const uri = base.slice(address, params - 1);
  const query = uri.search(/\?|%3f/i);
  const shown = query === -1 ? uri : uri.slice(0, query) + maskPairs(uri.slice(query), { replace, depth: 0 });
  return `${base.slice(0, address)}${shown}&${maskPairs(base.slice(params), { replace, depth: 0 })}`;
}

/** What separates pairs, and names from values, when it is encoded so many times. */
function marks(depth: number): { readonly and: RegExp; readonly equals: RegExp } {
  if (depth === 0) return { and: /([&?])/, equals: /=/ };
  const percent = `%${"25".repeat(depth - 1)}`;
  return { and: new RegExp(`(${percent}(?:26|3f))`, "i"), equals: new RegExp(`${percent}3d`, "i") };
}

function maskPairs(text: string, { replace, depth }: { readonly replace: Replace; readonly depth: number }): string {
  if (depth === DEEPEST) return text;
  const { and, equals } = marks(depth);
  return text
    .split(and)
    .map((piece) => {
      const at = equals.exec(piece);
      if (at === null || !isSecretParam(piece.slice(0, at.index)))
        return maskPairs(piece, { replace, depth: depth + 1 });
      const start = at.index + at[0].length;
      const value = piece.slice(start);
      return value === "" ? piece : piece.slice(0, start) + replace(value);
    })
    .join("");
}

function plainText(text: string): string {
  let plain = text;
  for (let depth = 0; depth < DEEPEST; depth += 1) plain = decodePercent(plain) ?? plain;
  return plain;
}
