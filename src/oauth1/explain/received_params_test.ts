import type { ReceivedRequest } from "../../protocol/mod.ts";
import { assert } from "chai";
import { rawParams, receivedParams } from "./received_params.ts";

const REQUEST: ReceivedRequest = {
  method: "POST",
  origin: "https://api.test",
  path: "/",
  query: "q=1+2&oauth_signature=x",
  authorization: 'OAuth realm="R", oauth_nonce="a%2Bb"',
  form: "f=%C3%BC&broken=%zz&=&",
  body: "",
  secure: true,
};

describe("receivedParams()", () => {
  it("tells where each parameter stood, in the order of header, form and query", () => {
    assert.deepEqual(
      receivedParams(REQUEST).map(({ name, value, from }) => `${from} ${name}=${value}`),
      ["header oauth_nonce=a+b", "form f=ü", "form broken=%zz", "form =", "query q=1 2", "query oauth_signature=x"],
    );
  });

  it("reads a request without any", () => {
    assert.deepEqual(receivedParams({ ...REQUEST, authorization: undefined, form: undefined, query: "" }), []);
  });

  it("takes nothing from a header of another scheme", () => {
    assert.deepEqual(receivedParams({ ...REQUEST, authorization: "Bearer abc", form: undefined, query: "" }), []);
  });
});

describe("rawParams()", () => {
  it("splits at the first equals sign, and decodes nothing", () => {
    assert.deepEqual(rawParams("a=b=c&d&%20=+"), [
      ["a", "b=c"],
      ["d", ""],
      ["%20", "+"],
    ]);
  });
});
