import { sha256 } from "../../platform/mod.ts";
import type { WireRequest } from "../../protocol/mod.ts";
import type { ToldProof } from "./entry.ts";
import type { Mark } from "./marks.ts";
import { redactAddress, redactJson, toldJwt } from "./redact.ts";

type Members = Readonly<Record<string, unknown>>;

/** Members of a header or a key that say of what kind it is, and nothing of what it holds. */
const KINDS: ReadonlySet<string> = new Set(["typ", "alg", "kty", "crv", "use", "kid"]);

/** Claims that are no secret and that a developer compares with the request. */
const TOLD_CLAIMS: ReadonlySet<string> = new Set(["htm"]);

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Texts by their marks, but those of some names. */
function marked(value: unknown, told: ReadonlySet<string>, mark: Mark): unknown {
  if (!isMembers(value)) return value === undefined ? undefined : redactJson(value, mark);
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => {
      if (isMembers(one)) return [name, marked(one, told, mark)];
      return [name, typeof one === "string" && !told.has(name) ? mark(one) : redactJson(one, mark)];
    }),
  );
}

function partOf(jwt: string, at: number): unknown {
  try {
    return JSON.parse(Buffer.from(jwt.split(".")[at] ?? "", "base64url").toString());
  } catch {
    return undefined;
  }
}

function claimsOf(claims: unknown, mark: Mark): unknown {
  const shown = marked(claims, TOLD_CLAIMS, mark);
  const htu = isMembers(claims) ? claims["htu"] : undefined;
  return typeof htu === "string" && isMembers(shown) ? { ...shown, htu: redactAddress(htu, mark) } : shown;
}

/** The token that a request shows, whatever the scheme. */
function tokenOf(request: WireRequest): string | undefined {
  return /^(?:dpop|bearer)\s+(\S+)$/i.exec(request.header("authorization") ?? "")?.[1];
}

/** Whether a proof names the token that it came with; undefined where it names none. @see RFC 9449 4.2 */
function fitsToken(claims: unknown, request: WireRequest): boolean | undefined {
  const ath = isMembers(claims) ? claims["ath"] : undefined;
  const token = tokenOf(request);
  if (ath === undefined || token === undefined) return undefined;
  return ath === sha256(token).toString("base64url");
}

/** The proof of a request, without what makes it worth anything; undefined where there is none. @see RFC 9449 4 */
export function toldProof(request: WireRequest, mark: Mark): ToldProof | undefined {
  const text = request.header("dpop");
  if (text === undefined) return undefined;
  const claims = partOf(text, 1);
  const fits = fitsToken(claims, request);
  return {
    header: marked(partOf(text, 0), KINDS, mark),
    claims: claimsOf(claims, mark),
    text: toldJwt(text, mark).text,
    ...(fits === undefined ? {} : { fits }),
  };
}
