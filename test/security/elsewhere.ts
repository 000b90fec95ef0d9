import { it } from "mocha";
import type { Test } from "mocha";
import { ADVISORIES } from "./advisories.ts";

const KNOWN: ReadonlySet<string> = new Set(ADVISORIES.map(({ id }) => id));

/**
 * A test that what went wrong elsewhere does not go wrong here; its title names the product and the number.
 *
 * @throws RangeError When the file is loaded, if the table does not list an id.
 */
export function elsewhere(ids: string | readonly string[], sentence: string, test: () => void | Promise<void>): Test {
  const list = typeof ids === "string" ? [ids] : ids;
  for (const id of list) if (!KNOWN.has(id)) throw new RangeError(`Cannot test '${id}' as the table does not list it`);
  return it(`${sentence} [${list.join(", ")}]`, test);
}
