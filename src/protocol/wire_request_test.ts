import { assert } from "chai";
import { Params, wireRequest } from "./mod.ts";
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
