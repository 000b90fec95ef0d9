import { isStorable } from "../stores/mod.ts";
import { type Members, refuseMetadata } from "./client_metadata.ts";

/** No member of any specification comes near. */
const DEEPEST = 10;

function isDeeper(value: unknown, left: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (left === 0) return true;
  return Object.values(value).some((inner) => isDeeper(inner, left - 1));
}

/**
 * Refuses what is too deep, and what no database can hold, before anybody looks into it.
 *
 * @throws {OAuthError} invalid_client_metadata.
 */
export function checkMembers(members: Members): void {
  if (isDeeper(members, DEEPEST)) refuseMetadata(`it is nested more than ${DEEPEST} deep`);
  if (!isStorable(members)) refuseMetadata("a text in it holds NUL or half of a character");
}
