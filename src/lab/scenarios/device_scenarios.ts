import type { JournalEntry } from "../journal/entry.ts";
import { afterFault, askedFor, firstFaulted } from "../judge/observe.ts";
import { apart, errorIn, failed, isSuccess, passed, seconds, unseen, waitsAsTold } from "./_seen.ts";
import {
  accepts,
  either,
  type Expectation,
  type Observation,
  type Observed,
  observes,
  refuses,
  type Scenario,
} from "./scenario.ts";

/** Seconds between polls, of the setup; and where nobody says. @see RFC 8628 3.2 */
const [SET_UP, DEFAULT] = [1, 5];
/** Seconds by which each `slow_down` lengthens the interval. @see RFC 8628 3.5 */
const SLOWER = 5;
/** Milliseconds that a code lives by 'device_short_lived', and that a poll may be under way. */
const [SHORT, UNDER_WAY] = [3_000, 2_000];

type Rest = Omit<Scenario, "name" | "setups" | "faults"> & Partial<Pick<Scenario, "faults">>;

function scenario(name: string, rest: Rest): Scenario {
  const whole = `device_${name}`;
  return { name: whole, setups: ["device"], faults: [{ fault: whole }], ...rest };
}

/** The first pair of polls that are too close to each other, with the seconds that should be between them. */
function firstTooClose(
  polls: readonly JournalEntry[],
  interval: number,
): { readonly pair: readonly [JournalEntry, JournalEntry]; readonly least: number } | undefined {
  let least = interval;
  for (const [index, after] of polls.entries()) {
    const before = polls[index - 1];
    if (before === undefined) continue;
    if (errorIn(before) === "slow_down") least += SLOWER;
    if (!apart(before, after, least * 1_000)) return { pair: [before, after], least };
  }
  return undefined;
}

/** Whether polls are as far apart as they have to be, and go on until there is a token. */
function paces(interval: number): Expectation {
  return observes(({ journal }: Observation): Observed => {
    const polls = askedFor(journal, "token");
    const close = firstTooClose(polls, interval);
    if (close !== undefined) {
      const [before, after] = close.pair;
      return failed(
        `It polled after ${seconds(after.at - before.at)}, and had to wait for ${close.least} s`,
        close.pair,
      );
    }
    const last = polls.at(-1);
    if (last !== undefined && !isSuccess(last)) {
      return failed(
        `It polled no more after ${errorIn(last) ?? "an answer that was none"}, which is no reason to stop`,
        [last],
      );
    }
    const [begun] = askedFor(journal, "device_authorization");
    if (last === undefined && begun !== undefined) return failed("It never polled after this answer", [begun]);
    if (polls.length < 2) return unseen("It polled less than twice", polls);
    return passed(`It polled ${polls.length} times, and never too early`, polls);
  });
}

/** Whether the first poll comes no earlier than the others. */
function waitsAtFirst({ journal }: Observation): Observed {
  const [begun] = askedFor(journal, "device_authorization");
  const [poll] = askedFor(journal, "token");
  if (begun === undefined || poll === undefined) return unseen("It did not poll", []);
  const said = `It polled ${seconds(poll.at - begun.at)} after it was told the interval of ${SET_UP} s`;
  return (apart(begun, poll, SET_UP * 1_000) ? passed : failed)(said, [begun, poll]);
}

/** Whether nothing is asked any more once the answer is final. */
function stopsAfterEnd({ journal }: Observation): Observed {
  const polls = askedFor(journal, "token");
  const end = polls.find((poll) => isSuccess(poll) || errorIn(poll) === "access_denied");
  if (end === undefined) return unseen("Its polls came to no end", polls);
  const more = polls.filter(({ n }) => n > end.n);
  if (more.length > 0) return failed("It went on polling after the end", [end, ...more]);
  return passed("It did not poll after the end", [end]);
}

/** Whether polls end with the code. */
function stopsAtExpiry({ journal }: Observation): Observed {
  const begun = firstFaulted(journal);
  if (begun === undefined) return unseen("It did not begin", []);
  // One that was sent in the last moment is no late one, however long it was under way.
  const late = askedFor(afterFault(journal), "token").filter(
    ({ at }) => at - begun.at - begun.took > SHORT + UNDER_WAY,
  );
  if (late.length > 0) return failed("It polled after the device code had expired", late);
  return passed("It did not poll after the device code had expired", [begun]);
}

/** Whether a poll that got no answer makes the next one come no earlier. */
function backsOff({ journal }: Observation): Observed {
  const dropped = firstFaulted(journal);
  if (dropped === undefined) return unseen("It did not poll", []);
  const [next] = askedFor(afterFault(journal), "token");
  if (next === undefined) return passed("It did not poll again", [dropped]);
  const said = `It polled again after ${seconds(next.at - dropped.at)}`;
  return (apart(dropped, next, SET_UP * 1_000) ? passed : failed)(said, [dropped, next]);
}

const INTERVAL_MEND =
  "Look whether interval is a positive number; take 5 seconds where it is not, and wait for so long between two polls.";

/** An interval that says nothing of use. */
function odd(name: string, title: string, rest: Pick<Scenario, "says" | "rule" | "keyword">): Scenario {
  return {
    ...scenario(name, {
      title,
      ...rest,
      expect: paces(DEFAULT),
      mend: INTERVAL_MEND,
      known: ["client bug 5", "client bug 6"],
      patience: 12_000,
    }),
    faults: [{ fault: `device_${name}` }, { fault: "device_authorization_pending", times: 1 }],
  };
}

const BEGUN: readonly Scenario[] = [
  odd("no_interval", "Interval missing", {
    rule: "RFC8628-3.2-5",
    keyword: "MUST",
    says: "Wait for five seconds between two polls where the answer names no interval",
  }),
  odd("interval_word", "Interval is a word", {
    rule: "RFC8628-3.2-7",
    keyword: "SHOULD",
    says: "Take an interval that is no number for one that was left out",
  }),
  odd("interval_negative", "Interval negative", {
    rule: "RFC8628-3.2-7",
    keyword: "SHOULD",
    says: "Take a negative interval for one that was left out",
  }),
  odd("interval_zero", "Interval is 0", {
    rule: "RFC8628-3.2-7",
    keyword: "SHOULD",
    says: "Take an interval of 0 for one that was left out",
  }),
  scenario("interval_text", {
    title: "Interval as text",
    rule: "RFC8628-3.2-7",
    keyword: "SHOULD",
    faults: [{ fault: "device_interval_text" }, { fault: "device_authorization_pending", times: 1 }],
    says: "Read an interval that is a text of digits, or take it for one that was left out",
    expect: paces(2),
    mend: INTERVAL_MEND,
    known: ["client bug 6"],
    patience: 12_000,
  }),
  scenario("interval_large", {
    title: "Interval of ten seconds",
    rule: "RFC8628-3.5-4",
    keyword: "MUST",
    faults: [{ fault: "device_interval_large" }, { fault: "device_authorization_pending", times: 1 }],
    says: "Wait for the whole interval between two polls, also where it is long",
    expect: paces(10),
    mend: "Wait for as long as interval says, and let no limit of your own shorten it.",
    patience: 22_000,
  }),
  scenario("no_complete_uri", {
    title: "No verification_uri_complete",
    rule: "RFC8628-3.3-4",
    keyword: "MUST",
    says: "Show verification_uri and user_code where there is no verification_uri_complete",
    expect: accepts("token", "resource"),
    mend: "Show verification_uri and user_code themselves where there is no verification_uri_complete, which is optional.",
    patience: 2_000,
  }),
  scenario("no_device_code", {
    title: "No device_code",
    rule: "RFC8628-3.2-8",
    keyword: "MUST",
    says: "Poll with nothing where there is no device_code",
    expect: refuses("token"),
    mend: "Look whether device_code, user_code and verification_uri are texts before you show anything, and stop where one is missing.",
    known: ["CIBA missing-authreqid"],
  }),
  scenario("no_expires_in", {
    title: "expires_in missing",
    rule: "RFC8628-3.5-14",
    keyword: "MUST",
    says: "Poll on until the server ends it, or refuse, where nobody says when the code expires",
    expect: either(),
    mend: "Either refuse an answer without expires_in or go on with a limit of your own.",
    patience: 2_000,
  }),
  scenario("short_lived", {
    title: "Code expires",
    rule: "RFC8628-3.5-14",
    keyword: "MUST",
    faults: [{ fault: "device_short_lived" }, { fault: "device_authorization_pending" }],
    says: "Stop polling by yourself once the device code has expired",
    expect: observes(stopsAtExpiry),
    mend: "Remember when expires_in is over, and send no poll after that, whatever the last one was answered.",
    patience: 4_000,
  }),
];

const SLOW_MEND =
  "Lengthen the interval by five seconds with each slow_down, for that poll and for all later ones, and go on polling.";

const POLLED: readonly Scenario[] = [
  scenario("first_poll", {
    title: "First poll",
    rule: "RFC8628-3.2-4",
    keyword: "SHOULD",
    faults: [],
    says: "Wait for the interval before the first poll as well, as nobody has typed in a code by then",
    expect: observes(waitsAtFirst),
    mend: "Wait first and poll then, in each round.",
  }),
  scenario("polls_end", {
    title: "Polls end with the token",
    rule: "RFC8628-3.5-9",
    keyword: "MUST",
    faults: [],
    says: "Stop polling once there is a token",
    expect: observes(stopsAfterEnd),
    mend: "End the timer of the polls as soon as one is answered with a token or a final error.",
  }),
  scenario("authorization_pending", {
    title: "Pending for a while",
    rule: "RFC8628-3.5-3",
    keyword: "SHOULD",
    faults: [{ fault: "device_authorization_pending", times: 3 }],
    says: "Poll again after authorization_pending, at the same interval",
    expect: paces(SET_UP),
    mend: "Wait for the interval and poll again after authorization_pending, which is no failure though it comes with status 400.",
    patience: 4_000,
  }),
  scenario("slow_down", {
    title: "slow_down once",
    rule: "RFC8628-3.5-13",
    keyword: "MUST",
    faults: [
      { fault: "device_slow_down", times: 1 },
      { fault: "device_authorization_pending", nth: 2 },
    ],
    says: "Poll on after slow_down, five seconds later than before, and stay at that",
    expect: paces(SET_UP),
    mend: SLOW_MEND,
    known: ["client bug 4", "client bug 6", "CIBA slow-down"],
    patience: 15_000,
  }),
  scenario("slow_down_twice", {
    title: "slow_down twice",
    rule: "RFC8628-3.5-13",
    keyword: "MUST",
    faults: [{ fault: "device_slow_down", times: 2 }],
    says: "Lengthen the interval by five seconds with each slow_down",
    expect: paces(SET_UP),
    mend: SLOW_MEND,
    known: ["client bug 6"],
    patience: 20_000,
  }),
  scenario("429_retry_after", {
    title: "429 with seconds",
    rule: "RFC6585-4-4",
    keyword: "SHOULD",
    faults: [{ fault: "device_429_retry_after", times: 1 }],
    says: "Wait for as long as Retry-After says before the next poll",
    expect: observes(waitsAsTold("token")),
    mend: "Read Retry-After of an answer 429 and poll no earlier; the interval holds besides.",
    patience: 6_000,
  }),
  scenario("dropped", {
    title: "Connection dropped",
    rule: "RFC8628-3.5-11",
    keyword: "MUST",
    faults: [{ fault: "device_dropped", times: 1 }],
    says: "Poll no sooner after a poll that got no answer",
    expect: observes(backsOff),
    mend: "Treat a failed connection like an answer: wait for the interval, better twice as long, before the next poll.",
    patience: 8_000,
  }),
];

/** An error that ends the flow. */
function final(name: string, rest: Pick<Scenario, "title" | "says"> & Partial<Rest>): Scenario {
  return scenario(name, {
    rule: "RFC8628-3.5-9",
    keyword: "MUST",
    expect: refuses("token", "resource"),
    mend: "Go on after authorization_pending and slow_down alone: every other error ends the flow, so stop the timer and tell the person.",
    ...rest,
  });
}

const ENDS: readonly Scenario[] = [
  final("expired_token", { title: "expired_token", says: "Stop polling after expired_token" }),
  final("unknown_error", { title: "Unknown error", says: "Stop polling after an error that you do not know" }),
  final("access_denied", {
    title: "Person says no",
    faults: [],
    acts: ["deny"],
    says: "Stop polling after access_denied",
    expect: observes(stopsAfterEnd),
  }),
];

/** What a device does while its person signs in elsewhere. */
export const DEVICE_SCENARIOS: readonly Scenario[] = [...BEGUN, ...POLLED, ...ENDS];
