import type { Access, Exchange } from "../../engine/mod.ts";
import { parseBearer } from "../../protocol/mod.ts";

/** The group of the lab's operations in the OpenAPI document. */
export const LAB_TAG = "Lab";

/** Whoever has the key of something that is made and thrown away, for the OpenAPI document. */
export const BY_KEY: readonly Access[] = [{ kind: "key" }];

/** The key that came along as a bearer token; undefined where none did. Throws OAuthError 400 for a malformed one. */
export function keyIn({ request }: Pick<Exchange, "request">): string | undefined {
  const header = request.header("authorization");
  return header === undefined ? undefined : parseBearer(header);
}

/** The segments of a path below a beginning that ends with a slash: `["abc", "faults"]`. */
export function segmentsBelow({ issuer, request }: Exchange, beginning: string): readonly string[] {
  const rest = request.path.slice(issuer.base.length + beginning.length);
  return rest.replace(/\/$/, "").split("/");
}
