import { assert } from "chai";
import { beyond } from "../../conformance/support/rule.ts";
import { authorization } from "../support/journey.ts";
import { PASSWORD } from "../support/cast.ts";
import { formsOf, type PageForm } from "../support/visitor.ts";
import { failEachCall, type Operation } from "./fault_loop.ts";
import { wordsOf } from "./fault_replies.ts";
import { type FaultStage, faultStage } from "./fault_stage.ts";

/** A sign-up page in a browser of its own, and the name that is typed in. */
interface SignUpPage {
  readonly path: string;
  readonly cookies: Readonly<Record<string, string>>;
  readonly fields: PageForm["fields"];
  readonly username: string;
  /** Of a network of its own, which nobody has to wait for. */
  readonly address: string;
}

let typed = 0;

const SIGN_UP: Operation<SignUpPage> = {
  async prepare(stage) {
    typed += 1;
    const cookies = { b: `browser of newcomer ${typed}` };
    const query = authorization(stage.trusted, { prompt: "create" });
    const begun = await stage.get("/authorize", { query, cookies });
    assert(begun.kind === "redirect", wordsOf(begun));
    const page = await stage.get(begun.location, { cookies });
    const [form] = formsOf(page.kind === "html" ? page.markup : "");
    return {
      path: begun.location,
      cookies,
      fields: form?.fields ?? [],
      username: `newcomer${typed}`,
      address: `192.0.2.${typed}`,
    };
  },
  run(stage, { path, cookies, fields, username, address }) {
    const form = { ...Object.fromEntries(fields), username, password: PASSWORD, repeated: PASSWORD };
    return stage.post(path, { cookies, form, address });
  },
  async succeeded(stage, { username }, reply) {
    assert(reply.kind === "redirect", wordsOf(reply));
    assert.isTrue(new URL(reply.location, "https://issuer.test").searchParams.has("code"), reply.location);
    assert.isDefined(await stage.real.durable.accounts.findByUsername(username));
  },
  /** The same form may be sent again, though the account may be there already. */
  async failed(stage, page, failure) {
    const again = await SIGN_UP.run(stage, page);
    if (failure === "refused" || again.kind === "redirect") return SIGN_UP.succeeded(stage, page, again);
    assert.include(wordsOf(again), "start again");
  },
};

describe("a store call that fails while somebody makes an account", function () {
  this.timeout(60_000);
  let stage: FaultStage;

  before(async () => {
    stage = await faultStage({ SIGN_UP: "open" });
  });

  after(async () => stage.close());

  beyond("RFC6749-4.1.2.1-5", "lets the same form be sent again, and makes one account of it", async () => {
    assert.isAtLeast(await failEachCall(stage, SIGN_UP), 3 * 2);
  });
});
