import { assert } from "chai";

import { entryOf } from "../../../../test/support/journal.ts";
import { asked, attemptOf, redeemed, STATE } from "../../../../test/support/linted.ts";
import { numbersOf } from "../observe.ts";
import {
  asksFor,
  authenticatedRequests,
  authorizationRequests,
  clientRequests,
  codeRequests,
  ofControls,
  ofUntouched,
  protectedRequests,
  registeredMethod,
  requestedValues,
  tokenRequests,
} from "./requests.ts";

const REFRESHED = entryOf("token", { form: [["grant_type", "refresh_token"]] });
const WHOLE = attemptOf([
  entryOf("discovery"),
  asked(),
  entryOf("person"),
  redeemed(),
  REFRESHED,
  entryOf("resource"),
  entryOf("userinfo"),
  entryOf("revocation"),
  entryOf("statement"),
]);

function readObject(state: string) {
  const object = { by: "reference", header: {}, claims: { state } } as const;
  return { ...asked({ request_uri: "urn:x" }), object };
}

describe("the requests that lints look at", () => {
  for (const [name, of, numbers] of [
    ["authorizationRequests", authorizationRequests, [2]],
    ["tokenRequests", tokenRequests, [4, 5]],
    ["codeRequests", codeRequests, [4]],
    ["authenticatedRequests", authenticatedRequests, [4, 5, 8]],
    ["protectedRequests", protectedRequests, [6, 7]],
    ["clientRequests", clientRequests, [1, 2, 4, 5, 6, 7, 8]],
  ] as const) {
    it(`${name}() finds its own`, () => assert.deepEqual(numbersOf(of(WHOLE)), numbers));
  }

  for (const [what, entries, numbers] of [
    ["one that a browser loaded again", [asked(), asked()], [1]],
    ["each that differs", [asked(), asked({ state: "another" })], [1, 2]],
    ["none without a client_id", [asked({ client_id: undefined })], []],
    ["one whose request object was read", [readObject("a")], [1]],
    ["each whose request objects differ", [readObject("a"), readObject("a"), readObject("b")], [1, 3]],
    ["none with a request object", [asked({ request: "[9 characters, #00000000]" })], []],
    ["none with a request_uri", [asked({ request_uri: "urn:x" })], []],
  ] as const) {
    it(`authorizationRequests() finds ${what}`, () => {
      assert.deepEqual(numbersOf(authorizationRequests(attemptOf(entries))), numbers);
    });
  }

  it("authorizationRequests() finds none of OAuth 1.0a", () => {
    assert.deepEqual(authorizationRequests(attemptOf([asked()], { setup: "oauth1" })), []);
  });

  it("ofControls() looks at controls alone", () => {
    const of = ofControls(tokenRequests);
    assert.equal(of(WHOLE).length, 2);
    assert.deepEqual(of({ ...WHOLE, control: false }), []);
  });

  it("ofUntouched() looks up to the first fault", () => {
    const faulted = attemptOf([redeemed(), entryOf("jwks", { faults: ["wrong"] }), redeemed()]);
    assert.deepEqual(numbersOf(ofUntouched(tokenRequests)(faulted)), [1]);
    assert.equal(ofUntouched(tokenRequests)(WHOLE).length, 2);
  });

  it("requestedValues() finds the values of a whole run, and where", () => {
    const found = requestedValues("state")([WHOLE, attemptOf([asked({ state: undefined }), asked({ state: "x" })])]);
    assert.deepEqual(
      found.map(({ value, entry }) => [value, entry.n]),
      [
        [STATE, 2],
        ["x", 2],
      ],
    );
  });

  for (const [response_type, word, asks] of [
    ["code", "code", true],
    ["code id_token", "id_token", true],
    ["id_token", "token", false],
    ["", "code", false],
  ] as const) {
    it(`asksFor() is ${asks} for '${word}' of '${response_type}'`, () => {
      assert.equal(asksFor(asked({ response_type }), word), asks);
    });
  }

  it("registeredMethod() tells how the clients of a setup authenticate", () => {
    assert.equal(registeredMethod(WHOLE), "client_secret_basic");
    assert.equal(registeredMethod({ ...WHOLE, setup: "spa" }), "none");
    assert.isUndefined(registeredMethod({ ...WHOLE, setup: "oidc-dynamic" }));
  });
});
