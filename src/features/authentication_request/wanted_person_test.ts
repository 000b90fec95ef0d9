import { assert } from "chai";
import { beyond, rule } from "../../../conformance/support/rule.ts";
import { person } from "../../../test/support/cast.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import { markupOf } from "../../../test/support/replies.ts";
import { formOf } from "../../../test/support/value_browser.ts";
import { subjectFor } from "../../engine/mod.ts";
import { FORM, type Scene, scene } from "./_scene_test.ts";
import { checkHint, WANTED_PERSON_STEP } from "./wanted_person.ts";

/** An ID token of the issuer about a person. */
function hintOf({ issuer, app, clock }: Scene, sub: string): Promise<string> {
  const now = clock.now();
  const claims = { iss: issuer.url, aud: app.clientId, sub, iat: now - 7_200, exp: now - 3_600 };
  return issuer.keys.sign(claims, { alg: "RS256" });
}

function wish(sub: unknown, member = "id_token"): string {
  return JSON.stringify({ [member]: { sub } });
}

for (const metadata of [{}, { subject_type: "pairwise" }]) {
  describe(`the person whom a client wants (${JSON.stringify(metadata)})`, () => {
    for (const [name, isAnn, expected] of [
      ["the one who is signed in", true, undefined],
      ["another one", false, "login_required"],
    ] as const) {
      rule("OIDC-3.1.2.1-11", `is ${name}, says a hint`, async () => {
        const on = await scene(metadata);
        const who = isAnn ? on.ann : await person(on.issuer);
        const id_token_hint = await hintOf(on, subjectFor(on.app, who.sub, on.issuer));
        assert.equal(await WANTED_PERSON_STEP.needed(await on.journey({ id_token_hint })), expected);
      });

      for (const member of ["id_token", "userinfo"]) {
        rule("OIDC-3.1.2.2-4", `is ${name}, says the claim sub of ${member}`, async () => {
          const on = await scene(metadata);
          const who = isAnn ? on.ann : await person(on.issuer);
          const claims = wish({ value: subjectFor(on.app, who.sub, on.issuer) }, member);
          assert.equal(await WANTED_PERSON_STEP.needed(await on.journey({ claims })), expected);
        });
      }
    }
  });
}

describe("the person whom a client wants", () => {
  for (const [name, sub, expected] of [
    ["is anybody where no value is given", { essential: true }, undefined],
    ["is anybody where nothing is said of the claim", null, undefined],
    ["is nobody where the values are none", { values: [] }, "login_required"],
    ["is nobody where the value is no text", { value: 7 }, "login_required"],
    ["is one of several", { values: ["bob", "ANN"] }, undefined],
  ] as const) {
    it(name, async () => {
      const on = await scene();
      const claims = wish(sub).replace("ANN", on.ann.sub);
      assert.equal(await WANTED_PERSON_STEP.needed(await on.journey({ claims })), expected);
    });
  }

  beyond("OIDC-3.1.2.2-4", "is one of whom the hint and the claim say the same", async () => {
    const on = await scene();
    const [mine, others] = [await hintOf(on, on.ann.sub), await hintOf(on, "bob")];
    for (const [id_token_hint, value] of [
      [mine, "bob"],
      [others, on.ann.sub],
    ] as const)
      // prettier-ignore
      assert.equal(
        await WANTED_PERSON_STEP.needed(await on.journey({ id_token_hint, claims: wish({ value }) })),
        "login_required",
      );
  });

  it("is for the sign-in page to ask for while nobody is signed in", async () => {
    const on = await scene();
    const journey = await on.journey({ claims: wish({ value: "bob" }) });
    assert.isUndefined(await WANTED_PERSON_STEP.needed({ ...journey, session: undefined }));
  });

  rule("OIDC-3.1.2.2-2", "is anybody in a request of plain OAuth", async () => {
    const on = await scene();
    const journey = await on.journey({ scope: "read", claims: wish({ value: "bob" }), id_token_hint: "nonsense" });
    assert.isUndefined(await WANTED_PERSON_STEP.needed(journey));
  });

  rule(
    "OIDC-3.1.2.1-11",
    "is asked for though another one has just signed in, and is not offered that name",
    async () => {
      const on = await scene();
      const journey = await on.journey({
        claims: wish({ value: "bob" }),
        prompt: "login",
        login_hint: on.ann.username,
      });
      const fresh = { ...journey, progress: { signedInAt: journey.session!.authTime } };
      assert.equal(await WANTED_PERSON_STEP.needed(fresh), "login_required");
      const page = await WANTED_PERSON_STEP.show(fresh, FORM);
      assert.include(
        markupOf(page),
        `You are logged in as ${on.ann.username}, and the application asks for somebody else`,
      );
      assert.equal(Object.fromEntries(formOf(page).fields)["username"], "");
    },
  );
});

describe("checkHint()", () => {
  rule("OIDC-3.1.2.2-5", "takes an ID token of ours and refuses what is none", async () => {
    const on = await scene();
    const good = (await on.journey({ id_token_hint: await hintOf(on, "bob") })).request;
    await checkHint(good);
    await checkHint((await on.journey()).request);
    const bad = (await on.journey({ id_token_hint: "nonsense" })).request;
    await assertRefused(() => checkHint(bad), { code: "invalid_request", rule: "OIDC-3.1.2.2-5" });
  });
});
