import type { JournalEntry } from "../journal/entry.ts";
import { askedFor, valueOf } from "../judge/observe.ts";
import { failed, passed, unseen } from "./_seen.ts";
import { accepts, type Observation, type Observed, observes, refuses, type Scenario } from "./scenario.ts";

type Journal = readonly JournalEntry[];

/** What a client asked the authorization endpoint for since it loaded the frame; undefined where it never did. */
function askedSinceFrame({ journal }: Observation): Journal | undefined {
  const [frame] = askedFor(journal, "check_session");
  return frame === undefined ? undefined : askedFor(journal.slice(journal.indexOf(frame) + 1), "authorize");
}

/** Looks at the authorization requests since the frame was loaded. */
function sinceFrame(judge: (asked: Journal, frames: Journal) => Observed): (seen: Observation) => Observed {
  return (seen) => {
    const asked = askedSinceFrame(seen);
    return asked === undefined
      ? unseen("It did not load the frame of the provider", [])
      : judge(asked, askedFor(seen.journal, "check_session"));
  };
}

function withoutPage(entry: JournalEntry): boolean {
  return valueOf(entry, "prompt") === "none";
}

function asksAgain(asked: Journal, frames: Journal): Observed {
  const quiet = asked.filter(withoutPage);
  if (quiet.length > 0) return passed("It asked again with prompt=none", quiet);
  return failed("It did not ask again with prompt=none though the session changed", [...frames, ...asked]);
}

function staysQuiet(asked: Journal, frames: Journal): Observed {
  if (asked.length === 0) return passed("It did not ask again", frames);
  return failed("It asked the authorization endpoint again though the frame said error", asked);
}

function saysWho(asked: Journal): Observed {
  const quiet = asked.filter(withoutPage);
  const bare = quiet.filter((entry) => valueOf(entry, "id_token_hint") === undefined);
  if (quiet.length === 0) return unseen("It did not ask again with prompt=none", []);
  if (bare.length > 0) return failed("It asked with prompt=none and without id_token_hint", bare);
  return passed("It asked with the ID token as id_token_hint", quiet);
}

const ENDED =
  "End the session of your application where prompt=none brings an error, or an ID token whose sub is another one, and use nothing more of it.";

type Rest = Omit<Scenario, "name" | "setups" | "faults"> & Partial<Pick<Scenario, "faults">>;

function scenario(name: string, rest: Rest): Scenario {
  return { name: `session_${name}`, setups: ["session-management"], faults: [], ...rest };
}

/** How a client that watches a session does what the frame of the provider says. */
export const SESSION_SCENARIOS: readonly Scenario[] = [
  scenario("changed", {
    title: "The frame says changed",
    rule: "SESSION-3.1-3",
    keyword: "MUST",
    says: "Ask again with prompt=none where the frame says that the session changed",
    expect: observes(sinceFrame(asksAgain)),
    mend: "Send an authorization request with prompt=none when the frame posts 'changed', and compare who comes back.",
    known: ["OIDF session-management"],
  }),
  scenario("error", {
    title: "The frame says error",
    frame: "error",
    rule: "SESSION-3.1-4",
    keyword: "MUST NOT",
    says: "Ask nothing where the frame says error, as it would say so again and again",
    expect: observes(sinceFrame(staysQuiet)),
    mend: "Stop to watch when the frame posts 'error': a request upon it brings the next error, without end.",
    known: ["OIDF session-management"],
  }),
  scenario("hint", {
    title: "Asked again for the same person",
    rule: "OIDC-3.1.2.1-17",
    keyword: "SHOULD",
    says: "Send the ID token as id_token_hint beside prompt=none",
    expect: observes(sinceFrame(saysWho)),
    mend: "Keep the ID token with the session and send it as id_token_hint, so that the provider looks for that person.",
  }),
  scenario("login_required", {
    title: "Nobody is signed in any more",
    faults: [{ fault: "session_login_required" }],
    rule: "SESSION-3.1-5",
    keyword: "SHOULD",
    says: "End its own session where the provider says login_required upon prompt=none",
    expect: refuses("token", "userinfo", "resource"),
    mend: ENDED,
    known: ["OIDF session-management"],
  }),
  scenario("other_person", {
    title: "Somebody else is signed in by now",
    // the first ID token is of who signed in, the second of who is there when the client asks again
    faults: [{ fault: "id_token_other_sub", nth: 2 }],
    rule: "SESSION-3.1-5",
    keyword: "SHOULD",
    says: "End its own session where prompt=none brings the ID token of another person",
    expect: refuses("userinfo", "resource"),
    mend: ENDED,
    known: ["OIDF session-management"],
  }),
  scenario("state_missing", {
    title: "There is no session_state",
    faults: [{ fault: "session_state_missing" }],
    rule: "SESSION-3.1-6",
    keyword: "SHOULD",
    says: "Sign in where the answer has no session_state, and watch nothing",
    expect: accepts("token", "userinfo"),
    mend: "Take session_state for what may be missing: without it there is nothing to watch, and the login counts as any other.",
  }),
];
