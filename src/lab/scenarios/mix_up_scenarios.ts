import { askedFor } from "../judge/observe.ts";
import { failed, passed, unseen } from "./_seen.ts";
import { type Observation, type Observed, observes, type Scenario } from "./scenario.ts";

/** Whether the code of the second issuer is kept from the first one. */
function keepsCode({ journal }: Observation): Observed {
  const [answer] = askedFor(journal, "callback");
  if (answer === undefined) return unseen("The second issuer sent no answer to it", []);
  const redeemed = askedFor(journal, "token").filter(({ n }) => n > answer.n);
  if (redeemed.length > 0)
    return failed("It sent the code of the second issuer to the token endpoint of the first", [answer, ...redeemed]);
  return passed("It sent the code of the second issuer to nobody else", [answer]);
}

/** What a client does that talks to several issuers, one of which an attacker has. */
export const MIX_UP_SCENARIOS: readonly Scenario[] = [
  {
    name: "mix_up_second_issuer",
    title: "Answer of a second issuer",
    setups: ["code", "oauth2.1", "native", "spa", "oidc-code"],
    rule: "RFC9700-4.4.2.1-1",
    keyword: "MUST",
    says: "Compare the iss of an answer with the issuer that the browser was sent to, and send no code to another than who gave it",
    faults: [{ fault: "authorization_sent_on" }],
    second: true,
    expect: observes(keepsCode),
    mend: "An attacker whose issuer you know sends the browser on to an honest one: what comes back has the honest one's iss and a code that is good there. Store the issuer with the state, compare iss with it as plain strings, and stop where they differ.",
    known: ["gap mix-up"],
  },
];
