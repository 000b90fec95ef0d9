import { entryOf } from "../../../test/support/journal.ts";
import { observedCases, type ObservedRow, timed } from "../../../test/support/observed.ts";
import type { JournalEntry } from "../journal/entry.ts";
import { DEVICE_SCENARIOS } from "./device_scenarios.ts";

const BEGUN = entryOf("device_authorization", { faults: ["wrong"] });
const RIGHT = entryOf("device_authorization");
const DONE = entryOf("token");

function polled(error: string, status = 400): JournalEntry {
  return entryOf("token", { status, reply: { error }, faults: ["wrong"] });
}

const PENDING = polled("authorization_pending");
const SLOW = polled("slow_down");
const DENIED = entryOf("token", { status: 400, reply: { error: "access_denied" } });
const TOLD = entryOf("token", { status: 429, faults: ["wrong"], reply_headers: { "retry-after": "2" } });
const DROPPED = entryOf("token", { dropped: true, faults: ["wrong"] });

/** Rows of a scenario whose polls have to be so many seconds apart. */
function paced(name: string, interval: number): readonly ObservedRow[] {
  const then = 1 + interval;
  const tolerated = Math.min(1, interval / 4);
  return [
    [name, "passed", "never too early", timed([0, BEGUN], [1, PENDING], [then, DONE])],
    [name, "passed", "never too early", timed([0, BEGUN], [1, PENDING], [then - tolerated * 0.9, DONE])],
    [name, "failed", `had to wait for ${interval} s`, timed([0, BEGUN], [1, PENDING], [then - tolerated * 1.1, DONE])],
    [name, "failed", "polled no more", timed([0, BEGUN], [1, PENDING])],
    [name, "failed", "never polled", timed([0, BEGUN])],
    [name, "not exercised", "less than twice", timed([0, BEGUN], [1, DONE])],
  ];
}

const ROWS: readonly ObservedRow[] = [
  ...paced("device_no_interval", 5),
  ...paced("device_interval_word", 5),
  ...paced("device_interval_negative", 5),
  ...paced("device_interval_zero", 5),
  ...paced("device_interval_text", 2),
  ...paced("device_interval_large", 10),
  ...paced("device_authorization_pending", 1),
  ["device_slow_down", "passed", "3 times", timed([0, BEGUN], [1, SLOW], [7, PENDING], [13, DONE])],
  ["device_slow_down", "failed", "wait for 6 s", timed([0, BEGUN], [1, SLOW], [4, DONE])],
  ["device_slow_down", "failed", "wait for 6 s", timed([0, BEGUN], [1, SLOW], [7, PENDING], [8, DONE])],
  ["device_slow_down", "failed", "after slow_down, which is no reason", timed([0, BEGUN], [1, SLOW])],
  ["device_slow_down_twice", "passed", "3 times", timed([0, BEGUN], [1, SLOW], [7, SLOW], [18, DONE])],
  ["device_slow_down_twice", "failed", "wait for 11 s", timed([0, BEGUN], [1, SLOW], [7, SLOW], [13, DONE])],
  ["device_short_lived", "passed", "did not poll", timed([0, BEGUN], [1, PENDING], [5, PENDING])],
  ["device_short_lived", "failed", "had expired", timed([0, BEGUN], [1, PENDING], [5.1, PENDING])],
  ["device_short_lived", "not exercised", "not begin", []],
  ["device_first_poll", "passed", "1.0 s after", timed([0, RIGHT], [1, DONE])],
  ["device_first_poll", "failed", "0.5 s after", timed([0, RIGHT], [0.5, DONE])],
  ["device_first_poll", "not exercised", "did not poll", timed([0, RIGHT])],
  ["device_polls_end", "passed", "did not poll", timed([0, RIGHT], [1, DONE])],
  ["device_polls_end", "failed", "went on", timed([0, RIGHT], [1, DONE], [2, DENIED])],
  ["device_polls_end", "not exercised", "no end", timed([0, RIGHT], [1, PENDING])],
  ["device_access_denied", "passed", "did not poll", timed([0, RIGHT], [1, PENDING], [2, DENIED])],
  ["device_access_denied", "failed", "went on", timed([0, RIGHT], [1, DENIED], [2, DENIED])],
  ["device_429_retry_after", "passed", "after 2.0 s", timed([0, RIGHT], [1, TOLD], [3, DONE])],
  ["device_429_retry_after", "failed", "after 1.0 s", timed([0, RIGHT], [1, TOLD], [2, DONE])],
  ["device_dropped", "passed", "after 1.0 s", timed([0, RIGHT], [1, DROPPED], [2, DONE])],
  ["device_dropped", "passed", "not poll again", timed([0, RIGHT], [1, DROPPED])],
  ["device_dropped", "failed", "after 0.1 s", timed([0, RIGHT], [1, DROPPED], [1.1, DONE])],
];

describe("DEVICE_SCENARIOS", () => {
  observedCases(DEVICE_SCENARIOS, ROWS);
});
