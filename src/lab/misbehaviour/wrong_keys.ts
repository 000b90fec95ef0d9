import type { KeyRing, RingSignOptions } from "../../keys/mod.ts";
import { type JwtClaims, signJwt, type SigningAlg } from "../../protocol/mod.ts";
import type { Signing, WrongSignature } from "../faults/fault.ts";
import { otherJwk, otherKey } from "./other_keys.ts";
import { wayOfSigning } from "./wrongly_signed.ts";

type Members = Readonly<Record<string, unknown>>;

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function partOf(text: string, at: number): Members {
  const part: unknown = JSON.parse(Buffer.from(text.split(".")[at] ?? "", "base64url").toString());
  return isMembers(part) ? part : {};
}

function encode(members: Members): string {
  return Buffer.from(JSON.stringify(members)).toString("base64url");
}

/** The algorithm that a header names, where it can be had; else the one that a right signature has. */
function algIn(header: Members, { keys, alg }: { readonly keys: KeyRing; readonly alg: SigningAlg }): SigningAlg {
  return keys.algorithms.find((known) => known === header["alg"]) ?? alg;
}

/** Just the members of a header that are given: what a signature adds of its own is left out. */
function only(header: Members): Members {
  return { alg: undefined, kid: undefined, typ: undefined, ...header };
}

async function publishedKey(keys: KeyRing, kid: unknown): Promise<Members | undefined> {
  const published: unknown = JSON.parse(keys.jwks().text);
  const list: unknown = isMembers(published) ? published["keys"] : undefined;
  return Array.isArray(list) ? list.filter(isMembers).find((key) => key["kid"] === kid) : undefined;
}

/** By what a wrong JWT can be signed in the place of a right one. */
async function signingFor(right: Members, keys: KeyRing, options: RingSignOptions): Promise<Signing> {
  const { alg, secret } = options;
  return {
    right: (header, claims) =>
      keys.sign(claims, {
        header: only(header),
        ...(secret === undefined ? { alg: algIn(header, { keys, alg }) } : { alg, secret }),
      }),
    async other(header, claims) {
      const by = secret === undefined ? algIn(header, { keys, alg }) : alg;
      return signJwt(claims, { alg: by, key: await otherKey(by), header: only(header) });
    },
    publicJwk: secret === undefined ? await publishedKey(keys, right["kid"]) : undefined,
    otherJwk: await otherJwk(alg),
  };
}

/** A text whose signature differs in each of its bytes, as the conformance suite of the OpenID Foundation has it. */
function withBadSignature(text: string): string {
  const end = text.lastIndexOf(".") + 1;
  const bytes = Buffer.from(text.slice(end), "base64url").map((byte) => byte ^ 0x5a);
  return text.slice(0, end) + Buffer.from(bytes).toString("base64url");
}

/** The text of a JWT that is signed wrongly. */
export async function signAs(
  how: WrongSignature,
  jwt: { readonly header: Members; readonly claims: Members; readonly signing: Signing },
): Promise<string> {
  const { header, claims, signing } = jwt;
  if (typeof how === "function") return how(header, claims, signing);
  switch (how) {
    case "none": {
      const { kid: _kid, ...rest } = header;
      return `${encode({ ...rest, alg: "none" })}.${encode(claims)}.`;
    }
    case "other_key":
      return signing.other(header, claims);
    case "bad_signature":
      return withBadSignature(await signing.right(header, claims));
    default:
      return assertNever(how);
  }
}

/** A ring that signs rightly all but claims that say how they are to be signed. */
export function wrongKeys(keys: KeyRing): KeyRing {
  return {
    ...keys,
    async sign(claims: JwtClaims, options: RingSignOptions) {
      const way = wayOfSigning(claims);
      const right = await keys.sign(claims, options);
      if (way === undefined) return right;
      const header = partOf(right, 0);
      return way(header, partOf(right, 1), await signingFor(header, keys, options));
    },
  };
}

function assertNever(how: never): never {
  throw new TypeError(`Cannot sign as ${JSON.stringify(how)}`);
}
