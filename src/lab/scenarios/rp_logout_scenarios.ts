import { accepts, refuses, type Scenario } from "./scenario.ts";

type Rest = Omit<Scenario, "name" | "setups" | "faults">;

function scenario(name: string, rest: Rest): Scenario {
  const whole = `rp_logout_${name}`;
  return { name: whole, setups: ["logout-rp"], faults: [{ fault: whole }], ...rest };
}

/** Nothing comes after the way back: what a client makes of it, its own words tell alone. */
const STATE = {
  rule: "RPLOGOUT-2-13",
  keyword: "SHOULD",
  expect: refuses(),
  mend: "Keep a random state with the browser's session when you send it to end_session_endpoint, and compare it where the browser comes back to post_logout_redirect_uri: who comes without it did not ask for a logout.",
} as const;

/** How a client comes back from a logout that it asked for. */
export const RP_LOGOUT_SCENARIOS: readonly Scenario[] = [
  scenario("state_missing", {
    title: "Back from a logout without state",
    says: "Refuse the way back from a logout without the state that it sent",
    known: ["OIDF rp-init-logout-no-state"],
    ...STATE,
  }),
  scenario("state_changed", {
    title: "Back from a logout with another state",
    says: "Refuse the way back from a logout with another state than it sent",
    known: ["OIDF rp-init-logout-other-state"],
    ...STATE,
  }),
  scenario("state_empty", {
    title: "Back from a logout with an empty state",
    says: "Refuse the way back from a logout with an empty state where it sent one",
    ...STATE,
  }),
  scenario("extra", {
    title: "Back from a logout with an unknown parameter",
    rule: "RPLOGOUT-2-13",
    keyword: "SHOULD",
    says: "Take the way back from a logout that has a parameter which it does not know beside the right state",
    expect: accepts(),
    mend: "Read state by its name, and ignore what else there is.",
  }),
];
