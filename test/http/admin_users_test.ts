import { assert } from "chai";
import { PASSWORD, person } from "../support/cast.ts";
import type { Given } from "../support/issuer_under_test.ts";
import { readItems } from "../support/shown_records.ts";
import { assertProblemPage, locationOf, markupOf } from "../support/replies.ts";
import { formOf, valueBrowser } from "../support/value_browser.ts";
import { type Administration, administrationOf } from "./administration.ts";
import { assertActive, pairFor } from "./tokens.ts";

const NEW = "a new and good password";

/** What is said of each field of a form that came back. */
function problemsIn(markup: string): Readonly<Record<string, string>> {
  const said = markup.matchAll(/<p class="wrong" id="(\w+)-problem">(.*?)<\/p>/gs);
  return Object.fromEntries([...said].map(([, field = "", says = ""]) => [field, says]));
}

/** Opens the form of a page and sends it, some fields changed. */
async function send(on: Administration, path: string, fill: Given) {
  return on.desk.submit(await on.desk.get(path), fill);
}

function stored(on: Administration, id = on.ann.id) {
  return on.issuer.durable.accounts.find(id);
}

describe("/admin/users/add", () => {
  const PERSON = { username: "grace", password: NEW, repeated: NEW };

  it("makes a person who can sign in, and writes down who made them", async () => {
    const on = await administrationOf();
    const claims = '{\r\n "nickname": "Amazing"\r\n}';
    const more = { email: "g@example.test", first_name: "Grace", last_name: "Hopper", claims };
    const reply = await send(on, "/admin/users/add", { ...PERSON, ...more });
    const made = await on.issuer.durable.accounts.findByUsername("grace");
    assert.equal(locationOf(reply).pathname, `/admin/users/${made?.id}`);
    assert.include(markupOf(await on.desk.follow(reply)), "The person is added");
    assert.deepInclude(made, { email: "g@example.test", firstName: "Grace", lastName: "Hopper", isStaff: false });
    assert.deepEqual(made?.claims, { nickname: "Amazing" });
    const browser = valueBrowser(on);
    const landed = await browser.logIn(await browser.get("/login"), { username: "grace" }, NEW);
    assert.equal(locationOf(landed).pathname, "/account");
    const [entry] = await on.written("account.created");
    assert.deepInclude(entry, { accountId: made!.id, detail: { by: on.sue.id, staff: false } });
  });

  it("makes staff where that is ticked", async () => {
    const on = await administrationOf();
    await send(on, "/admin/users/add", { ...PERSON, is_staff: "yes" });
    assert.isTrue((await on.issuer.durable.accounts.findByUsername("grace"))?.isStaff);
  });

  it("says everything that is wrong at once, keeps what was typed, and never a password", async () => {
    const on = await administrationOf();
    const fill = { email: "nowhere", first_name: "x".repeat(200), last_name: "\u202Eevil", claims: "[]" };
    const typed = { ...fill, username: on.ann.username.toUpperCase(), password: "short", repeated: "other" };
    const reply = await send(on, "/admin/users/add", typed);
    assert.equal(reply.status, 400);
    const expected = ["username", "email", "first_name", "claims", "password", "repeated"];
    assert.sameMembers(Object.keys(problemsIn(markupOf(reply))), expected);
    const kept = Object.fromEntries(formOf(reply).fields);
    assert.deepInclude(kept, { ...fill, username: on.ann.username.toUpperCase(), password: "", repeated: "" });
    assert.lengthOf(await on.list("/admin/users"), 2);
  });

  const NONSENSE: readonly (readonly [string, Given, string])[] = [
    ["no name", { username: "" }, "username"],
    ["a name with a blank", { username: "a b" }, "username"],
    ["a name of 10,000 letters", { username: "a".repeat(10_000) }, "username"],
    ["a name with NUL", { username: "a\0b" }, "username"],
    ["a name with a line break", { username: "a\r\nb" }, "username"],
    ["a name of pictures", { username: "\u{1F600}" }, "username"],
    ["markup for a name", { username: "<script>" }, "username"],
    ["an address with a line break", { email: "a@b.example\r\nBcc: c@d.example" }, "email"],
    ["an address with NUL", { email: "a\0@b.example" }, "email"],
    ["a first name with NUL", { first_name: "a\0" }, "first_name"],
    ["a last name with a bell", { last_name: "\u0007" }, "last_name"],
    ["claims that are no JSON", { claims: "{nickname: 1" }, "claims"],
    ["claims that are a text", { claims: '"a"' }, "claims"],
    ["claims that the server makes", { claims: '{"sub":"x"}' }, "claims"],
    ["claims of the wrong type", { claims: '{"email_verified":"yes"}' }, "claims"],
    ["claims with NUL", { claims: '{"nickname":"\\u0000"}' }, "claims"],
    ["claims with half a character", { claims: '{"nickname":"\\ud800"}' }, "claims"],
    ["claims that poison objects", { claims: '{"__proto__":{"isStaff":true}}' }, "claims"],
    ["claims that are nested without end", { claims: `{"a":${"[".repeat(20_000)}${"]".repeat(20_000)}}` }, "claims"],
    ["a password of 10,000 letters", { password: "p".repeat(10_000), repeated: "p".repeat(10_000) }, "password"],
    ["a password that no form can send", { password: `${NEW}\0`, repeated: `${NEW}\0` }, "password"],
    ["two passwords", { repeated: `${NEW} ` }, "repeated"],
  ];
  for (const [what, fill, field] of NONSENSE) {
    it(`says what is wrong with ${what}`, async () => {
      const on = await administrationOf();
      const reply = await send(on, "/admin/users/add", { ...PERSON, ...fill });
      assert.equal(reply.status, 400);
      assert.hasAllKeys(problemsIn(markupOf(reply)), [field]);
      assert.lengthOf(await on.list("/admin/users"), 2);
    });
  }

  it("makes one person where the form is sent twice", async () => {
    const on = await administrationOf();
    const page = await on.desk.get("/admin/users/add");
    const replies = await Promise.all([1, 2].map(async () => on.desk.submit(page, PERSON)));
    assert.sameMembers(
      replies.map(({ status }) => status),
      [303, 400],
    );
    assert.lengthOf(await on.list("/admin/users", { q: "grace" }), 1);
  });
});

describe("/admin/users/:id", () => {
  it("tells all about a person, and nothing by which one could be them", async () => {
    const on = await administrationOf();
    await on.issuer.durable.accounts.change(on.ann.id, {
      claims: { nickname: "A" },
      lastLogin: on.clock.now(),
      firstName: "Ann",
    });
    const facts = await on.facts(`/admin/users/${on.ann.id}`);
    assert.deepInclude(facts, {
      Number: String(on.ann.id),
      Subject: on.ann.sub,
      Name: "Ann",
      Email: "none",
      State: "Active",
      "Last login": "2026-01-01 00:00 UTC",
      Claims: '{"nickname":"A"}',
    });
  });

  it("shows where they are logged in, what they allowed and registered, and what happened", async () => {
    const on = await administrationOf();
    const { session } = await on.issuer.sessions.start(on.ann, { agent: "Mozilla/5.0 Firefox/1.0" });
    await on.issuer.sessions.join(session, on.app.id);
    await pairFor(on);
    await on.issuer.durable.clients.change(on.app.id, { ownerId: on.ann.id });
    await on.issuer.durable.audit.add({ at: 1, event: "login.failed", accountId: on.ann.id, detail: {} });
    const markup = markupOf(await on.desk.get(`/admin/users/${on.ann.id}`));
    const [, ...groups] = markup.split("<h2");
    const shown = groups.map((group) => readItems(group)[0]);
    assert.deepEqual(
      shown.map((item) => item?.name),
      ["Firefox", on.app.name, on.app.name, "login.failed"],
    );
    assert.include(shown[0]!.links, `/admin/sessions/${session.sid}/end`);
    assert.include(shown[0]?.text, `Applications ${on.app.name}`);
    assert.match(shown[1]?.href ?? "", /^\/admin\/authorizations\/\w{8}$/);
    assert.equal(shown[2]?.href, `/admin/applications/${on.app.id}`);
  });

  it("shows ten of each, and the way to all", async () => {
    const on = await administrationOf();
    for (let count = 0; count < 11; count += 1) {
      await on.issuer.sessions.start(on.ann);
      await on.issuer.durable.audit.add({ at: 1, event: "login.failed", accountId: on.ann.id, detail: {} });
    }
    const markup = markupOf(await on.desk.get(`/admin/users/${on.ann.id}`));
    const [, sessions = "", authorizations = "", , events = ""] = markup.split("<h2");
    assert.lengthOf(readItems(sessions), 10);
    assert.include(sessions, `href="/admin/sessions?person=${on.ann.username}"`);
    assert.include(events, `href="/admin/audit?person=${on.ann.username}"`);
    assert.notInclude(authorizations, "All of them");
  });

  for (const id of ["0", "999999", "x", "1e3", "-1", "99999999999999999999", "%00", "__proto__", "%F0%9F%98%80"])
    for (const below of ["", "/update", "/password", "/end_sessions", "/delete"])
      it(`is not there for ${id}${below}`, async () => {
        const on = await administrationOf();
        assertProblemPage(await on.desk.get(`/admin/users/${id}${below}`), { error: "invalid_request", status: 404 });
      });

  it("says nothing that a made-up address wants it to say", async () => {
    const on = await administrationOf();
    for (const done of ["constructor", "Send+money", "__proto__"]) {
      const markup = markupOf(await on.desk.get(`/admin/users/${on.ann.id}`, { query: `done=${done}` }));
      assert.notInclude(markup, 'role="status"');
    }
  });
});

describe("/admin/users/:id/update", () => {
  const path = (on: Administration, id = on.ann.id) => `/admin/users/${id}/update`;

  it("changes every field, and writes down who changed which", async () => {
    const on = await administrationOf();
    on.clock.advance(5);
    const fill = {
      username: "Anna",
      email: "a@b.example",
      first_name: "Anna",
      last_name: "B",
      claims: '{"locale":"de"}',
    };
    const reply = await send(on, path(on), { ...fill, is_staff: "yes" });
    assert.include(markupOf(await on.desk.follow(reply)), "Saved.");
    const record = { username: "Anna", email: "a@b.example", firstName: "Anna", lastName: "B", isStaff: true };
    assert.deepInclude(await stored(on), {
      ...record,
      claims: { locale: "de" },
      isActive: true,
      updatedAt: on.clock.now(),
    });
    const [entry] = await on.written("account.changed");
    const members = "username email firstName lastName claims isStaff";
    assert.deepInclude(entry, { accountId: on.ann.id, detail: { by: on.sue.id, members, staff: true } });
  });

  it("takes claims away where the field is emptied", async () => {
    const on = await administrationOf();
    await on.issuer.durable.accounts.change(on.ann.id, { claims: { locale: "de" } });
    await send(on, path(on), { claims: " " });
    assert.notProperty(await stored(on), "claims");
  });

  it("says everything that is wrong at once, and changes nothing", async () => {
    const on = await administrationOf();
    const reply = await send(on, path(on), { username: "a b", email: "x", claims: "{}}", first_name: "\u0000" });
    assert.equal(reply.status, 400);
    assert.hasAllKeys(problemsIn(markupOf(reply)), ["username", "email", "claims", "first_name"]);
    assert.deepEqual(await stored(on), on.ann);
  });

  it("says at the field that a name is taken, in any spelling", async () => {
    const on = await administrationOf();
    const reply = await send(on, path(on), { username: "ＳＵＥ" });
    assert.equal(reply.status, 400);
    assert.match(problemsIn(markupOf(reply))["username"] ?? "", /taken/);
  });

  it("bars a person: sessions and tokens end, and they cannot come back until they may", async () => {
    const on = await administrationOf();
    const browser = valueBrowser(on);
    await browser.signIn(on.ann);
    const { access } = await pairFor(on);
    await send(on, path(on), { is_active: undefined });
    assert.equal(locationOf(await browser.get("/account")).pathname, "/login");
    await assertActive(on, access, false);
    assert.equal((await browser.logIn(await browser.get("/login"), on.ann)).status, 400);
    assert.include(on.events, "session.ended");
    await send(on, path(on), { is_active: "yes" });
    assert.equal((await browser.logIn(await browser.get("/login"), on.ann)).status, 303);
    await assertActive(on, access, false);
  });

  it("writes nothing where nothing is changed, and where it is sent twice", async () => {
    const on = await administrationOf();
    on.clock.advance(5);
    assert.equal((await send(on, path(on), {})).status, 303);
    assert.deepEqual(await stored(on), on.ann);
    const page = await on.desk.get(path(on));
    const replies = [
      await on.desk.submit(page, { first_name: "Ann" }),
      await on.desk.submit(page, { first_name: "Ann" }),
    ];
    assert.deepEqual(
      replies.map(({ status }) => status),
      [303, 303],
    );
    assert.lengthOf(await on.written("account.changed"), 1);
  });

  it("does not write over what somebody else changed meanwhile, but shows what was typed", async () => {
    const on = await administrationOf();
    const page = await on.desk.get(path(on));
    on.clock.advance(5);
    await send(on, path(on), { email: "other@b.example" });
    const reply = await on.desk.submit(page, { first_name: "Ann" });
    assert.equal(reply.status, 409);
    assert.include(markupOf(reply), "Somebody changed this person");
    assert.deepInclude(Object.fromEntries(formOf(reply).fields), { first_name: "Ann", email: "" });
    assert.deepInclude(await stored(on), { firstName: "", email: "other@b.example" });
    assert.equal((await on.desk.submit(reply)).status, 303);
    assert.deepInclude(await stored(on), { firstName: "Ann", email: "" });
  });

  it("leaves one's own rights alone, whatever is sent", async () => {
    const on = await administrationOf();
    const page = await on.desk.get(path(on, on.sue.id));
    assert.notInclude(markupOf(page), 'name="is_staff"');
    await on.desk.submit(page, { first_name: "Sue", is_active: "no", is_staff: "no" });
    assert.deepInclude(await stored(on, on.sue.id), { firstName: "Sue", isStaff: true, isActive: true });
  });

  it("makes an ordinary person of somebody of the staff, at once", async () => {
    const on = await administrationOf();
    const tom = await person(on.issuer, { isStaff: true });
    const browser = valueBrowser(on);
    await browser.signIn(tom);
    assert.equal((await browser.get("/admin")).status, 200);
    await send(on, path(on, tom.id), { is_staff: undefined });
    assert.equal((await browser.get("/admin")).status, 403);
  });

  it("says so where nobody of the staff would be left", async () => {
    const on = await administrationOf();
    const tom = await person(on.issuer, { isStaff: true });
    const page = await on.desk.get(path(on, tom.id));
    // Sue is barred at the very moment.
    const { accounts } = on.issuer.durable;
    const real = { ...accounts };
    Object.assign(accounts, {
      async change(id: number, changes: object) {
        await real.change(on.sue.id, { isActive: false });
        return real.change(id, changes);
      },
    });
    const reply = await on.desk.submit(page, { is_active: undefined });
    assert.equal(reply.status, 409);
    assert.include(markupOf(reply), "Nobody who may administer would be left");
  });
});

describe("/admin/users/:id/password", () => {
  const path = (on: Administration, id = on.ann.id) => `/admin/users/${id}/password`;

  it("gives another password, ends the sessions and tells their applications", async () => {
    const on = await administrationOf();
    const browser = valueBrowser(on);
    await browser.signIn(on.ann);
    const reply = await send(on, path(on), { password: NEW, repeated: NEW });
    assert.include(markupOf(await on.desk.follow(reply)), "The password is set");
    assert.equal(locationOf(await browser.get("/account")).pathname, "/login");
    assert.equal((await browser.logIn(await browser.get("/login"), on.ann, PASSWORD)).status, 400);
    assert.equal((await browser.logIn(await browser.get("/login"), on.ann, NEW)).status, 303);
    const [entry] = await on.written("password.changed");
    assert.deepInclude(entry, { accountId: on.ann.id, detail: { by: on.sue.id, sessions: 1, revokeTokens: false } });
    const [ended] = await on.written("session.ended");
    assert.deepInclude(ended, { accountId: on.ann.id, detail: { clients: 0, by: on.sue.id } });
  });

  for (const [revoke, lives] of [
    [undefined, true],
    ["yes", false],
  ] as const) {
    it(`${lives ? "leaves" : "ends"} tokens that outlive sessions where that is ${lives ? "not " : ""}ticked`, async () => {
      const on = await administrationOf();
      const { access } = await pairFor(on);
      await send(on, path(on), { password: NEW, repeated: NEW, revoke_tokens: revoke });
      await assertActive(on, access, lives);
    });
  }

  for (const [what, fill, fields] of [
    ["a short one", { password: "short", repeated: "short" }, ["password"]],
    ["none", {}, ["password"]],
    ["two that differ", { password: NEW, repeated: "x" }, ["repeated"]],
    ["a short one, and another", { password: "x", repeated: "y" }, ["password", "repeated"]],
  ] as const) {
    it(`refuses ${what}, and shows none`, async () => {
      const on = await administrationOf();
      const reply = await send(on, path(on), fill);
      assert.equal(reply.status, 400);
      assert.hasAllKeys(problemsIn(markupOf(reply)), [...fields]);
      assert.notInclude(markupOf(reply), NEW);
      assert.deepEqual(await stored(on), on.ann);
    });
  }

  it("leaves oneself signed in here, and nowhere else", async () => {
    const on = await administrationOf();
    const elsewhere = valueBrowser(on);
    await elsewhere.signIn(on.sue);
    await send(on, path(on, on.sue.id), { password: NEW, repeated: NEW });
    assert.equal((await on.desk.get("/admin")).status, 200);
    assert.equal((await elsewhere.get("/admin")).status, 303);
  });
});

describe("/admin/users/:id/end_sessions", () => {
  it("asks, and ends all sessions of a person", async () => {
    const on = await administrationOf();
    const browsers = [valueBrowser(on), valueBrowser(on)];
    for (const browser of browsers) await browser.signIn(on.ann);
    const path = `/admin/users/${on.ann.id}/end_sessions`;
    assert.deepInclude(await on.facts(path), { Person: on.ann.username, Sessions: "2" });
    const reply = await on.agree(path);
    assert.include(markupOf(await on.desk.follow(reply)), "They are logged out");
    for (const browser of browsers) assert.equal((await browser.get("/account")).status, 303);
    const told = (await on.written("session.ended")).map(({ accountId, detail }) => [accountId, detail["by"]]);
    assert.deepEqual(told, [
      [on.ann.id, on.sue.id],
      [on.ann.id, on.sue.id],
    ]);
  });

  it("leaves the session in which one does it to oneself", async () => {
    const on = await administrationOf();
    const elsewhere = valueBrowser(on);
    await elsewhere.signIn(on.sue);
    await on.agree(`/admin/users/${on.sue.id}/end_sessions`);
    assert.equal((await on.desk.get("/admin")).status, 200);
    assert.equal((await elsewhere.get("/account")).status, 303);
  });
});

describe("/admin/users/:id/delete", () => {
  const path = (on: Administration, id = on.ann.id) => `/admin/users/${id}/delete`;

  it("asks, and says what goes with the person", async () => {
    const on = await administrationOf();
    await on.issuer.sessions.start(on.ann);
    await pairFor(on);
    const { consents, clients } = on.issuer.durable;
    await consents.remember({ accountId: on.ann.id, client: on.app.id, scope: ["read"], grantedAt: 1 });
    await clients.change(on.app.id, { ownerId: on.ann.id });
    assert.deepInclude(await on.facts(path(on)), {
      "User name": on.ann.username,
      Sessions: "1 will end",
      Authorizations: "1 will end",
      Consents: "1 will be forgotten",
      Applications: "1 will stay, without an owner",
    });
  });

  it("removes the person, ends what spoke for them, and writes down who did it", async () => {
    const on = await administrationOf();
    const browser = valueBrowser(on);
    await browser.signIn(on.ann);
    const { access } = await pairFor(on);
    const reply = await on.agree(path(on));
    assert.include(markupOf(await on.desk.follow(reply)), "The person is deleted");
    assert.isUndefined(await stored(on));
    assert.equal(locationOf(await browser.get("/account")).pathname, "/login");
    await assertActive(on, access, false);
    const [entry] = await on.written("account.removed");
    assert.deepInclude(entry, { accountId: on.ann.id, detail: { by: on.sue.id } });
    assert.isAbove(on.events.indexOf("account.removed"), on.events.indexOf("session.ended"));
  });

  it("is done once where it is sent twice", async () => {
    const on = await administrationOf();
    const page = await on.desk.get(path(on));
    const replies = await Promise.all([1, 2].map(async () => on.desk.submit(page)));
    assert.sameMembers(
      replies.map(({ status }) => status),
      [303, 404],
    );
    assert.lengthOf(await on.written("account.removed"), 1);
  });

  it("never removes oneself", async () => {
    const on = await administrationOf();
    const csrf = Object.fromEntries(formOf(await on.desk.get(path(on))).fields)["csrf"];
    const expected = { error: "invalid_request", says: "Cannot delete yourself" } as const;
    assertProblemPage(await on.desk.get(path(on, on.sue.id)), expected);
    assertProblemPage(await on.desk.post(path(on, on.sue.id), { form: { csrf } }), expected);
    assert.notInclude(markupOf(await on.desk.get(`/admin/users/${on.sue.id}`)), "/delete");
  });

  it("leaves one of two who remove each other at once", async () => {
    const on = await administrationOf();
    const tom = await person(on.issuer, { isStaff: true });
    const browser = valueBrowser(on);
    await browser.signIn(tom);
    const pages = [await on.desk.get(path(on, tom.id)), await browser.get(path(on, on.sue.id))] as const;
    const replies = await Promise.all([on.desk.submit(pages[0]), browser.submit(pages[1])]);
    assert.sameMembers(
      replies.map(({ status }) => status),
      [303, 409],
    );
    const left = [await stored(on, tom.id), await stored(on, on.sue.id)].filter((one) => one !== undefined);
    assert.lengthOf(left, 1);
    assert.isTrue(left[0]?.isActive);
  });
});
