import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { person } from "../support/cast.ts";
import { browserOf, type DeviceFlow, deviceFlow, openDeviceFlow } from "../support/device_flow.ts";
import { assertError, assertProblemPage, locationOf, markupOf, textIn } from "../support/replies.ts";
import { formOf, valueBrowser } from "../support/value_browser.ts";

const PENDING = "authorization_pending";
describe("GET /device", () => {
  rule("RFC8628-3.3-2", "asks for the code", async () => {
    const on = await openDeviceFlow();
    const { action, fields } = formOf(await on.browser.get("/device"));
    assert.equal(action, "/device");
    assert.deepEqual(
      fields.map(([name, value]) => [name, name === "csrf" ? "" : value]),
      [
        ["csrf", ""],
        ["user_code", ""],
      ],
    );
  });

  for (const [name, given, shown] of [
    ["a code", "WDJB-MJHT", "WDJB-MJHT"],
    ["a code in small letters without the dash", "wdjbmjht", "WDJB-MJHT"],
    ["something else", "<b>code</b>", "&lt;b>code&lt;/b>"],
  ] as const) {
    rule("RFC8628-3.3.1-4", `fills in ${name} that the address brings along, and asks all the same`, async () => {
      const on = await openDeviceFlow();
      const page = markupOf(await on.browser.get("/device", { query: { user_code: given } }));
      assert.include(page, `value="${shown}"`);
      assert.notInclude(page, 'value="allow"');
    });
  }

  beyond("RFC8628-5.1-1", "looks nothing up, so that an address in a mail costs no tries", async () => {
    const on = await openDeviceFlow();
    const { userCode } = await on.begin();
    for (let visits = 0; visits < 60; visits += 1) await on.browser.get("/device", { query: { user_code: userCode } });
    assert.include(markupOf(await on.type(userCode)), 'value="allow"');
  });
});

describe("typing a code", () => {
  rule(
    ["RFC8628-3.3-2", "RFC8628-3.3.1-3", "RFC8628-5.4-1"],
    "shows the code to compare, who asks for what, and a warning",
    async () => {
      const on = await openDeviceFlow();
      const { userCode } = await on.begin({ scope: "read" });
      const page = markupOf(await on.type(userCode));
      for (const words of [userCode, on.client.name, "See your data", "only if you began it yourself", "Deny", "Allow"])
        assert.include(page, words);
      assert.notInclude(page, "Change your data");
    },
  );

  rule("RFC8628-5.4-2", "tells since when and from where the device asks", async () => {
    const on = await openDeviceFlow();
    const reply = await on.ask({}, { address: "203.0.113.7" });
    on.under.clock.advance(125);
    const page = markupOf(await on.type(textIn(reply, "user_code")));
    assert.include(page, "2 minutes 5 seconds ago");
    assert.include(page, "another network");
    assert.include(page, "203.0.113.7");
  });

  for (const [id, name, spell] of [
    ["RFC8628-6.1-1", "without the dash", (code: string) => code.replace("-", "")],
    ["RFC8628-6.1-2", "in small letters", (code: string) => code.toLowerCase()],
    ["RFC8628-6.1-3", "with blanks and dots", (code: string) => ` ${code.split("").join(" ")}. `],
    ["RFC8628-6.1-3", "with another dash", (code: string) => code.replace("-", "\u2011")],
    ["RFC8628-6.1-3", "with letters that no code has", (code: string) => `0${code}1AEIOUY`],
  ] as const) {
    rule(id, `takes it ${name}`, async () => {
      const on = await openDeviceFlow();
      const { userCode } = await on.begin();
      assert.include(markupOf(await on.type(spell(userCode))), 'value="allow"');
    });
  }

  for (const typed of ["", "WDJB", "WDJB-MJHTB", "12345678", "x".repeat(10_000)]) {
    it(`says what a code looks like to who types '${typed.slice(0, 12)}'`, async () => {
      const reply = await (await openDeviceFlow()).type(typed);
      assert.equal(reply.status, 400);
      assert.include(markupOf(reply), "eight letters, such as");
    });
  }

  /** A code of a client that was removed in the meantime. */
  async function orphanOf({ under }: DeviceFlow): Promise<string> {
    const other = await deviceFlow(under);
    const { userCode } = await other.begin();
    await under.issuer.durable.clients.remove(other.client.id);
    await under.issuer.clients.changed(other.client);
    return userCode;
  }

  /** A code that another person allowed. */
  async function decidedOf({ under, client: asks }: DeviceFlow): Promise<string> {
    const other = await deviceFlow(under, { client: asks });
    const { userCode } = await other.begin();
    await other.decide(userCode, "allow");
    return userCode;
  }

  async function expiredOf(on: DeviceFlow): Promise<string> {
    const { userCode } = await on.begin();
    on.under.clock.advance(600);
    return userCode;
  }

  for (const [name, codeFor] of [
    ["is unknown", async () => "BBBB-BBBB"],
    ["has expired", expiredOf],
    ["was decided by another", decidedOf],
    ["belongs to a client that is gone", orphanOf],
  ] as const) {
    beyond("RFC8628-5.1-1", `says of a code that ${name} that it is not known or has expired`, async () => {
      const on = await openDeviceFlow();
      const reply = await on.type(await codeFor(on));
      assert.equal(reply.status, 400);
      assert.include(markupOf(reply), "not known here, or it has expired");
    });
  }

  it("asks who is not signed in to do so first, and goes on from there", async () => {
    const on = await openDeviceFlow();
    const { deviceCode, userCode } = await on.begin();
    const stranger = valueBrowser(on.under);
    const login = await on.type(userCode, stranger);
    assert.include(markupOf(login), 'name="password"');
    const again = await stranger.logIn(login, on.account, "a wrong guess");
    assert.equal(again.status, 400);
    const question = await stranger.logIn(again, on.account);
    await stranger.submit(question, { action: "allow" });
    assert.equal((await on.poll(deviceCode)).status, 200);
  });

  beyond("RFC8628-5.1-1", "tells who is not signed in nothing of the code", async () => {
    const on = await openDeviceFlow();
    const { userCode } = await on.begin();
    const pages = await Promise.all(
      [userCode, "BBBB-BBBB"].map(async (code) => {
        const page = markupOf(await on.type(code, valueBrowser(on.under)));
        return page.replace(code, "").replace(/name="csrf" value="[^"]*"/, "");
      }),
    );
    assert.equal(pages[0], pages[1]);
  });
});

describe("guessing codes", () => {
  async function guess(on: DeviceFlow, times: number): Promise<readonly number[]> {
    const statuses: number[] = [];
    for (let tries = 0; tries < times; tries += 1) statuses.push((await on.type("BBBB-BBBB")).status);
    return statuses;
  }

  rule("RFC8628-5.1-1", "has to wait after ten tries of one person, longer each time", async () => {
    const on = await openDeviceFlow();
    assert.deepEqual(await guess(on, 12), [...Array.from({ length: 11 }, () => 400), 429]);
    const waits: unknown[] = [];
    for (let tries = 0; tries < 3; tries += 1) {
      const { headers } = await on.type("BBBB-BBBB");
      waits.push(headers["Retry-After"]);
      on.under.clock.advance(Number(headers["Retry-After"]));
      await on.type("BBBB-BBBB");
    }
    assert.deepEqual(waits, ["1", "2", "4"]);
    assert.include(on.under.events, "device.throttled");
  });

  rule("RFC8628-5.1-1", "gets no answer to a right code either while it has to wait", async () => {
    const on = await openDeviceFlow();
    const { userCode } = await on.begin();
    await guess(on, 11);
    const reply = await on.type(userCode);
    assert.equal(reply.status, 429);
    assert.include(markupOf(reply), "Too many codes");
    on.under.clock.advance(1);
    assert.include(markupOf(await on.type(userCode)), 'value="allow"');
  });

  beyond("RFC8628-5.1-1", "is not made free again by a right code in between", async () => {
    const on = await openDeviceFlow();
    for (let rounds = 0; rounds < 4; rounds += 1) {
      await guess(on, 2);
      await on.decide((await on.begin()).userCode, "allow");
    }
    assert.include(await guess(on, 2), 429);
  });

  beyond("RFC8628-5.1-1", "from one network under many names has to wait as well", async () => {
    const on = await openDeviceFlow();
    const statuses = new Set<number>();
    for (let people = 0; people < 6; people += 1) {
      const other = await deviceFlow(on.under, { client: on.client });
      for (const status of await guess(other, 10)) statuses.add(status);
    }
    assert.sameMembers([...statuses], [400, 429]);
  });

  it("keeps nobody else out", async () => {
    const on = await openDeviceFlow();
    await guess(on, 12);
    const other = await deviceFlow(on.under);
    assert.include(markupOf(await other.type((await other.begin()).userCode)), 'value="allow"');
  });
});

describe("deciding", () => {
  rule("RFC8628-3.3-3", "sends the person back to the device", async () => {
    const on = await openDeviceFlow();
    assert.include(markupOf(await on.decide((await on.begin()).userCode, "allow")), "go on with your device");
    assert.include(markupOf(await on.decide((await on.begin()).userCode, "deny")), "go back to your device");
    assert.includeMembers([...on.under.events], ["device.issued", "device.approved", "device.denied"]);
  });

  it("to allow a part gives just that", async () => {
    const on = await openDeviceFlow();
    const { deviceCode, userCode } = await on.begin();
    await on.decide(userCode, "allow", { scope: "read" });
    assert.equal(textIn(await on.poll(deviceCode), "scope"), "read");
  });

  beyond("RFC6749-3.3-5", "to allow more than was asked gives no more", async () => {
    const on = await openDeviceFlow();
    const { deviceCode, userCode } = await on.begin({ scope: "read" });
    await on.decide(userCode, "allow", { scope: ["read", "write", "introspection"] });
    assert.equal(textIn(await on.poll(deviceCode), "scope"), "read");
  });

  it("to allow nothing at all shows the page again", async () => {
    const on = await openDeviceFlow();
    const { deviceCode, userCode } = await on.begin();
    const again = await on.decide(userCode, "allow", { scope: undefined });
    assert.equal(again.status, 400);
    assert.include(markupOf(again), "Tick at least one permission");
    assertError(await on.poll(deviceCode), { error: PENDING });
  });

  it("by another word than allow denies", async () => {
    const on = await openDeviceFlow();
    const { deviceCode, userCode } = await on.begin();
    await on.decide(userCode, "deny", { action: "ALLOW" });
    assertError(await on.poll(deviceCode), { error: "access_denied" });
  });

  it("twice in the same way says the same, and changes nothing in the other", async () => {
    const on = await openDeviceFlow();
    const { deviceCode, userCode } = await on.begin();
    const page = await on.type(userCode);
    const first = await on.browser.submit(page, { action: "allow" });
    for (const action of ["allow", "deny"])
      assert.equal(markupOf(await on.browser.submit(page, { action })), markupOf(first));
    assert.equal(markupOf(await on.type(userCode)), markupOf(first));
    assert.equal((await on.poll(deviceCode)).status, 200);
  });

  rule("RFC8628-5.6-1", "is asked for again each time, also of a client that may skip consent", async () => {
    const on = await openDeviceFlow({ client: { skipAuthorization: true } });
    await on.decide((await on.begin()).userCode, "allow");
    const { deviceCode, userCode } = await on.begin();
    assert.include(markupOf(await on.type(userCode)), 'value="allow"');
    assertError(await on.poll(deviceCode), { error: PENDING });
  });

  beyond("RFC8628-5.4-1", "is for the person in whose browser the page was shown (DOT #1819)", async () => {
    const on = await openDeviceFlow();
    const { deviceCode, userCode } = await on.begin();
    const page = await on.type(userCode);
    const bob = await browserOf(on.under, await person(on.under.issuer));
    assertProblemPage(await bob.submit(page, { action: "allow" }), { error: "invalid_request", status: 403 });
    assertError(await on.poll(deviceCode), { error: PENDING });
  });

  beyond("RFC6749-10.12-2", "by the form of another code is refused", async () => {
    const on = await openDeviceFlow();
    const [one, other] = [await on.begin(), await on.begin()];
    const page = await on.type(one.userCode);
    const reply = await on.browser.submit(page, { action: "allow", user_code: other.userCode });
    assertProblemPage(reply, { error: "invalid_request", status: 403 });
  });

  for (const [name, path, form] of [
    ["a code", "/device", { user_code: "BBBB-BBBB" }],
    ["a sign-in", "/device/sign_in", { username: "ann", password: "x", next: "BBBB-BBBB" }],
    ["a decision", "/device/decision", { user_code: "BBBB-BBBB", action: "allow" }],
  ] as const) {
    rule("RFC6749-10.12-2", `refuses ${name} whose form another site made`, async () => {
      const on = await openDeviceFlow();
      assertProblemPage(await on.browser.post(path, { form }), { error: "invalid_request", status: 403 });
    });
  }

  it("needs the person to be signed in still", async () => {
    const on = await openDeviceFlow();
    const { deviceCode, userCode } = await on.begin();
    const page = await on.type(userCode);
    await on.under.issuer.sessions.end(on.browser.cookies.get("sid") ?? "");
    assert.include(markupOf(await on.browser.submit(page, { action: "allow" })), 'name="password"');
    assertError(await on.poll(deviceCode), { error: PENDING });
  });

  it("after the code has expired comes too late", async () => {
    const on = await openDeviceFlow();
    const page = await on.type((await on.begin()).userCode);
    on.under.clock.advance(600);
    const reply = await on.browser.submit(page, { action: "allow" });
    assert.equal(reply.status, 400);
    assert.include(markupOf(reply), "it has expired");
  });

  it("begins anew when the code was lost on the way to the sign-in form", async () => {
    const on = await openDeviceFlow();
    const stranger = valueBrowser(on.under);
    const login = await on.type((await on.begin()).userCode, stranger);
    assert.equal(locationOf(await stranger.submit(login, { next: "nonsense" })).pathname, "/device");
  });
});
