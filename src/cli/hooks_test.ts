import { assert } from "chai";
import { readConfig, standardFeatures } from "../server/mod.ts";
import { fakeIo } from "./_fake_io_test.ts";
import { listHooks, printHooks } from "./hooks.ts";
import { runCommandLine } from "./program.ts";

describe("listHooks()", () => {
  it("keeps the order in which features are composed", () => {
    const metadata = () => ({});
    const features = ["b", "a"].map((name) => ({ name, spec: `RFC ${name}`, hooks: { metadata } }));
    const [first] = listHooks(features);
    assert.deepEqual(first, {
      hook: "metadata",
      shape: "gather",
      functions: [
        { feature: "b", spec: "RFC b", name: "metadata" },
        { feature: "a", spec: "RFC a", name: "metadata" },
      ],
    });
  });

  it("knows every hook that a standard feature uses", () => {
    const features = standardFeatures(readConfig({ environment: {} }));
    const used = new Set(features.flatMap(({ hooks = {} }) => Object.keys(hooks)));
    const listed = listHooks(features).filter(({ functions }) => functions.length > 0);
    assert.sameMembers(
      listed.map(({ hook }) => hook),
      [...used],
    );
  });
});

describe("printHooks()", () => {
  it("says which function of which specification runs", () => {
    const functions = [{ feature: "pkce", spec: "RFC 7636", name: "checkProof" }];
    const text = printHooks([
      { hook: "checkRedemption", shape: "check", functions },
      { hook: "reply", shape: "refine", functions: [] },
    ]);
    assert.equal(text, "checkRedemption (check)\n  pkce  checkProof (RFC 7636)\nreply (refine)\n  (nothing)");
  });
});

describe("touchstone hooks", () => {
  it("prints one line of JSON", async () => {
    const { io, out } = fakeIo();
    assert.equal(await runCommandLine(["hooks", "--json"], io), 0);
    const list: { hook: string; shape: string; functions: object[] }[] = JSON.parse(out());
    assert.deepInclude(
      list.map(({ hook, shape }) => ({ hook, shape })),
      { hook: "authorizeParams", shape: "refine" },
    );
    for (const { functions } of list) {
      for (const each of functions) assert.hasAllKeys(each, ["feature", "spec", "name"]);
    }
  });
});
