import type { KeyObject } from "node:crypto";

import { parseJwk } from "../protocol/mod.ts";
import type { KeyRecord } from "../stores/mod.ts";

/**
 * The public half of a key at rest.
 *
 * @throws {TypeError} When the row holds no key that this program could have written.
 */
export function publicKeyOf({ publicJwk, kid }: KeyRecord): KeyObject {
  const parsed = parseJwk(publicJwk);
  if ("why" in parsed) throw new TypeError(`Cannot use the issuer's key '${kid}' as ${parsed.why}`);
  return parsed.key;
}
