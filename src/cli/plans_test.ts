import { assert } from "chai";
import { ALL_PLANS } from "../lab/mod.ts";
import { fakeIo } from "./_fake_io_test.ts";
import { EXIT } from "./exit_code.ts";
import { runCommandLine } from "./program.ts";

async function run(...args: readonly string[]) {
  const { io, out, err } = fakeIo();
  const code = await runCommandLine(["plans", ...args], io);
  return { code, out: out(), err: err() };
}

async function jsonOf(...args: readonly string[]) {
  const { code, out } = await run(...args, "--json");
  assert.equal(code, EXIT.fine);
  // oxlint-disable-next-line typescript/no-explicit-any
  const answer: any = JSON.parse(out);
  return answer;
}

describe("touchstone plans", () => {
  it("lists them all, with how much each tries and for whom it is", async () => {
    const { code, out } = await run();
    assert.equal(code, EXIT.fine);
    for (const { name, says } of ALL_PLANS) assert.match(out, new RegExp(`^${name} +\\d+ +${says}$`, "m"));
  });

  it("lists them for a program", async () => {
    const plans = await jsonOf();
    assert.deepEqual(
      plans.map(({ name }: { readonly name: string }) => name),
      ALL_PLANS.map(({ name }) => name),
    );
    assert.isAbove(plans.at(-1).scenarios, plans[0].scenarios);
  });

  it("tells what one of them runs, by which rules", async () => {
    const { out } = await run("oidc-basic");
    assert.match(out, /^plan +oidc-basic: OpenID Connect, code flow$/m);
    assert.match(out, /^id_token_wrong_issuer +oidc-code +OIDC-\S+ +MUST: /m);
    const { setups, scenarios } = await jsonOf("oidc-basic");
    assert.deepEqual(setups, ["oidc-code"]);
    assert.hasAllKeys(scenarios[0], ["name", "setup", "title", "rule", "keyword", "says"]);
  });

  it("tells in what two differ, and of many cases how many they are", async () => {
    const { out } = await run("--difference", "native", "spa");
    assert.match(out, /^WHAT +NAME +NATIVE +SPA$/m);
    assert.match(out, /^setup +native +yes +no$/m);
    assert.match(out, /^setup +spa +no +yes$/m);
    assert.match(out, /^case +\d+ of both +in native +in spa$/m);
    assert.match(out, /^lint +redirect_uri_loopback +yes +no$/m);
  });

  it("tells which cases one has alone", async () => {
    const { scenarios, plans, lints } = await jsonOf("--difference", "oauth2-basic", "oidc-basic");
    assert.deepEqual(lints[0], []);
    assert.isNotEmpty(lints[1]);
    assert.deepEqual(plans, ["oauth2-basic", "oidc-basic"]);
    assert.include(scenarios[1], "id_token_wrong_issuer");
    assert.include(scenarios[0], "oauth_metadata_wrong_issuer");
  });

  it("finds nothing between a plan and itself", async () => {
    assert.equal((await run("--difference", "spa", "spa")).out, "spa and spa are the same\n");
  });

  for (const [what, args, says] of [
    ["a plan that there is not", ["nobody"], /There is no plan 'nobody', but oauth2-basic, /],
    ["one plan to compare", ["--difference", "spa"], /Give the names of two plans/],
    ["three plans to compare", ["--difference", "spa", "native", "m2m"], /Give the names of two plans/],
    ["an unknown plan to compare", ["--difference", "spa", "nobody"], /no plan 'nobody'/],
    ["a name and a comparison", ["spa", "--difference", "spa", "native"], /either the name of a plan or --difference/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { code, err } = await run(...args);
      assert.equal(code, EXIT.usage, err);
      assert.match(err, says);
    });
  }
});
