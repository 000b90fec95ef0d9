import type { Access, Exchange } from "../../engine/mod.ts";
import { digest, sameBytes } from "../../platform/mod.ts";
import { fail, parseBearer, printChallenge } from "../../protocol/mod.ts";

/** The group of the lab's operations in the OpenAPI document. */
export const LAB_TAG = "Lab";

/** Whoever has the key of something that is made and thrown away, for the OpenAPI document. */
export const BY_KEY: readonly Access[] = [{ kind: "key" }];

/** Compared with when there is nothing to compare with. */
const NOBODY = digest("");

/** Refuses what is not there. */
export function refuseGone(what: string): never {
  return fail("invalid_request", `Cannot find ${what}: there is none, or its time is over`, { status: 404 });
}

/** Refuses a key that is none, or the lack of one. @see RFC 6750 3.1 */
function refuseKey(key: string | undefined): never {
  const missing = key === undefined;
  return fail(
    "invalid_token",
    missing
      ? "Cannot go on without the key that was told when this was made: send it as a bearer token"
      : "Cannot accept the key as it is not that of this",
    {
      rule: "RFC6750-3.1-1",
      status: 401,
      headers: { "WWW-Authenticate": printChallenge("Bearer", missing ? {} : { error: "invalid_token" }) },
    },
  );
}

/**
 * Lets in whoever has the key of something. What is not there is refused after the same work as a key that is wrong.
 *
 * @param exchange The request, with the key as a bearer token.
 * @param wanted What it is about (`the run 'abc'`), and the digest of its key; undefined = it is not there.
 * @throws {OAuthError} 404 for what is not there, 401 for a wrong or missing key.
 */
export function checkKey(
  { request }: Exchange,
  wanted: { readonly what: string; readonly kept: string | undefined },
): void {
  const header = request.header("authorization");
  const key = header === undefined ? undefined : parseBearer(header);
  const isRight = sameBytes(wanted.kept ?? NOBODY, digest(key ?? ""));
  if (wanted.kept === undefined) refuseGone(wanted.what);
  if (key === undefined || !isRight) refuseKey(key);
}

/** The segments of a path below a beginning that ends with a slash: `["abc", "faults"]`. */
export function segmentsBelow({ issuer, request }: Exchange, beginning: string): readonly string[] {
  const rest = request.path.slice(issuer.base.length + beginning.length);
  return rest.replace(/\/$/, "").split("/");
}
