import { assert } from "chai";
import type { RedirectTarget, ResponseParameters } from "../../engine/mod.ts";
import { addFragment, addQuery, html, json, raw, redirect, type Reply } from "../../protocol/mod.ts";
import { callbackPart, type CallbackPart } from "./callback_entry.ts";
import { marksUnder } from "./marks.ts";

const mark = marksUnder(Buffer.alloc(32, "callbacks"));
const CB = "https://client.test/cb";
const PARAMETERS = [
  ["code", "x"],
  ["state", "s t"],
] as const;
const SHOWN = [
  ["code", mark("x")],
  ["state", "s t"],
] as const;

function partOf(reply: Reply, here?: true): CallbackPart | undefined {
  const mode = { name: "any", send: () => reply, ...(here === undefined ? {} : { here }) };
  const target = { redirectUri: `${CB}?own=1`, mode } as unknown as RedirectTarget;
  return callbackPart({ target, parameters: PARAMETERS satisfies ResponseParameters }, { reply, mark });
}

describe("callbackPart()", () => {
  it("has the query of where the browser is sent", () => {
    const part = partOf(redirect(addQuery(CB, PARAMETERS)));
    assert.deepEqual(part, { method: "GET", url: CB, query: SHOWN, form: [] });
  });

  it("has the fragment, and the query that the client registered", () => {
    const part = partOf(redirect(addFragment(`${CB}?own=1`, PARAMETERS)));
    assert.deepEqual(part, { method: "GET", url: CB, query: [["own", "1"]], fragment: SHOWN, form: [] });
  });

  it("has the form that a page posts, to the address with its query", () => {
    const part = partOf(html(200, "<form></form>"));
    assert.deepEqual(part, { method: "POST", url: CB, query: [["own", "1"]], form: SHOWN });
  });

  it("has what an address of an application's own scheme gets", () => {
    assert.deepInclude(partOf(redirect("com.app:/cb?state=s")), { url: "com.app:/cb", query: [["state", "s"]] });
  });

  it("has what a fault wrote by hand", () => {
    const reply = raw(302, "", { headers: { Location: `${CB}?state=odd&state=twice` } });
    assert.deepEqual(partOf(reply)?.query, [
      ["state", "odd"],
      ["state", "twice"],
    ]);
  });

  it("is nothing where a person alone sees the answer, or the client gets none", () => {
    assert.isUndefined(partOf(html(200, "<p>PIN</p>"), true));
    assert.isUndefined(partOf(json(500, {})));
    assert.isUndefined(partOf(raw(500, "broken")));
  });
});
