import { fail } from "../protocol/mod.ts";
import type { Members } from "./members.ts";

const DEEPEST = 20;

/**
 * Reads one object of JSON.
 *
 * @throws {OAuthError} `invalid_request` for anything else, and for one that is nested more than 20 deep.
 */
export function parseJsonObject(text: string): Members {
  if (isDeeper(text, DEEPEST)) fail("invalid_request", `Cannot read JSON that is nested more than ${DEEPEST} deep`);
  const value = parseJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return fail("invalid_request", "Cannot read the body as it is not one object of JSON");
  }
  // A map, so that a member called __proto__ is a member like others.
  return new Map(Object.entries(value));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    return fail("invalid_request", "Cannot read the body as it is not JSON", { cause });
  }
}

/** Whether brackets outside of strings are nested deeper; looked at before parsing, in one pass. */
function isDeeper(text: string, deepest: number): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === "\\") index += 1;
    else if (character === '"') inString = !inString;
    else if (inString) continue;
    else if (character === "{" || character === "[") {
      depth += 1;
      if (depth > deepest) return true;
    } else if (character === "}" || character === "]") depth -= 1;
  }
  return false;
}
