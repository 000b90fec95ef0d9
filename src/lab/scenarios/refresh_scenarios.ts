import type { JournalEntry } from "../journal/entry.ts";
import { afterFault, askedFor, firstFaulted } from "../judge/observe.ts";
import {
  failed,
  firstRepeated,
  isSuccess,
  markIn,
  marksOf,
  passed,
  refreshesIn,
  tokensGiven,
  tokensShown,
  unseen,
} from "./_seen.ts";
import { accepts, either, type Observation, type Observed, observes, type Scenario } from "./scenario.ts";
import type { SetupName } from "./setup.ts";

const REFRESH: readonly SetupName[] = ["refresh", "oidc-refresh"];

type Rest = Omit<Scenario, "name" | "setups" | "faults"> & Partial<Pick<Scenario, "setups" | "faults">>;

function scenario(name: string, rest: Rest): Scenario {
  const whole = `refresh_${name}`;
  return { name: whole, setups: REFRESH, faults: [{ fault: whole }], ...rest };
}

function refreshTokens(entry: JournalEntry): readonly string[] {
  return marksOf(entry, "refresh_token");
}

/** Whether each refresh is made with the newest refresh token. */
function usesNewest({ journal }: Observation): Observed {
  const refreshes = refreshesIn(journal);
  if (refreshes.length < 2) return unseen("It refreshed less than twice", refreshes);
  for (const entry of refreshes) {
    // Another refresh may be under way at the same time: what it brings is not there yet.
    const before = askedFor(journal, "token").filter(({ n, at, took }) => n !== entry.n && at + took <= entry.at);
    const newest = before.filter(isSuccess).findLast((one) => markIn(one, "refresh_token") !== undefined);
    if (newest === undefined) continue;
    const mark = markIn(newest, "refresh_token");
    if (mark !== undefined && !refreshTokens(entry).includes(mark))
      return failed("It refreshed with another refresh token than the newest", [newest, entry]);
  }
  return passed("It refreshed with the newest refresh token each time", refreshes);
}

/** Whether each refresh token is shown once. */
function showsOnce({ journal }: Observation): Observed {
  const refreshes = refreshesIn(journal);
  if (refreshes.length === 0) return unseen("It never refreshed", []);
  const twice = firstRepeated(refreshes, refreshTokens);
  if (twice.length > 0) return failed("It sent the same refresh token twice", twice);
  return passed("It sent each refresh token once", refreshes);
}

/** Whether a refused refresh token is left alone. */
function stopsRefreshing({ journal }: Observation): Observed {
  const refused = firstFaulted(journal);
  if (refused === undefined) return unseen("It never refreshed", []);
  const after = afterFault(journal);
  const again = refreshesIn(after).filter((entry) =>
    refreshTokens(entry).some((mark) => refreshTokens(refused).includes(mark)),
  );
  if (again.length > 0) return failed("It sent the refused refresh token again", again);
  const signIns = askedFor(after, "authorize");
  if (signIns.length > 2) return failed(`It began ${signIns.length} more sign-ins by itself`, signIns);
  const asked = askedFor(after, "resource");
  if (asked.length > 4) return failed(`It asked ${asked.length} times more for the resource`, asked);
  return passed("It did not send the refused refresh token again", []);
}

/** Whether a refresh whose answer was lost is repeated with measure, if at all. */
function repeatsFew({ journal }: Observation): Observed {
  const lost = firstFaulted(journal);
  if (lost === undefined) return unseen("It never refreshed", []);
  const after = refreshesIn(afterFault(journal));
  const again = after.filter((entry) => refreshTokens(entry).some((mark) => refreshTokens(lost).includes(mark)));
  if (again.length > 3) return failed(`It sent the refresh token ${again.length} times more`, again);
  if (again.length > 0) return passed("It sent the refresh token again, and not without end", again);
  const begun = askedFor(afterFault(journal), "authorize");
  if (begun.length > 0) return passed("It had the person sign in again", begun);
  return passed("It did not send the refresh token again", [lost]);
}

/** Whether tokens that were good stay in use where a refresh brought none. */
function keepsGood({ journal }: Observation): Observed {
  const after = afterFault(journal);
  const given = new Set(
    tokensGiven(
      journal.filter(({ faults }) => faults.length === 0),
      "refresh_token",
    ),
  );
  const refreshes = refreshesIn(after);
  const wrong = refreshes.filter((entry) => refreshTokens(entry).every((mark) => !given.has(mark)));
  if (wrong.length > 0) return failed("It refreshed with something that is no refresh token of its own", wrong);
  const opened = new Set(
    tokensGiven(
      journal.filter(({ faults }) => faults.length === 0),
      "access_token",
    ),
  );
  const asked = askedFor(after, "resource");
  const shown = asked.filter((entry) => tokensShown(entry).every((mark) => !opened.has(mark)));
  if (shown.length > 0) return failed("It asked for the resource with something that is no token of its own", shown);
  if (refreshes.length > 3) return failed(`It refreshed ${refreshes.length} times more`, refreshes);
  return passed("It used no tokens but those that it had been given", [...refreshes, ...asked]);
}

const KEEP_GOOD =
  "Read and check the whole answer first, and replace the stored tokens only when it holds: until then the old refresh token may be all that there is.";

/** A refresh that brings nothing. */
function fruitless(name: string, title: string, says: string): Scenario {
  return {
    ...scenario(name, {
      title,
      rule: "RFC6749-5.1-17",
      keyword: "SHOULD",
      says,
      expect: observes(keepsGood),
      mend: KEEP_GOOD,
      known: ["client bug 12"],
    }),
    faults: [{ fault: `refresh_${name}`, times: 1 }],
  };
}

const LOST_MEND =
  "Where a refresh got no answer, nobody knows whether the refresh token was used up: send it once or twice more, and have the person sign in again where it is refused.";

/** What a client makes of refreshes. */
export const REFRESH_SCENARIOS: readonly Scenario[] = [
  scenario("rotation", {
    title: "New refresh token used",
    rule: "RFC6749-6-9",
    keyword: "MUST",
    faults: [],
    says: "Throw the old refresh token away when you get a new one, and use the new one next",
    expect: observes(usesNewest),
    mend: "Store the refresh_token of each token response in the place of the one before, at once and before the access token is used.",
  }),
  scenario("reply_no_refresh_token", {
    title: "No new refresh token",
    rule: "RFC6749-6-10",
    keyword: "MUST",
    says: "Keep the refresh token where refreshes bring no new one",
    settings: { ROTATE_REFRESH_TOKEN: "false" },
    expect: accepts("token", "resource"),
    mend: "Overwrite the stored refresh token only where the answer has a refresh_token.",
  }),
  scenario("at_once", {
    title: "Two refreshes at once",
    rule: "RFC6749-6-12",
    keyword: "SHOULD",
    faults: [{ fault: "refresh_reply_slow" }],
    says: "Send a refresh token once, also where several requests need a new access token at once",
    expect: observes(showsOnce),
    mend: "Let one refresh run at a time: whoever needs a token meanwhile waits for its result. Across processes a lock in the store of the tokens does the same.",
    patience: 4_000,
    known: ["client bug 7"],
  }),
  scenario("reply_lost", {
    title: "Answer lost, token used up",
    rule: "RFC9110-9.2.2-1",
    keyword: "SHOULD NOT",
    faults: [{ fault: "refresh_reply_lost", times: 1 }],
    says: "Send a refresh token whose answer was lost a few times at most",
    expect: observes(repeatsFew),
    mend: LOST_MEND,
    known: ["client bug 8"],
  }),
  scenario("reply_lost_in_grace", {
    title: "Answer lost, token still taken",
    rule: "RFC9110-9.2.2-1",
    keyword: "SHOULD NOT",
    faults: [{ fault: "refresh_reply_lost", times: 1 }],
    settings: { REFRESH_TOKEN_GRACE_PERIOD_SECONDS: "60" },
    says: "Send a refresh token whose answer was lost a few times at most, and take the answer that comes then",
    expect: observes(repeatsFew),
    mend: LOST_MEND,
    known: ["client bug 8"],
  }),
  scenario("refused", {
    title: "Refresh refused",
    rule: "RFC6749-5.2-9",
    keyword: "SHOULD",
    says: "Drop a refresh token that was refused with invalid_grant, and have the person sign in again",
    expect: observes(stopsRefreshing),
    mend: "Take invalid_grant for final: forget the refresh token and begin a new sign-in, instead of sending it again.",
  }),
  scenario("unavailable", {
    title: "Refresh unavailable",
    rule: "RFC6749-5.1-17",
    keyword: "SHOULD",
    faults: [{ fault: "refresh_unavailable", times: 1 }],
    says: "Keep the refresh token where the server cannot answer for a moment",
    expect: observes(keepsGood),
    mend: "Tell 'cannot now' (429, 5xx) from 'no' (400 invalid_grant): after the former the refresh token is as good as before, so keep it and try again after Retry-After.",
    patience: 2_000,
  }),
  {
    ...scenario("expires_in_tiny", {
      title: "Tokens of one second",
      rule: "RFC6749-5.1-14",
      keyword: "SHOULD",
      says: "Work with access tokens that live for one second",
      expect: accepts("resource"),
      mend: "Do not refresh a token that was just issued: where it lives for less than your safety margin, use it at least once.",
    }),
  },
  fruitless(
    "reply_malformed",
    "Broken answer",
    "Keep the tokens that you have where the answer to a refresh is broken",
  ),
  fruitless(
    "reply_no_access_token",
    "Answer without token",
    "Keep the tokens that you have where the answer to a refresh has no access_token",
  ),
  fruitless(
    "reply_page",
    "Page as answer",
    "Keep the tokens that you have where the answer to a refresh is a web page",
  ),
  scenario("reply_scope_narrower", {
    title: "Less scope after a refresh",
    rule: "RFC6749-3.3-6",
    keyword: "MUST",
    says: "Work with less scope after a refresh, or end in order",
    expect: either(),
    mend: "Read scope out of the answer to a refresh as well, where it is there, and do without what is missing.",
  }),
];
