import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import type { ClientInput } from "../../src/clients/mod.ts";
import { client, person } from "../support/cast.ts";
import { browserOf, DEVICE_GRANT, type DeviceFlow, deviceFlow, errorOf } from "../support/device_flow.ts";
import { issuerUnderTest, type IssuerUnderTestOptions } from "../support/issuer_under_test.ts";
import { strangeToken } from "../support/records.ts";
import { assertError, assertProblemPage, bodyOf, locationOf, markupOf, textIn } from "../support/replies.ts";
import { formOf, valueBrowser } from "../support/value_browser.ts";
import { assertActive, pairOf, refresh } from "./tokens.ts";

type FlowOptions = IssuerUnderTestOptions & { readonly client?: Partial<ClientInput> };

async function flow({ client: said, ...options }: FlowOptions = {}): Promise<DeviceFlow> {
  const under = await issuerUnderTest(options);
  return deviceFlow(under, { client: await client(under.issuer, { type: "public", ...said }) });
}

/** A flow whose device was allowed, and its code. */
async function allowed(options: FlowOptions = {}): Promise<{ readonly on: DeviceFlow; readonly deviceCode: string }> {
  const on = await flow(options);
  const { deviceCode, userCode } = await on.begin();
  await on.decide(userCode, "allow");
  return { on, deviceCode };
}

/** The errors of polls after so many seconds each. */
async function pollsAfter(on: DeviceFlow, deviceCode: string, waits: readonly number[]): Promise<readonly unknown[]> {
  const errors: unknown[] = [];
  for (const wait of waits) {
    on.under.clock.advance(wait);
    errors.push(errorOf(await on.poll(deviceCode)));
  }
  return errors;
}

const PENDING = "authorization_pending";
const SLOW = "slow_down";

describe("POST /device_authorization", () => {
  rule(["RFC8628-3.2-1", "RFC8628-3.2-2"], "answers both codes, where to type one, and for how long", async () => {
    const on = await flow();
    const reply = await on.ask();
    const { device_code: deviceCode, user_code: userCode, ...rest } = bodyOf(reply);
    assert.match(String(deviceCode), /^ts_dc_\w{57}$/);
    assert.match(String(userCode), /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    assert.deepEqual(rest, {
      verification_uri: "https://issuer.test/device",
      verification_uri_complete: `https://issuer.test/device?user_code=${String(userCode)}`,
      expires_in: 600,
      interval: 5,
    });
    assert.deepInclude(reply, { status: 200, kind: "json" });
    assert.equal(reply.headers["Cache-Control"], "no-store");
  });

  rule(["RFC8628-3.2-3", "RFC8628-3.3-1"], "keeps the address short, without the code", async () => {
    const on = await flow();
    const body = bodyOf(await on.ask());
    const { pathname, search } = new URL(String(body["verification_uri"]));
    assert.deepEqual([pathname, search], ["/device", ""]);
  });

  it("names the address that the operator gave, and lifetimes as they are set", async () => {
    const settings = {
      DEVICE_VERIFICATION_URI: "https://go.test/tv",
      DEVICE_CODE_EXPIRE_SECONDS: "90",
      DEVICE_FLOW_INTERVAL: "2",
    };
    const on = await flow({ settings });
    const body = bodyOf(await on.ask());
    assert.include(body, { verification_uri: "https://go.test/tv", expires_in: 90, interval: 2 });
    assert.equal(body["verification_uri_complete"], `https://go.test/tv?user_code=${String(body["user_code"])}`);
  });

  rule("RFC8628-3.1-1", "refuses a client that does not say who it is", async () => {
    const on = await flow();
    assertError(await on.ask({ client_id: undefined }), { error: "invalid_client", status: 401 });
  });

  for (const [id, name, form, error] of [
    ["RFC8628-3.2-6", "an unknown scope", { scope: "nonsense" }, "invalid_scope"],
    ["RFC8628-3.1-5", "a scope twice", { scope: ["read", "read"] }, "invalid_request"],
    ["RFC8628-3.2-6", "a scope that is none", { scope: 'a"b' }, "invalid_scope"],
  ] as const) {
    rule(id, `refuses ${name}`, async () => assertError(await (await flow()).ask(form), { error }));
  }

  rule("RFC8628-3.1-6", "has a confidential client prove who it is", async () => {
    const on = await flow({ client: { type: "confidential" } });
    assert.equal((await on.ask()).status, 200);
    for (const asked of [{ secret: "wrong" }, { headers: { authorization: "" } }]) {
      const reply = await on.ask({ client_id: on.client.clientId }, asked);
      assertError(reply, { error: "invalid_client", status: 401 });
    }
  });

  rule("RFC8628-3.2-6", "refuses a client that is not registered for the grant", async () => {
    const on = await flow({ client: { grantTypes: ["authorization_code"] } });
    assertError(await on.ask(), { error: "unauthorized_client", says: DEVICE_GRANT });
  });

  rule(["RFC8628-3.1-3", "RFC8628-3.1-4"], "ignores what it does not know and what has no value", async () => {
    const on = await flow();
    const { deviceCode, userCode } = await on.begin({ scope: "", interval: "0", __proto__x: "1" });
    await on.decide(userCode, "allow");
    assert.equal(textIn(await on.poll(deviceCode), "scope"), "read write");
  });

  rule("RFC8628-5.1-2", "draws another user code for each, of all twenty letters", async () => {
    const on = await flow();
    const codes = await Promise.all(Array.from({ length: 60 }, async () => (await on.begin()).userCode));
    assert.equal(new Set(codes).size, 60);
    assert.equal(new Set(codes.join("").replaceAll("-", "")).size, 20);
  });
});

describe("the metadata", () => {
  rule("RFC8628-4-1", "names the endpoint and the grant type", async () => {
    const { metadata } = (await flow()).under.issuer;
    assert.equal(metadata["device_authorization_endpoint"], "https://issuer.test/device_authorization");
    assert.include(metadata["grant_types_supported"], DEVICE_GRANT);
  });
});

describe("POST /token with a device code", () => {
  rule(["RFC8628-3.4-1", "RFC8628-3.5-1"], "answers both tokens of the person once they allowed it", async () => {
    const { on, deviceCode } = await allowed();
    const reply = await on.poll(deviceCode);
    assert.include(bodyOf(reply), { token_type: "Bearer", expires_in: 600, scope: "read write" });
    const pair = pairOf(reply);
    await assertActive(on.under, pair.access);
    assert.equal((await refresh(on.under, on.client, { refresh_token: pair.refresh })).status, 200);
  });

  it("gives no refresh token to a client that may not use one", async () => {
    const { on, deviceCode } = await allowed({ client: { grantTypes: [DEVICE_GRANT], redirectUris: [] } });
    assert.notProperty(bodyOf(await on.poll(deviceCode)), "refresh_token");
  });

  rule("RFC8628-3.5-2", "says that the person has not decided", async () => {
    const on = await flow();
    assertError(await on.poll((await on.begin()).deviceCode), { error: PENDING });
  });

  rule("RFC8628-3.5-6", "says that the person denied it, each time", async () => {
    const on = await flow();
    const { deviceCode, userCode } = await on.begin();
    await on.decide(userCode, "deny");
    for (let polls = 0; polls < 2; polls += 1) assertError(await on.poll(deviceCode), { error: "access_denied" });
  });

  for (const [name, decision] of [
    ["nobody decided", undefined],
    ["that was allowed but not fetched", "allow"],
    ["that was denied", "deny"],
  ] as const) {
    rule("RFC8628-3.5-7", `says that a code has expired ${name}`, async () => {
      const on = await flow();
      const { deviceCode, userCode } = await on.begin();
      if (decision !== undefined) await on.decide(userCode, decision);
      on.under.clock.advance(599);
      assert.notEqual(errorOf(await on.poll(deviceCode)), "expired_token");
    });
  }

  for (const decision of [undefined, "allow", "deny"] as const) {
    rule("RFC8628-3.5-7", `says after ten minutes that it has expired (${decision ?? "undecided"})`, async () => {
      const on = await flow();
      const { deviceCode, userCode } = await on.begin();
      if (decision !== undefined) await on.decide(userCode, decision);
      on.under.clock.advance(600);
      assertError(await on.poll(deviceCode), { error: "expired_token" });
    });
  }

  it("takes a code that the store forgot for one that has expired", async () => {
    assertError(await (await flow()).poll(strangeToken("dc")), { error: "expired_token" });
  });

  for (const [id, name, form, error] of [
    ["RFC8628-3.4-2", "no device code", { device_code: undefined }, "invalid_request"],
    ["RFC8628-3.4-2", "an empty device code", { device_code: "" }, "invalid_request"],
    ["RFC8628-3.4-2", "an access token", { device_code: strangeToken("at") }, "invalid_grant"],
    ["RFC8628-3.4-2", "__proto__", { device_code: "__proto__" }, "invalid_grant"],
    ["RFC8628-3.4-2", "NUL", { device_code: "\0" }, "invalid_grant"],
    ["RFC8628-3.1-5", "two device codes", { device_code: ["a", "b"] }, "invalid_request"],
  ] as const) {
    rule(id, `refuses ${name}`, async () => assertError(await (await flow()).poll("", form), { error }));
  }

  rule(["RFC8628-3.4-3", "RFC8628-3.4-4"], "has the client say and prove who it is", async () => {
    const on = await flow({ client: { type: "confidential" } });
    const { deviceCode } = await on.begin();
    for (const form of [{}, { client_id: on.client.clientId }]) {
      const reply = await on.under.post("/token", {
        form: { grant_type: DEVICE_GRANT, device_code: deviceCode, ...form },
      });
      assertError(reply, { error: "invalid_client", status: 401 });
    }
  });

  beyond("RFC8628-3.4-2", "takes a code of another client for none, and says no more (CVE-2023-2585)", async () => {
    const { on, deviceCode } = await allowed();
    const other = await deviceFlow(on.under, { account: on.account });
    const stolen = await other.poll(deviceCode);
    const strange = await other.poll("made up");
    assertError(stolen, { error: "invalid_grant" });
    assert.deepEqual(bodyOf(stolen), bodyOf(strange));
    assert.equal((await on.poll(deviceCode)).status, 200);
  });

  beyond("RFC6749-4.1.2-5", "ends all tokens when a code is redeemed twice", async () => {
    const { on, deviceCode } = await allowed();
    const pair = pairOf(await on.poll(deviceCode));
    assertError(await on.poll(deviceCode), { error: "invalid_grant", says: "used before" });
    await assertActive(on.under, pair.access, false);
    assertError(await refresh(on.under, on.client, { refresh_token: pair.refresh }), { error: "invalid_grant" });
    assert.include(on.under.events, "device.replayed");
  });

  beyond("RFC8628-3.5-1", "gives nothing for a person who was deactivated in the meantime", async () => {
    const { on, deviceCode } = await allowed();
    await on.under.issuer.durable.accounts.change(on.account.id, { isActive: false });
    assertError(await on.poll(deviceCode), { error: "invalid_grant" });
  });

  beyond("RFC8628-3.5-1", "gives no scope that was taken from the client in the meantime", async () => {
    const { on, deviceCode } = await allowed();
    await on.under.issuer.durable.clients.change(on.client.id, { scope: ["read"] });
    assert.equal(textIn(await on.poll(deviceCode), "scope"), "read");
  });

  beyond("RFC8628-3.5-1", "lives on when the browser that allowed it signs out", async () => {
    const { on, deviceCode } = await allowed();
    const { refresh: token } = pairOf(await on.poll(deviceCode));
    await on.browser.submit(await on.browser.get("/account"));
    await on.under.issuer.sessions.end(on.browser.cookies.get("sid") ?? "");
    assert.equal((await refresh(on.under, on.client, { refresh_token: token })).status, 200);
  });
});

describe("a device that polls", () => {
  for (const [name, waits, errors] of [
    ["at once, which is not punished", [0], [PENDING]],
    ["every five seconds", [0, 5, 5, 5], [PENDING, PENDING, PENDING, PENDING]],
    ["first after a while and then too soon", [60, 4], [PENDING, SLOW]],
    ["too soon, then by the longer interval", [0, 4, 10, 10], [PENDING, SLOW, PENDING, PENDING]],
    ["too soon, and takes no notice", [0, 1, 5, 10], [PENDING, SLOW, SLOW, SLOW]],
    ["too soon twice: ten seconds more from then on", [0, 1, 1, 14, 20], [PENDING, SLOW, SLOW, SLOW, PENDING]],
    ["too soon, and one second short of the longer interval", [0, 4, 9, 15], [PENDING, SLOW, SLOW, PENDING]],
  ] as const) {
    rule("RFC8628-3.5-5", `${name}: ${errors.join(", ")}`, async () => {
      const on = await flow();
      assert.deepEqual(await pollsAfter(on, (await on.begin()).deviceCode, waits), errors);
    });
  }

  it("is told the interval that it has to keep from now on", async () => {
    const on = await flow();
    const { deviceCode } = await on.begin();
    await pollsAfter(on, deviceCode, [0, 1]);
    assertError(await on.poll(deviceCode), { error: SLOW, says: "wait 15 seconds" });
  });

  it("gets its tokens as soon as they are there, however soon it asks", async () => {
    const on = await flow();
    const { deviceCode, userCode } = await on.begin();
    await pollsAfter(on, deviceCode, [0, 1, 1]);
    await on.decide(userCode, "allow");
    assert.equal((await on.poll(deviceCode)).status, 200);
  });

  it("slows down no other device", async () => {
    const on = await flow();
    const [one, other] = [await on.begin(), await on.begin()];
    await pollsAfter(on, one.deviceCode, [0, 0, 0]);
    assertError(await on.poll(other.deviceCode), { error: PENDING });
  });

  beyond("RFC8628-3.5-5", "is not slowed down by another client that has its code", async () => {
    const on = await flow();
    const { deviceCode } = await on.begin();
    const other = await deviceFlow(on.under);
    for (let polls = 0; polls < 3; polls += 1) await other.poll(deviceCode);
    assertError(await on.poll(deviceCode), { error: PENDING });
  });
});

describe("GET /device", () => {
  rule("RFC8628-3.3-2", "asks for the code", async () => {
    const on = await flow();
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
      const on = await flow();
      const page = markupOf(await on.browser.get("/device", { query: { user_code: given } }));
      assert.include(page, `value="${shown}"`);
      assert.notInclude(page, 'value="allow"');
    });
  }

  beyond("RFC8628-5.1-1", "looks nothing up, so that an address in a mail costs no tries", async () => {
    const on = await flow();
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
      const on = await flow();
      const { userCode } = await on.begin({ scope: "read" });
      const page = markupOf(await on.type(userCode));
      for (const words of [userCode, on.client.name, "See your data", "only if you began it yourself", "Deny", "Allow"])
        assert.include(page, words);
      assert.notInclude(page, "Change your data");
    },
  );

  rule("RFC8628-5.4-2", "tells since when and from where the device asks", async () => {
    const on = await flow();
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
    ["RFC8628-6.1-3", "with blanks and dots", (code: string) => ` ${[...code].join(" ")}. `],
    ["RFC8628-6.1-3", "with another dash", (code: string) => code.replace("-", "\u2011")],
    ["RFC8628-6.1-3", "with letters that no code has", (code: string) => `0${code}1AEIOUY`],
  ] as const) {
    rule(id, `takes it ${name}`, async () => {
      const on = await flow();
      const { userCode } = await on.begin();
      assert.include(markupOf(await on.type(spell(userCode))), 'value="allow"');
    });
  }

  for (const typed of ["", "WDJB", "WDJB-MJHTB", "12345678", "x".repeat(10_000), "\0"]) {
    it(`says what a code looks like to who types '${typed.slice(0, 12)}'`, async () => {
      const reply = await (await flow()).type(typed);
      assert.equal(reply.status, 400);
      assert.include(markupOf(reply), "eight letters, such as");
    });
  }

  beyond(
    "RFC8628-5.1-1",
    "says the same of a code that is unknown, expired, decided or of a client that is gone",
    async () => {
      const on = await flow();
      const expired = await on.begin();
      on.under.clock.advance(600);
      const [decided, orphan] = [await on.begin(), await (await deviceFlow(on.under)).begin()];
      await (await deviceFlow(on.under, { client: on.client })).decide(decided.userCode, "allow");
      await on.under.issuer.durable.clients.remove(on.client.id + 3);
      for (const { userCode } of [{ userCode: "BBBB-BBBB" }, expired, decided]) {
        const reply = await on.type(userCode);
        assert.equal(reply.status, 400);
        assert.include(markupOf(reply), "not known here, or it has expired");
      }
      assert.notEqual(orphan.userCode, decided.userCode);
    },
  );

  it("asks who is not signed in to do so first, and goes on from there", async () => {
    const on = await flow();
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
    const on = await flow();
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
    const on = await flow();
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
    const on = await flow();
    const { userCode } = await on.begin();
    await guess(on, 11);
    const reply = await on.type(userCode);
    assert.equal(reply.status, 429);
    assert.include(markupOf(reply), "Too many codes");
    on.under.clock.advance(1);
    assert.include(markupOf(await on.type(userCode)), 'value="allow"');
  });

  beyond("RFC8628-5.1-1", "is not made free again by a right code in between", async () => {
    const on = await flow();
    for (let rounds = 0; rounds < 4; rounds += 1) {
      await guess(on, 2);
      await on.decide((await on.begin()).userCode, "allow");
    }
    assert.include(await guess(on, 2), 429);
  });

  beyond("RFC8628-5.1-1", "from one network under many names has to wait as well", async () => {
    const on = await flow();
    const statuses = new Set<number>();
    for (let people = 0; people < 6; people += 1) {
      const other = await deviceFlow(on.under, { client: on.client });
      for (const status of await guess(other, 10)) statuses.add(status);
    }
    assert.sameMembers([...statuses], [400, 429]);
  });

  it("keeps nobody else out", async () => {
    const on = await flow();
    await guess(on, 12);
    const other = await deviceFlow(on.under);
    assert.include(markupOf(await other.type((await other.begin()).userCode)), 'value="allow"');
  });
});

describe("deciding", () => {
  rule("RFC8628-3.3-3", "sends the person back to the device", async () => {
    const on = await flow();
    assert.include(markupOf(await on.decide((await on.begin()).userCode, "allow")), "go on with your device");
    assert.include(markupOf(await on.decide((await on.begin()).userCode, "deny")), "go back to your device");
    assert.includeMembers([...on.under.events], ["device.issued", "device.approved", "device.denied"]);
  });

  it("to allow a part gives just that", async () => {
    const on = await flow();
    const { deviceCode, userCode } = await on.begin();
    await on.decide(userCode, "allow", { scope: "read" });
    assert.equal(textIn(await on.poll(deviceCode), "scope"), "read");
  });

  beyond("RFC6749-3.3-5", "to allow more than was asked gives no more", async () => {
    const on = await flow();
    const { deviceCode, userCode } = await on.begin({ scope: "read" });
    await on.decide(userCode, "allow", { scope: ["read", "write", "introspection"] });
    assert.equal(textIn(await on.poll(deviceCode), "scope"), "read");
  });

  it("to allow nothing at all shows the page again", async () => {
    const on = await flow();
    const { deviceCode, userCode } = await on.begin();
    const again = await on.decide(userCode, "allow", { scope: undefined });
    assert.equal(again.status, 400);
    assert.include(markupOf(again), "Tick at least one permission");
    assertError(await on.poll(deviceCode), { error: PENDING });
  });

  it("by another word than allow denies", async () => {
    const on = await flow();
    const { deviceCode, userCode } = await on.begin();
    await on.decide(userCode, "deny", { action: "ALLOW" });
    assertError(await on.poll(deviceCode), { error: "access_denied" });
  });

  it("twice in the same way says the same, and changes nothing in the other", async () => {
    const on = await flow();
    const { deviceCode, userCode } = await on.begin();
    const page = await on.type(userCode);
    const first = await on.browser.submit(page, { action: "allow" });
    for (const action of ["allow", "deny"])
      assert.equal(markupOf(await on.browser.submit(page, { action })), markupOf(first));
    assert.equal(markupOf(await on.type(userCode)), markupOf(first));
    assert.equal((await on.poll(deviceCode)).status, 200);
  });

  rule("RFC8628-5.6-1", "is asked for again each time, also of a client that may skip consent", async () => {
    const on = await flow({ client: { skipAuthorization: true } });
    await on.decide((await on.begin()).userCode, "allow");
    const { deviceCode, userCode } = await on.begin();
    assert.include(markupOf(await on.type(userCode)), 'value="allow"');
    assertError(await on.poll(deviceCode), { error: PENDING });
  });

  beyond("RFC8628-5.4-1", "is for the person in whose browser the page was shown (DOT #1819)", async () => {
    const on = await flow();
    const { deviceCode, userCode } = await on.begin();
    const page = await on.type(userCode);
    const bob = await browserOf(on.under, await person(on.under.issuer));
    assertProblemPage(await bob.submit(page, { action: "allow" }), { error: "invalid_request", status: 403 });
    assertError(await on.poll(deviceCode), { error: PENDING });
  });

  beyond("RFC6749-10.12-2", "by the form of another code is refused", async () => {
    const on = await flow();
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
      const on = await flow();
      assertProblemPage(await on.browser.post(path, { form }), { error: "invalid_request", status: 403 });
    });
  }

  it("needs the person to be signed in still", async () => {
    const on = await flow();
    const { deviceCode, userCode } = await on.begin();
    const page = await on.type(userCode);
    await on.under.issuer.sessions.end(on.browser.cookies.get("sid") ?? "");
    assert.include(markupOf(await on.browser.submit(page, { action: "allow" })), 'name="password"');
    assertError(await on.poll(deviceCode), { error: PENDING });
  });

  it("after the code has expired comes too late", async () => {
    const on = await flow();
    const page = await on.type((await on.begin()).userCode);
    on.under.clock.advance(600);
    const reply = await on.browser.submit(page, { action: "allow" });
    assert.equal(reply.status, 400);
    assert.include(markupOf(reply), "it has expired");
  });

  it("begins anew when the code was lost on the way to the sign-in form", async () => {
    const on = await flow();
    const stranger = valueBrowser(on.under);
    const login = await on.type((await on.begin()).userCode, stranger);
    assert.equal(locationOf(await stranger.submit(login, { next: "nonsense" })).pathname, "/device");
  });
});
