import { assert } from "chai";
import { describe, it } from "mocha";
import { ALL_SCENARIOS } from "../scenarios/all_scenarios.ts";
import { SETUPS } from "../scenarios/setup.ts";
import { SETUP_OF } from "../scenarios/setups.ts";
import { ACT_WORDS } from "./act_words.ts";

const USED = new Set([
  ...ALL_SCENARIOS.flatMap(({ acts = [] }) => acts),
  ...SETUPS.flatMap((name) => SETUP_OF[name].acts ?? []),
]);

describe("ACT_WORDS", () => {
  for (const act of USED)
    it(`tells what a person does for '${act}', or leaves it to a button`, () => {
      assert.property(ACT_WORDS, act);
      const words = ACT_WORDS[act];
      if (act === "end_session") assert.isUndefined(words);
      else assert.match(words ?? "", /^This time, .*[^.]$/);
    });
});
