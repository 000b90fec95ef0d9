import { assert } from "chai";
import { Params, wireRequest, withRequestCookies } from "./mod.ts";
import { assertRefused } from "./_refusal_test.ts";

describe("wireRequest()", () => {
  it("is an ordinary request when nothing is said", () => {
    const { method, path, query, form, cookies, address, secure } = wireRequest();
    assert.deepEqual(
      { method, path, address, secure },
      { method: "GET", path: "/", address: "127.0.0.1", secure: true },
    );
    assert.deepEqual([query.size, form.size, cookies.size], [0, 0, 0]);
  });

  it("has the parts that it is given", () => {
    const parts = { method: "POST", path: "/token", address: "192.0.2.1", secure: false } as const;
    const { method, path, address, secure } = wireRequest(parts);
    assert.deepEqual({ method, path, address, secure }, parts);
  });

  it("finds headers whatever the case", () => {
    const request = wireRequest({ headers: { Authorization: "Basic YTpi" } });
    assert.equal(request.header("authorization"), "Basic YTpi");
    assert.equal(request.header("AUTHORIZATION"), "Basic YTpi");
    assert.isUndefined(request.header("accept"));
  });

  it("takes cookies as a map or by name", () => {
    assert.equal(wireRequest({ cookies: { sid: "1" } }).cookies.get("sid"), "1");
    assert.equal(wireRequest({ cookies: new Map([["sid", "2"]]) }).cookies.get("sid"), "2");
  });

  for (const part of ["query", "form"] as const) {
    it(`parses its ${part} once, when it is first read`, () => {
      const request = wireRequest({ [part]: "a=1" });
      assert.equal(request[part].get("a"), "1");
      assert.strictEqual(request[part], request[part]);
    });

    it(`refuses a broken ${part} each time it is read, and not before`, () => {
      const request = wireRequest({ [part]: "a=%zz" });
      for (const _ of [1, 2]) assertRefused(() => request[part], { code: "invalid_request" });
    });

    it(`takes a ${part} that is parsed already`, () => {
      const params = Params.parse("a=1");
      assert.strictEqual(wireRequest({ [part]: params })[part], params);
    });
  }
});

describe("the query as it came", () => {
  for (const [query, search] of [
    ["a=%7e&b=+", "a=%7e&b=+"],
    [Params.parse("a=b&c"), "a=b&c="],
    [undefined, ""],
  ] as const) {
    it(`is '${search}'`, () => assert.equal(wireRequest(query === undefined ? {} : { query }).search, search));
  }
});

describe("withRequestCookies()", () => {
  it("changes the cookies alone", () => {
    const parts = { method: "POST", path: "/a", query: "q=1", form: "f=2", headers: { accept: "*/*" }, secure: false };
    const request = wireRequest({ ...parts, cookies: { sid: "1" } });
    const changed = withRequestCookies(request, new Map([["b", "2"]]));
    assert.deepEqual([...changed.cookies], [["b", "2"]]);
    assert.deepEqual(
      [changed.method, changed.path, changed.search, changed.body, changed.address, changed.secure],
      ["POST", "/a", "q=1", "f=2", "127.0.0.1", false],
    );
    assert.deepEqual([changed.query.get("q"), changed.form.get("f"), changed.header("Accept")], ["1", "2", "*/*"]);
  });

  it("reads nothing that is not asked for", () => {
    const changed = withRequestCookies(wireRequest({ query: "%" }), new Map());
    assertRefused(() => changed.query, { code: "invalid_request" });
  });
});
