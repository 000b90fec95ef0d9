import { assert } from "chai";
import { beyond } from "../../conformance/support/rule.ts";
import { type ClientSite, clientSite } from "../browser/client_site.ts";
import { eventually } from "../contract/eventually.ts";
import { PASSWORD, person } from "../support/cast.ts";
import { ask, codeAt, isActive, signIn, textOf } from "../support/journey.ts";
import type { Visitor } from "../support/visitor.ts";
import { isLogin, openStage, type Stage, traveller } from "./stage.ts";

const NEW = "a new and good password";

/** Row D6 of what people already do: an administrator's pages for users, sessions and what hangs on them. */
describe("somebody of the staff with a browser", function () {
  this.timeout(30_000);
  let stage: Stage;
  let site: ClientSite;
  let desk: Visitor;

  before(async () => {
    [stage, site] = await Promise.all([openStage(), clientSite("127.0.0.1")]);
    const staff = await person(stage.server.issuer, { isStaff: true });
    desk = stage.browser();
    await signIn(desk, await desk.go("/login"), staff);
  });
  after(() => Promise.all([stage.server.stop(), site.stop()]));

  /** Somebody at an application that is told, server to server, when the session ends. */
  async function guestOf() {
    const metadata = { backchannel_logout_uri: site.callback };
    const guest = await traveller(stage, await stage.client({ skipAuthorization: true, metadata }));
    const tokens = await guest.redeem(codeAt((await guest.through({ scope: "openid read" })).url));
    return { guest, refreshToken: textOf(tokens, "refresh_token"), told: site.brought.length };
  }

  type Guest = Awaited<ReturnType<typeof guestOf>>;

  async function assertOut({ guest, refreshToken, told }: Guest): Promise<void> {
    await eventually(async () => site.brought.length === told + 1);
    assert.isFalse(await isActive(stage.server.url, refreshToken, guest.application));
    assert.isTrue(isLogin(await guest.browser.go("/account")));
  }

  it("adds a person, who gets a token by the script of a newcomer and is found in the list", async () => {
    const username = `newcomer${stage.server.url.length}`;
    const page = await desk.go("/admin/users/add");
    const added = await desk.submit(page, { fill: { username, password: NEW, repeated: NEW, last_name: "Newcomer" } });
    assert.include(added.text, "The person is added");
    const form = { grant_type: "password", username, password: NEW };
    const answer = await ask(`${stage.server.url}/o/token/`, { form, as: await stage.client() });
    assert.equal(answer.status, 200);
    const list = await desk.go("/admin/users?q=newco");
    assert.include(list.text, username);
  });

  for (const [deed, below, fill] of [
    ["bars", "/update", { is_active: null }],
    ["deletes", "/delete", {}],
    ["logs out", "/end_sessions", {}],
    ["gives another password to", "/password", { password: NEW, repeated: NEW }],
  ] as const) {
    beyond("BCLOGOUT-2.7-1", `${deed} a person, and the applications of their sessions are told`, async () => {
      const on = await guestOf();
      const page = await desk.go(`/admin/users/${on.guest.owner.id}${below}`);
      const seen = await desk.submit(page, { fill });
      assert.equal(seen.status, 200);
      await assertOut(on);
    });
  }

  it("ends one session that was found by the name of its person", async () => {
    const on = await guestOf();
    const list = await desk.go(`/admin/sessions?person=${on.guest.owner.username}`);
    const [, way = ""] = /href="(\/admin\/sessions\/[\w-]+\/end)"/.exec(list.text) ?? [];
    const seen = await desk.submit(await desk.go(way));
    assert.include(seen.text, "The session has ended");
    await assertOut(on);
  });

  it("finds in the log who did what to whom", async () => {
    const { owner } = (await guestOf()).guest;
    const page = await desk.go(`/admin/users/${owner.id}/update`);
    await desk.submit(page, { fill: { email: "changed@example.test" } });
    const { text } = await desk.go(`/admin/users/${owner.id}`);
    assert.include(text, "changed@example.test");
    assert.match(text, /account\.changed[\s\S]*members[\s\S]*email/);
    assert.notInclude(text, PASSWORD);
  });
});
