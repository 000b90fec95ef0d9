import type { Signing } from "../faults/fault.ts";

type Members = Readonly<Record<string, unknown>>;

/** Makes the whole text of a JWT of the header and the claims that a right one has. */
export type SignWrongly = (header: Members, claims: Members, signing: Signing) => Promise<string>;

/** Travels with claims to where they are signed: it survives being spread, and no JSON shows it. */
const WRONGLY = Symbol("signed wrongly");

const ways = new WeakMap<object, SignWrongly>();

/** The same claims, to be signed in another way. */
export function signedWrongly(claims: Members, way: SignWrongly): Members {
  const token = {};
  ways.set(token, way);
  return { ...claims, [WRONGLY]: token };
}

/** How claims are to be signed; undefined = rightly. */
export function wayOfSigning(claims: object): SignWrongly | undefined {
  const token: unknown = Reflect.get(claims, WRONGLY);
  return typeof token === "object" && token !== null ? ways.get(token) : undefined;
}
