import { assert } from "chai";
import { NAMES } from "./_model_arbitraries_test.ts";
import { elements, type PageElement, readPage } from "./_read_page_test.ts";
import {
  ACCOUNT,
  checkedOf,
  CONSENT,
  DEVICE_CONFIRM,
  LOGGED_OUT,
  LOGIN,
  LOGOUT,
  OAUTH1_PIN,
  SIGNATURE_CHECK,
} from "./_sample_pages_test.ts";
import {
  renderAccount,
  renderConsent,
  renderDeviceConfirm,
  renderLoggedOut,
  renderLogin,
  renderLogout,
  renderMessage,
  renderOauth1Pin,
  renderSignatureCheck,
} from "./mod.ts";

type Render = (name: string) => string;

const [APPLICATION] = ACCOUNT.authorized;
const [SESSION] = ACCOUNT.sessions;

/** Pages that show a text which somebody outside chose, and how often. */
const ROWS: readonly [what: string, times: number, render: Render][] = [
  ["the name of a client that waits for a log-in", 1, (clientName) => renderLogin({ ...LOGIN, clientName })],
  ["the name of a client that asks for access", 2, (clientName) => renderConsent({ ...CONSENT, clientName })],
  ["the name of whoever registered a client", 1, (ownerName) => renderConsent({ ...CONSENT, ownerName })],
  ["the id of a client", 1, (clientId) => renderConsent({ ...CONSENT, clientId })],
  ["the host that a person goes to next", 1, (redirectHost) => renderConsent({ ...CONSENT, redirectHost })],
  ["the name of the person who is asked", 1, (username) => renderConsent({ ...CONSENT, username })],
  ["the name of a client on a device", 2, (clientName) => renderDeviceConfirm({ ...DEVICE_CONFIRM, clientName })],
  ["the name of a client that waits for a code", 2, (clientName) => renderOauth1Pin({ ...OAUTH1_PIN, clientName })],
  [
    "the name of an application whose request was refused",
    1,
    (applicationName) => renderSignatureCheck({ ...SIGNATURE_CHECK, refused: { applicationName } }),
  ],
  [
    "what was found out of a signature",
    19,
    (name) => renderSignatureCheck({ ...SIGNATURE_CHECK, checked: checkedOf(name) }),
  ],
  [
    "the name of the person who is asked about a device",
    1,
    (username) => renderDeviceConfirm({ ...DEVICE_CONFIRM, username }),
  ],
  [
    "the name of an application in a session",
    1,
    (name) => renderAccount({ ...ACCOUNT, sessions: [{ ...SESSION!, applications: [name] }] }),
  ],
  [
    "the name of a client that waits for a log-out",
    1,
    (clientName) => renderLoggedOut({ ...LOGGED_OUT, next: { href: "https://client.test/", clientName } }),
  ],
  ["the name of a client that asks to log out", 1, (clientName) => renderLogout({ ...LOGOUT, clientName })],
  ["the name of the person who is asked to log out", 1, (username) => renderLogout({ ...LOGOUT, username })],
  ["the name in the header", 1, (signedInAs) => renderMessage({ base: "", title: "Hello", text: "Hello", signedInAs })],
  ["the name of an account, with that in the header", 2, (username) => renderAccount({ ...ACCOUNT, username })],
  ["the email address of an account", 1, (email) => renderAccount({ ...ACCOUNT, email })],
  [
    "the name of an application with access",
    1,
    (clientName) => renderAccount({ ...ACCOUNT, authorized: [{ ...APPLICATION!, clientName }] }),
  ],
  [
    "the id of an application with access",
    1,
    (clientId) => renderAccount({ ...ACCOUNT, authorized: [{ ...APPLICATION!, clientId }] }),
  ],
];

function holds(element: PageElement, text: string): boolean {
  return element.children.some((child) => typeof child === "string" && child.includes(text));
}

/** The elements in sight whose own text has a text in it. */
function placesOf(html: string, text: string): readonly PageElement[] {
  return elements(readPage(html)).filter(
    (element) => holds(element, text) && element.attributes.get("class") !== "unseen",
  );
}

// The words of the list that pages say themselves would be found elsewhere.
const OUTSIDE = NAMES.filter((name) => name !== "main" && name !== "problem");

describe("texts from outside stand by themselves, so that they cannot turn or break the words around them", () => {
  for (const [what, times, render] of ROWS) {
    it(`shows ${what} alone in an element that isolates it, whole and letter for letter`, () => {
      for (const name of OUTSIDE) {
        const places = placesOf(render(name), name);
        assert.lengthOf(places, times, name.slice(0, 20));
        for (const { tag, children } of places) {
          assert.include(["bdi", "code"], tag);
          assert.deepEqual(children, [name]);
        }
      }
    });
  }
});
