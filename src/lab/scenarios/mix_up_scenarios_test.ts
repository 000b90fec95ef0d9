import { entryOf } from "../../../test/support/journal.ts";
import { observedCases, type ObservedRow, timed } from "../../../test/support/observed.ts";
import { MIX_UP_SCENARIOS } from "./mix_up_scenarios.ts";

const SENT_ON = entryOf("authorize", { status: 302, faults: ["authorization_sent_on"] });
const ANSWER = entryOf("callback");
const TOKEN = entryOf("token", { status: 400, reply: { error: "invalid_grant" } });

const ROWS: readonly ObservedRow[] = [
  ["mix_up_second_issuer", "passed", "to nobody else", timed([0, SENT_ON], [1, ANSWER])],
  ["mix_up_second_issuer", "passed", "to nobody else", timed([0, TOKEN], [1, SENT_ON], [2, ANSWER])],
  ["mix_up_second_issuer", "failed", "of the first", timed([0, SENT_ON], [1, ANSWER], [2, TOKEN])],
  ["mix_up_second_issuer", "not exercised", "no answer", timed([0, SENT_ON])],
  ["mix_up_second_issuer", "not exercised", "no answer", timed([0, SENT_ON], [1, TOKEN])],
];

describe("MIX_UP_SCENARIOS", () => {
  observedCases(MIX_UP_SCENARIOS, ROWS);
});
