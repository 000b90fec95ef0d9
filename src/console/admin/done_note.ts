import type { Exchange } from "../../engine/mod.ts";
import type { RecordModel } from "../../pages/mod.ts";
import { typedIn } from "./search_address.ts";

/**
 * What was just done, by the word that the address of a page has for it.
 *
 * The sentences are the page's own: an address that somebody made says nothing else.
 */
export function doneNote(
  exchange: Pick<Exchange, "request">,
  says: Readonly<Record<string, string>>,
): Pick<RecordModel, "note"> {
  const word = typedIn(exchange, "done");
  const note = word !== undefined && Object.hasOwn(says, word) ? says[word] : undefined;
  return note === undefined ? {} : { note };
}
