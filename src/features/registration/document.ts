import { checkMembers } from "../../engine/mod.ts";
import { fail, isJsonObject, parseJsonObject, type WireRequest } from "../../protocol/mod.ts";

/** A registration as it was sent. */
export type Document = Readonly<Record<string, unknown>>;

/**
 * The document of a request.
 *
 * Beyond: a member that comes twice refuses it, since others might read the other one.
 *
 * @see RFC 7591 3.1
 * @throws {OAuthError} invalid_request for a body that is no JSON object, invalid_client_metadata for what cannot be kept.
 */
export function readDocument({ body }: Pick<WireRequest, "body">): Document {
  const document = parseJsonObject(Buffer.from(body));
  if (document === undefined || !isJsonObject(document))
    return fail("invalid_request", "Cannot read the registration as it is not one JSON object with each member once", {
      rule: "RFC7591-3-2",
    });
  checkMembers(document);
  return document;
}

/** A member that was sent; what is null was not. @see RFC 7591 2 */
export function memberOf(document: Document, name: string): unknown {
  const value = Object.hasOwn(document, name) ? document[name] : undefined;
  return value === null ? undefined : value;
}
