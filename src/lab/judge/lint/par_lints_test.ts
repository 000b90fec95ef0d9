import { assert } from "chai";
import { entryOf, journalOf } from "../../../../test/support/journal.ts";
import type { JournalEntry, Parameter } from "../../journal/entry.ts";
import { lint } from "../lints.ts";
import { PAR_LINTS } from "./par_lints.ts";

const NAME: Parameter = ["request_uri", "urn:ietf:params:oauth:request_uri:x"];
const CLIENT: Parameter = ["client_id", "c"];
const STATE: Parameter = ["state", "s"];

function pushed(form: readonly Parameter[], rest: Partial<JournalEntry> = {}): JournalEntry {
  return entryOf("par", { method: "POST", status: 201, form, ...rest });
}

function opened(...query: readonly Parameter[]): JournalEntry {
  return entryOf("authorize", { query });
}

const RIGHT = pushed([CLIENT, STATE]);

/** What a client does, its requests, and the lints that blame it. */
const ROWS: readonly (readonly [string, readonly JournalEntry[], readonly string[]])[] = [
  ["pushes and opens the name", [RIGHT, opened(CLIENT, NAME)], []],
  ["posts the name", [RIGHT, entryOf("authorize", { method: "POST", form: [CLIENT, NAME] })], []],
  ["pushes a request object", [pushed([["request", "[9 characters, #00000000]"]]), opened(CLIENT, NAME)], []],
  ["pushes with a challenge alone", [pushed([CLIENT, ["code_challenge", "x"]])], []],
  ["pushes with a nonce alone", [pushed([CLIENT, ["nonce", "x"]])], []],
  ["pushes nothing", [opened(CLIENT, STATE)], ["par_pushed"]],
  ["pushes, and sends all the same", [RIGHT, opened(CLIENT, STATE)], ["par_pushed"]],
  ["sends more beside the name", [RIGHT, opened(CLIENT, NAME, STATE)], ["par_alone"]],
  ["opens an empty name", [RIGHT, opened(CLIENT, ["request_uri", ""])], []],
  ["binds the request to nothing", [pushed([CLIENT])], ["par_bound"]],
  ["binds it to an empty state", [pushed([CLIENT, ["state", ""]])], ["par_bound"]],
  ["pushes by GET", [pushed([CLIENT, STATE], { method: "GET" })], ["par_form"]],
  ["pushes in the query", [pushed([CLIENT, STATE], { query: [["scope", "read"]] })], ["par_form"]],
  ["does not say who it is", [pushed([STATE])], ["par_form"]],
];

describe("PAR_LINTS", () => {
  for (const [what, entries, names] of ROWS) {
    it(`blame a client that ${what}: ${names.length === 0 ? "for nothing" : names.join(", ")}`, () => {
      const attempt = { name: "control-par", setup: "par", control: true, entries: journalOf(...entries) } as const;
      const found = lint([attempt], PAR_LINTS).filter(({ verdict }) => ["failed", "warning"].includes(verdict));
      assert.deepEqual(
        found.map(({ name }) => name),
        names,
      );
    });
  }

  it("look at no other setup", () => {
    const attempt = { name: "control-code", setup: "code", control: true, entries: journalOf(opened(CLIENT)) } as const;
    for (const { verdict } of lint([attempt], PAR_LINTS)) assert.equal(verdict, "not exercised");
  });
});
