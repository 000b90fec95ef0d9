import { assert } from "chai";
import { assert as forAll, dictionary, jsonValue, property, string } from "fast-check";
import { readIntrospection } from "./introspection_answer.ts";

const NOW = 1_767_225_600;
const JKT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
const LIVE = { active: true, client_id: "app", scope: "read write", exp: NOW + 60 };

function read(answer: unknown, issuer?: string) {
  return readIntrospection(typeof answer === "string" ? answer : JSON.stringify(answer), { now: NOW, issuer });
}

describe("readIntrospection(), of a live token", () => {
  it("reads all that the specification names, and passes on what it does not", () => {
    const token = read({
      ...LIVE,
      token_type: "Bearer",
      sub: "5f0c2a0e",
      username: "ann",
      iat: NOW - 5,
      nbf: NOW,
      aud: ["https://api.example/books", "urn:b"],
      iss: "https://id.example",
      jti: "x",
      acr: "high",
    });
    assert.deepEqual(token, {
      tokenType: "Bearer",
      scope: ["read", "write"],
      clientId: "app",
      subject: { sub: "5f0c2a0e", username: "ann" },
      issuedAt: NOW - 5,
      expiresAt: NOW + 60,
      audience: ["https://api.example/books", "urn:b"],
      extra: { jti: "x", acr: "high" },
    });
  });

  it("makes do with the one member that there has to be", () => {
    const token = { tokenType: "Bearer", scope: [], clientId: "", expiresAt: NOW + 60 };
    assert.deepEqual(read({ active: true }), token as ReturnType<typeof read>);
    const nulls = { client_id: null, exp: null, aud: null, sub: null, scope: null, iat: null, token_type: null };
    assert.deepEqual(read({ active: true, ...nulls }), token as ReturnType<typeof read>);
  });

  for (const [what, said, subject] of [
    ["a person", { sub: "s", username: "ann" }, { sub: "s", username: "ann" }],
    ["a person whose name is not told", { sub: "s" }, { sub: "s", username: "s" }],
    ["a client that acts for itself", { sub: "app" }, undefined],
    ["nobody who is named", {}, undefined],
    ["a name without a subject", { username: "ann" }, undefined],
  ] as const) {
    it(`takes it to stand for ${what}`, () => assert.deepEqual(read({ ...LIVE, ...said })?.subject, subject));
  }

  it("reads one audience as a list of one", () => {
    assert.deepEqual(read({ ...LIVE, aud: "urn:a" })?.audience, ["urn:a"]);
    assert.deepEqual(read({ ...LIVE, aud: [] })?.audience, []);
    assert.isUndefined(read(LIVE)?.audience);
  });

  for (const type of ["Bearer", "bearer", "BEARER"]) {
    it(`takes the type ${type}`, () => assert.isDefined(read({ ...LIVE, token_type: type })));
  }
});

describe("readIntrospection(), of a token that is bound to a key", () => {
  for (const token_type of [undefined, "DPoP", "dpop"]) {
    it(`tells its thumbprint where the type is ${token_type}`, () =>
      assert.deepInclude(read({ ...LIVE, token_type, cnf: { jkt: JKT } }), { tokenType: "DPoP", jkt: JKT }));
  }
});

describe("readIntrospection(), of a token that is good for nothing here", () => {
  for (const [what, answer] of [
    ["one that is not active", { active: false }],
    ["one that is not active, whatever else is said", { ...LIVE, active: false }],
    ["one that has expired by our clock", { ...LIVE, exp: NOW }],
    ["one whose time has not begun", { ...LIVE, nbf: NOW + 1 }],
    ["a refresh token, which is active as well", { ...LIVE, token_type: "refresh_token" }],
    ["one whose type asks for a proof", { ...LIVE, token_type: "DPoP" }],
    ["one that is bound to a key that is none", { ...LIVE, cnf: { jkt: "x" } }],
    ["one that is bound to a key, and borne", { ...LIVE, token_type: "Bearer", cnf: { jkt: JKT } }],
    ["one that is bound twice", { ...LIVE, cnf: { jkt: JKT, "x5t#S256": "x" } }],
    ["one that is bound to a certificate", { ...LIVE, cnf: { "x5t#S256": "x" } }],
    ["one that is an ID token", { ...LIVE, token_type: "id_token" }],
  ] as const) {
    it(`takes ${what} for dead`, () => assert.isUndefined(read(answer)));
  }

  it("takes one of another issuer for dead where the issuer is known", () => {
    const answer = { ...LIVE, iss: "https://id.example" };
    assert.isDefined(read(answer));
    assert.isDefined(read(answer, "https://id.example"));
    assert.isDefined(read(LIVE, "https://id.example"));
    assert.isUndefined(read(answer, "https://id.example/"));
    assert.isUndefined(read({ ...answer, iss: 7 }, "https://id.example"));
  });
});

describe("readIntrospection(), of what is no answer", () => {
  for (const [what, answer, says] of [
    ["nothing", "", "one JSON object"],
    ["a page", "<html>", "one JSON object"],
    ["a list", "[]", "one JSON object"],
    ["a word", "true", "one JSON object"],
    ["half of one", '{"active":tr', "one JSON object"],
    ["a member that stands twice", '{"active":false,"active":true}', "one JSON object"],
    ["no word on whether it is active", "{}", "active is no Boolean"],
    ["active as a text", '{"active":"true"}', "active is no Boolean"],
    ["active as a number", '{"active":1}', "active is no Boolean"],
    ["a scope that is a list", { ...LIVE, scope: ["read"] }, "scope is no text"],
    ["a scope that none can be", { ...LIVE, scope: 'read "write"' }, "its scope is none"],
    ["an expiry that is a text", { ...LIVE, exp: "soon" }, "exp is no number"],
    ["a start that is a text", { ...LIVE, nbf: "now" }, "nbf is no number"],
    ["a client that is a number", { ...LIVE, client_id: 7 }, "client_id is no text"],
    ["a person that is an object", { ...LIVE, sub: {} }, "sub is no text"],
    ["a type that is a number", { ...LIVE, token_type: 1 }, "token_type is no text"],
    ["an audience that is a number", { ...LIVE, aud: 7 }, "aud is no text"],
    ["an audience that holds a number", { ...LIVE, aud: ["urn:a", 7] }, "aud is no text"],
  ] as const) {
    it(`throws for ${what}`, () => assert.throws(() => read(answer), SyntaxError, says));
  }

  it("either reads or throws SyntaxError, whatever comes", () => {
    function readsOrThrows(text: string): void {
      try {
        read(text);
      } catch (error) {
        assert.instanceOf(error, SyntaxError);
      }
    }
    forAll(property(string(), readsOrThrows));
    forAll(
      property(dictionary(string(), jsonValue()), (object) => readsOrThrows(JSON.stringify({ ...LIVE, ...object }))),
    );
  });
});
