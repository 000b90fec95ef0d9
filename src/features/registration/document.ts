import { refuseMetadata } from "../../engine/mod.ts";
import { fail, isJsonObject, parseJsonObject, type WireRequest } from "../../protocol/mod.ts";
import { isStorable } from "../../stores/mod.ts";

/** A registration as it was sent. */
export type Document = Readonly<Record<string, unknown>>;

/** No member of any specification comes near. */
const DEEPEST = 10;

function isDeeper(value: unknown, left: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (left === 0) return true;
  return Object.values(value).some((inner) => isDeeper(inner, left - 1));
}

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
  checkDocument(document);
  return document;
}

/** Refuses what is too deep, and what no database can hold. */
export function checkDocument(document: Document): void {
  if (isDeeper(document, DEEPEST)) refuseMetadata(`it is nested more than ${DEEPEST} deep`);
  if (!isStorable(document)) refuseMetadata("a text in it holds NUL or half of a character");
}

/** A member that was sent; what is null was not. @see RFC 7591 2 */
export function memberOf(document: Document, name: string): unknown {
  const value = Object.hasOwn(document, name) ? document[name] : undefined;
  return value === null ? undefined : value;
}
