import { afterFault, askedFor } from "../judge/observe.ts";
import { asksNoMoreThan, failed, isSuccess, passed, unseen } from "./_seen.ts";
import { accepts, type Observation, type Observed, observes, type Scenario } from "./scenario.ts";

type Rest = Omit<Scenario, "name" | "setups" | "faults"> & Partial<Pick<Scenario, "faults">>;

function scenario(name: string, rest: Rest): Scenario {
  return { name: `client_credentials_${name}`, setups: ["client-credentials"], faults: [], ...rest };
}

/** Whether one token serves for several requests. */
function reusesToken({ journal }: Observation): Observed {
  const opened = askedFor(journal, "resource").filter(isSuccess);
  const fetched = askedFor(journal, "token").filter(isSuccess);
  if (opened.length < 2) return unseen("It opened the resource less than twice", opened);
  if (fetched.length > 1) return failed(`It fetched ${fetched.length} tokens for ${opened.length} requests`, fetched);
  return passed(`It used one token for ${opened.length} requests`, [...fetched, ...opened]);
}

/** Whether an expired token is replaced before the next request. */
function replacesExpired({ journal }: Observation): Observed {
  const after = afterFault(journal);
  const [next] = askedFor(after, "token");
  const asked = askedFor(after, "resource");
  if (next === undefined) return failed("It fetched no other token after the first had expired", asked);
  const early = asked.filter(({ n }) => n < next.n);
  if (early.length > 1) return failed("It asked for the resource several times with the expired token", early);
  return passed("It fetched another token after the first had expired", [next]);
}

/** What a program does with tokens of its own. */
export const CLIENT_CREDENTIALS_SCENARIOS: readonly Scenario[] = [
  scenario("token_cached", {
    title: "One token for several requests",
    rule: "RFC6749-5.1-18",
    keyword: "SHOULD",
    says: "Use an access token for as long as it lives, and fetch none for each single request",
    expect: observes(reusesToken),
    mend: "Keep the token with the time of its expiry (expires_in after it came), and fetch another shortly before or when it is refused.",
    known: ["client bug 13"],
  }),
  scenario("token_expires", {
    title: "Token expires between requests",
    rule: "RFC6749-5.1-18",
    keyword: "SHOULD",
    faults: [{ fault: "resource_slow", times: 1 }],
    settings: { ACCESS_TOKEN_EXPIRE_SECONDS: "1" },
    says: "Fetch another token once the one that you keep has expired",
    expect: observes(replacesExpired),
    mend: "Compare the time with that of the expiry before each request, and fetch another token where it is over or where the API answers 401.",
    patience: 2_000,
  }),
  scenario("token_refused", {
    title: "Token refused before its time",
    rule: "RFC6750-3.1-4",
    keyword: "MAY",
    faults: [{ fault: "resource_expired", times: 1 }],
    says: "Fetch another token where the API refuses the one that you keep, and try once more",
    expect: accepts("token", "resource"),
    mend: "Throw the kept token away after a 401 with invalid_token, fetch another and repeat the request once.",
  }),
  scenario("token_refused_always", {
    title: "Every token refused",
    rule: "RFC6750-3.1-4",
    keyword: "MAY",
    faults: [{ fault: "resource_expired" }],
    says: "Give up where the API refuses fresh tokens as well",
    expect: observes(asksNoMoreThan(4, "token", "resource")),
    mend: "Repeat a request once after a 401, and report the failure when the second token is refused too.",
  }),
];
