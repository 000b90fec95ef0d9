import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { person } from "../../../test/support/cast.ts";
import { markupOf } from "../../../test/support/replies.ts";
import { Params, redirectOrigin } from "../../protocol/mod.ts";
import type { Progress } from "../../engine/mod.ts";
import { FORM, scene } from "./_scene_test.ts";
import { SELECT_ACCOUNT_STEP } from "./select_account_step.ts";

describe("the choice of an account", () => {
  for (const [prompt, expected] of [
    ["select_account", "account_selection_required"],
    ["login select_account", "account_selection_required"],
    ["login consent", undefined],
    ["select_accounts", undefined],
    [undefined, undefined],
  ] as const) {
    rule(
      "OIDC-3.1.2.1-9",
      `is ${expected === undefined ? "not " : ""}needed for prompt=${String(prompt)}`,
      async () => {
        const journey = await (await scene()).journey({ prompt });
        assert.equal(await SELECT_ACCOUNT_STEP.needed(journey), expected);
      },
    );
  }

  for (const [name, made, expected] of [
    ["of this account", (id: number): Progress => ({ chosenAccount: id }), undefined],
    ["of another", (id: number): Progress => ({ chosenAccount: id + 1 }), "account_selection_required"],
    ["to come as somebody else", (): Progress => ({ wants: "another" }), undefined],
  ] as const) {
    it(`is ${expected === undefined ? "not " : ""}needed after the choice ${name}`, async () => {
      const on = await scene();
      const journey = await on.journey({ prompt: "select_account" });
      assert.equal(await SELECT_ACCOUNT_STEP.needed({ ...journey, progress: made(on.ann.id) }), expected);
    });
  }

  it("is not needed by who has just signed in, nor by nobody", async () => {
    const journey = await (await scene()).journey({ prompt: "select_account" });
    const signedInAt = journey.session!.authTime;
    assert.isUndefined(await SELECT_ACCOUNT_STEP.needed({ ...journey, progress: { signedInAt } }));
    assert.isUndefined(await SELECT_ACCOUNT_STEP.needed({ ...journey, session: undefined }));
  });

  it("is needed again when somebody else's session is there, though one was chosen", async () => {
    const on = await scene();
    const journey = await on.journey({ prompt: "select_account" });
    const { session } = await on.issuer.sessions.start(await person(on.issuer));
    const progress = { chosenAccount: on.ann.id };
    assert.equal(await SELECT_ACCOUNT_STEP.needed({ ...journey, session, progress }), "account_selection_required");
  });

  it("shows who is signed in and who asks, and leads on to the application", async () => {
    const on = await scene();
    const journey = await on.journey({ prompt: "select_account" });
    const page = await SELECT_ACCOUNT_STEP.show(journey, FORM);
    for (const part of [on.ann.username, on.app.name, 'action="/interaction/x"', 'value="seal"'])
      assert.include(markupOf(page), part);
    assert.nestedPropertyVal(page, "formAction[1]", redirectOrigin(journey.request.target.redirectUri));
  });

  async function answered(action: string) {
    const on = await scene();
    const params = Params.of([["action", action]]);
    const outcome = await SELECT_ACCOUNT_STEP.answer(await on.journey({ prompt: "select_account" }), {
      ...FORM,
      params,
    });
    return { on, outcome };
  }

  it("goes on as who is signed in", async () => {
    const { on, outcome } = await answered("continue");
    assert.deepEqual(outcome, { kind: "done", progress: { chosenAccount: on.ann.id } });
  });

  it("goes on to the sign-in page with another account", async () => {
    assert.deepEqual((await answered("another")).outcome, { kind: "done", progress: { wants: "another" } });
  });

  it("is access_denied for who gives up", async () => {
    assert.deepInclude((await answered("cancel")).outcome, { kind: "refused", error: "access_denied" });
  });

  for (const action of ["", "Continue", "allow"]) {
    it(`comes again where '${action}' was pressed`, async () => {
      assert.equal((await answered(action)).outcome.kind, "again");
    });
  }
});
