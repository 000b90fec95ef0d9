import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { person } from "../support/cast.ts";
import { codeRequest } from "../support/code_flow.ts";
import type { Given } from "../support/issuer_under_test.ts";
import { locationOf, markupOf } from "../support/replies.ts";
import { openSessionFrame } from "../support/session_frame.ts";
import type { ValueBrowser } from "../support/value_browser.ts";
import { askLogout, loggingOut, type LogoutStage, logoutStage } from "./logout.ts";

/** A client, what it was told last, and what the frame says of it in a browser. */
interface Watched {
  readonly on: LogoutStage;
  readonly browser: ValueBrowser;
  /** Asks for an answer, which tells the state anew. */
  readonly answered: (changes?: Given) => Promise<string>;
  readonly says: (message: string) => Promise<unknown>;
}

async function watched(): Promise<Watched> {
  const on = await logoutStage();
  const { under, browser, app } = on;
  return {
    on,
    browser,
    async answered(changes = {}) {
      const query = codeRequest(app, { scope: "openid", ...changes });
      const { searchParams } = locationOf(await browser.get("/authorize", { query }));
      return `${app.clientId} ${searchParams.get("session_state")}`;
    },
    async says(message) {
      const script = /<script>([\s\S]*)<\/script>/.exec(markupOf(await under.get("/check_session")))?.[1] ?? "";
      // The cookies are those of https, as scripts see them.
      const state = browser.cookies.get("bs");
      return openSessionFrame(script, state === undefined ? {} : { cookie: `__Host-bs=${state}` }).answer(message);
    },
  };
}

/** The person presses Log out. */
async function signOut({ browser }: Watched): Promise<void> {
  const csrf = /name="csrf" value="([^"]+)"/.exec(markupOf(await browser.get("/account")))?.[1];
  await browser.post("/logout", { form: { csrf } });
}

/** Somebody signs in by the page. */
async function signInAs({ browser }: Watched, account: { readonly username: string }): Promise<void> {
  await browser.logIn(await browser.get("/login"), account);
}

/** What may happen in the browser after an answer, and what the frame says then. */
const STORIES: readonly (readonly [string, string, (watch: Watched) => Promise<unknown>, "changed" | "unchanged"])[] = [
  ["nothing", "SESSION-3.2-5", async () => undefined, "unchanged"],
  ["the person looks at their account", "SESSION-3.2-7", ({ browser }) => browser.get("/account"), "unchanged"],
  ["the client asks once more", "SESSION-3.2-7", ({ answered }) => answered(), "unchanged"],
  [
    "the client asks for something wrong",
    "SESSION-3.2-7",
    ({ answered }) => answered({ scope: "openid x" }),
    "unchanged",
  ],
  ["the same person signs in again", "SESSION-3.2-7", (watch) => signInAs(watch, watch.on.ann), "unchanged"],
  ["somebody gives a wrong name", "SESSION-3.2-7", (watch) => signInAs(watch, { username: "nobody" }), "unchanged"],
  ["the person logs out", "SESSION-3.2-6", signOut, "changed"],
  ["the client logs the person out", "SESSION-3.2-6", ({ on }) => askLogout(on, { id_token_hint: on.hint }), "changed"],
  [
    "the person logs out and in again",
    "SESSION-3.2-6",
    async (watch) => {
      await signOut(watch);
      await signInAs(watch, watch.on.ann);
    },
    "changed",
  ],
  [
    "another person signs in",
    "SESSION-3.2-6",
    async (watch) => signInAs(watch, await person(watch.on.under.issuer)),
    "changed",
  ],
  [
    "the session ends elsewhere, and the person signs in again",
    "SESSION-3.2-6",
    async (watch) => {
      const { issuer } = watch.on.under;
      const [session] = await issuer.sessions.list(watch.on.ann.id);
      await issuer.sessions.endBySid(session?.sid ?? "");
      await signInAs(watch, watch.on.ann);
    },
    "changed",
  ],
];

describe("the frame after an answer", () => {
  for (const [story, id, happen, expected] of STORIES) {
    rule(id, `says ${expected} when ${story}`, async () => {
      const watch = await watched();
      const told = await watch.answered();
      await happen(watch);
      assert.equal(await watch.says(told), expected);
    });
  }

  it("says unchanged again to what the client is told then", async () => {
    const watch = await watched();
    await signOut(watch);
    await signInAs(watch, watch.on.ann);
    assert.equal(await watch.says(await watch.answered()), "unchanged");
  });

  it("says unchanged to what an error told, until somebody signs in", async () => {
    const watch = await watched();
    await signOut(watch);
    const told = await watch.answered({ prompt: "none" });
    assert.equal(await watch.says(told), "unchanged");
    await signInAs(watch, watch.on.ann);
    assert.equal(await watch.says(told), "changed");
  });

  beyond("SESSION-3.2-2", "says changed to what another client of the same session was told", async () => {
    const watch = await watched();
    const other = await loggingOut(watch.on.under);
    const told = await watch.answered();
    assert.equal(await watch.says(told.replace(watch.on.app.clientId, other.clientId)), "changed");
  });

  it("goes on where the cookie that scripts read was lost: the next visit brings it back", async () => {
    const watch = await watched();
    const told = await watch.answered();
    watch.browser.cookies.delete("bs");
    assert.equal(await watch.says(told), "changed");
    await watch.browser.get("/account");
    assert.equal(await watch.says(told), "unchanged");
  });
});
