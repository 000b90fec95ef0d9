import { assert } from "chai";
import { tabOrder } from "./_inspect_test.ts";
import {
  ACCOUNT,
  CONSENT,
  DEVICE_CONFIRM,
  labPreflightOf,
  labRunAtRest,
  LOGIN,
  OAUTH1_PIN,
  PROBLEM,
  SIGNATURE_CHECK,
} from "./_sample_pages_test.ts";
import {
  renderAccount,
  renderConsent,
  renderDeviceCode,
  renderDeviceConfirm,
  renderFormPost,
  renderHome,
  renderLabPreflight,
  renderLabRun,
  renderLabStart,
  renderLogin,
  renderMessage,
  renderOauth1Pin,
  renderProblem,
  renderSignatureCheck,
} from "./mod.ts";

const TOP = ["a Skip to the content", "a Touchstone"];
const PERSON = ["a Your account: alice", "button Log out"];
/** What a person does with their account. */
const OWN = ["a Change password", "a Remembered consents"];
const HOME = { base: "", issuer: "https://issuer.test", links: [] };
const RULE = { id: "RFC6749-4.1.2-5", url: "https://rules.example/4.1.2" };

const ROWS: readonly [page: string, html: string, order: readonly string[]][] = [
  ["the log-in page", renderLogin(LOGIN), [...TOP, "input username", "input password", "button Log in"]],
  [
    "the log-in page that can be left",
    renderLogin({ ...LOGIN, cancel: true, problem: "No", clientName: "Photo Printer" }),
    [...TOP, "input username", "input password", "button Log in", "button Cancel"],
  ],
  [
    "the consent page",
    renderConsent(CONSENT),
    [...TOP, "input scope-0", "input scope-1", "button Deny", "button Allow"],
  ],
  [
    "the consent page that can remember",
    renderConsent({ ...CONSENT, canRemember: true, signedInAs: "alice" }),
    [...TOP, ...PERSON, "input scope-0", "input scope-1", "input remember", "button Deny", "button Allow"],
  ],
  [
    "the consent page without permissions",
    renderConsent({ ...CONSENT, scopes: [] }),
    [...TOP, "button Deny", "button Allow"],
  ],
  [
    "the page that asks for the code of a device",
    renderDeviceCode({ base: "", action: "/device", csrf: "seal" }),
    [...TOP, "input user_code", "button Continue"],
  ],
  [
    "the page that asks whether a device may be connected",
    renderDeviceConfirm(DEVICE_CONFIRM),
    [...TOP, "input scope-0", "button Deny", "button Allow"],
  ],
  ["the page that hands out a code", renderOauth1Pin(OAUTH1_PIN), TOP],
  [
    "the page that checks a signature",
    renderSignatureCheck({ ...SIGNATURE_CHECK, applications: [{ name: "Printer", href: "/x" }] }),
    [...TOP, "textarea request", "button Check the signature", "a Printer"],
  ],
  [
    "the first page of the lab",
    renderLabStart({
      base: "",
      csrf: "seal",
      action: "/lab",
      fields: [{ name: "plan", label: "Plan", kind: "choice", options: [{ value: "a", text: "A" }] }],
      more: [{ name: "further", label: "Further", kind: "text" }],
      plans: [{ name: "Plan", href: "/lab/plans/a", facts: [] }],
      runs: [],
      links: [],
    }),
    [...TOP, "select plan", "input further", "button Create the run", "a Plan"],
  ],
  [
    "the page on which a client is looked at before it is run",
    renderLabPreflight(labPreflightOf("said")),
    [...TOP, "a said (said)", "a said (said)", "select plan", "textarea document", "input scope", "button Look at it"],
  ],
  [
    "the page of a run in which nothing goes on",
    renderLabRun({ ...labRunAtRest("said"), groups: [] }),
    [...TOP, "button Begin the next: said", "a Look at the report so far", "button Finish the run"],
  ],
  ["the error page", renderProblem(PROBLEM), TOP],
  [
    "the error page with a rule",
    renderProblem({ ...PROBLEM, rule: RULE }),
    [...TOP, `a Read ${RULE.id} in the specification`],
  ],
  [
    "the account page",
    renderAccount(ACCOUNT),
    [
      ...TOP,
      ...PERSON,
      ...OWN,
      "button Remove access of Photo Printer",
      "button End the session of Safari on iPhone since 4 May 2026",
    ],
  ],
  [
    "the account page without applications and other sessions",
    renderAccount({ ...ACCOUNT, authorized: [], sessions: ACCOUNT.sessions.slice(0, 1) }),
    [...TOP, ...PERSON, ...OWN],
  ],
  ["the first page", renderHome(HOME), TOP],
  [
    "the first page with places, one of which is a script",
    renderHome({
      ...HOME,
      links: ["/a", "javascript:x", "/b"].map((href) => ({ href, text: `To ${href}`, says: "" })),
    }),
    [...TOP, "a To /a", "a To /b"],
  ],
  ["a message", renderMessage({ base: "", title: "Done", text: "Done" }), TOP],
  [
    "a message that leads on",
    renderMessage({ base: "", title: "Done", text: "Done", link: { href: "/login", text: "Log in" } }),
    [...TOP, "a Log in"],
  ],
  [
    "the page on the way back",
    renderFormPost({ action: "https://c.example/cb", parameters: [["code", "x"]] }),
    ["button Continue"],
  ],
];

describe("the Tab key", () => {
  for (const [page, html, order] of ROWS) {
    it(`walks over ${page} from top to bottom`, () => assert.deepEqual(tabOrder(html), order));
  }
});
