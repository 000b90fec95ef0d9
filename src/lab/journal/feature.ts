import type { Feature } from "../../engine/mod.ts";
import type { LiveIssuer } from "../issuers/live.ts";

/**
 * Writes down every request with its answer, the answers of the authorization endpoint, and what is sent to clients:
 * the last feature of a throwaway issuer.
 */
export function journal(_live: LiveIssuer): Feature {
  return { name: "journal", spec: "lab" };
}
