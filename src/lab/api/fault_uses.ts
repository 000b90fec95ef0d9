import { isJsonObject } from "../../protocol/mod.ts";
import type { Fault, FaultUse } from "../faults/fault.ts";
import { type Json, type Reader, readerOf, refuseMember } from "./read_json.ts";

/** Faults that one issuer has at work at a time. */
const MOST_USES = 50;
const LONGEST_TEXT = 2_000;
const MOST_TIMES = 1_000_000;

function shortText(reader: Reader, { name, place }: { readonly name: string; readonly place: string }) {
  const text = reader.text(name);
  if (text !== undefined && (text === "" || text.length > LONGEST_TEXT))
    refuseMember(`${place}.${name}`, `give 1 to ${LONGEST_TEXT} characters`);
  return text;
}

function optionsIn(reader: Reader, { fault, place }: { readonly fault: Fault; readonly place: string }) {
  const given = reader.object("options");
  const names = Object.keys(fault.options ?? {});
  const other = Object.keys(given ?? {}).find((name) => !names.includes(name));
  if (other === undefined) return given;
  const says = names.length === 0 ? "this fault takes none" : `there is none of that name, but ${names.join(", ")}`;
  return refuseMember(`${place}.options.${other}`, says);
}

function useIn(
  document: Json,
  { faults, place }: { readonly faults: ReadonlyMap<string, Fault>; readonly place: string },
) {
  const reader = readerOf(document, place);
  reader.only("fault", "client_id", "scope", "state", "nth", "times", "options");
  const name = reader.text("fault") ?? refuseMember(`${place}.fault`, "give the name of a fault");
  const fault =
    faults.get(name) ?? refuseMember(`${place}.fault`, `there is no fault '${name}': see GET /lab/api/faults`);
  const range = { least: 1, most: MOST_TIMES };
  const members = {
    client_id: shortText(reader, { name: "client_id", place }),
    scope: shortText(reader, { name: "scope", place }),
    state: shortText(reader, { name: "state", place }),
    nth: reader.whole("nth", range),
    times: reader.whole("times", range),
    options: optionsIn(reader, { fault, place }),
  };
  const given = Object.entries(members).filter(([, value]) => value !== undefined);
  return { fault: name, ...Object.fromEntries(given) };
}

/**
 * Reads which faults are to be at work, each by its name alone or with when it is.
 *
 * @throws {OAuthError} For a fault that nobody knows, and for any other member that is wrong, by its place.
 */
export function readFaultUses(items: readonly unknown[], faults: ReadonlyMap<string, Fault>): readonly FaultUse[] {
  if (items.length > MOST_USES) refuseMember("faults", `give at most ${MOST_USES}`);
  return items.map((item, index) => {
    const place = `faults[${index}]`;
    if (typeof item === "string") return useIn({ fault: item }, { faults, place });
    return isJsonObject(item) ? useIn(item, { faults, place }) : refuseMember(place, "give a name or an object");
  });
}
