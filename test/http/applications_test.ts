import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { person } from "../support/cast.ts";
import type { Given } from "../support/issuer_under_test.ts";
import { assertProblemPage, markupOf } from "../support/replies.ts";
import { formOf, valueBrowser } from "../support/value_browser.ts";
import {
  applicationRegistrar,
  placeOf,
  recordOf,
  type Registrar,
  secretIn,
  textOf,
  wrongFields,
} from "./applications.ts";
import { ask, assertActive, pairOf, passwordForm } from "./tokens.ts";

const HS256 = { id_token_signed_response_alg: "HS256" };
const NOT_THERE = { error: "invalid_request", status: 404, says: "Cannot find the application" } as const;

/** The last entry of the audit log of a name. */
async function audited({ issuer }: Registrar, event: string) {
  return (await issuer.durable.audit.list({ limit: 99, event })).at(-1);
}

describe("/applications", () => {
  it("says that there are none, and where one is registered", async () => {
    const page = await (await applicationRegistrar()).browser.get("/applications");
    assert.include(textOf(page), "You have not registered any.");
    assert.include(markupOf(page), 'href="/applications/register"');
    assert.include(markupOf(page), 'aria-current="page">Applications');
  });

  it("lists one's own alone, each with its page", async () => {
    const on = await applicationRegistrar();
    const own = await on.own({ name: "Photo Printer" });
    await on.own({ name: "Another's", ownerId: (await person(on.issuer)).id });
    const page = await on.browser.get("/applications");
    assert.include(markupOf(page), `href="/applications/${own.id}"`);
    assert.include(textOf(page), "Photo Printer");
    assert.notInclude(textOf(page), "Another's");
  });

  it("is read page by page, each application once", async () => {
    const on = await applicationRegistrar();
    const own = [];
    for (let index = 0; index < 101; index += 1) own.push(await on.own({ type: "public", name: `App ${index}.` }));
    const seen: string[] = [];
    for (let path: string | undefined = "/applications"; path !== undefined;) {
      const [pathname = "", query = ""] = path.split("?");
      const markup = markupOf(await on.browser.get(pathname, { query }));
      seen.push(...(markup.match(/App \d+\./g) ?? []));
      path = /href="([^"]+)" rel="next"/.exec(markup)?.[1];
    }
    assert.deepEqual(
      seen,
      own.map(({ name }) => name),
    );
  });

  for (const after of ["x", "-1", "1e9", "9".repeat(30), "0x1", " "]) {
    it(`begins at the first page behind ${after}`, async () => {
      const on = await applicationRegistrar();
      await on.own({ name: "Photo Printer" });
      assert.include(textOf(await on.browser.get("/applications", { query: { after } })), "Photo Printer");
    });
  }
});

describe("/applications/:id", () => {
  it("tells all that is known of it but its secrets", async () => {
    const on = await applicationRegistrar();
    const own = await on.own({
      scope: "read",
      accessTokenLifetime: 120,
      metadata: { ...HS256, contacts: ["a", "b"] },
      clientSecret: "a secret that is as long as a key",
    });
    const page = await on.browser.get(`/applications/${own.id}`);
    for (const text of [own.name, own.clientId, "confidential", "https://client.test/cb", "2 minutes", "HS256", "a b"])
      assert.include(textOf(page), text);
    for (const secret of own.secrets)
      for (const part of [secret.hash, secret.sealed]) assert.notInclude(markupOf(page), part!);
  });

  it("warns of what had better be otherwise", async () => {
    const on = await applicationRegistrar();
    const loud = await on.own({ grantTypes: ["implicit"] });
    const quiet = await on.own({ grantTypes: ["authorization_code"] });
    assert.include(textOf(await on.browser.get(`/applications/${loud.id}`)), "RFC 9700 2.1.2");
    assert.notInclude(textOf(await on.browser.get(`/applications/${quiet.id}`)), "better be otherwise");
  });

  it("tells that an application registered by itself, and that nobody vouched for it", async () => {
    const on = await applicationRegistrar();
    const own = await on.own();
    assert.include(textOf(await on.browser.get(`/applications/${own.id}`)), "Registered by A person");
    const { secrets } = own;
    const registrationDigest = await on.issuer.durable.clients
      .change(own.id, { secrets, isUnverified: true, registrationDigest: "0".repeat(22) as never })
      .then((client) => client?.registrationDigest);
    assert.isDefined(registrationDigest);
    const text = textOf(await on.browser.get(`/applications/${own.id}`));
    assert.include(text, "Registered by The application itself");
    assert.include(text, "not verified");
  });

  for (const [name, done, says] of [
    ["registered", "registered", "is registered"],
    ["changed", "changed", "is changed"],
    ["what every object has", "constructor", undefined],
    ["markup", "<script>", undefined],
  ] as const) {
    it(`says what was done where that is ${name}`, async () => {
      const on = await applicationRegistrar();
      const markup = markupOf(await on.browser.get(`/applications/${(await on.own()).id}`, { query: { done } }));
      if (says === undefined) assert.notInclude(markup, 'role="status"');
      else assert.include(markup, says);
      assert.notInclude(markup, "<script>");
    });
  }
});

/** Every page of one application, and its form. */
const PAGES: readonly (readonly [string, string, Given | undefined])[] = [
  ["GET", "", undefined],
  ["GET", "/update", undefined],
  ["POST", "/update", { name: "Taken over" }],
  ["GET", "/delete", undefined],
  ["POST", "/delete", {}],
  ["GET", "/secret", undefined],
  ["POST", "/secret", { keep: "0" }],
];

describe("another person's application", () => {
  for (const isStaff of [false, true]) {
    for (const [method, what, form] of PAGES) {
      it(`is not there for ${isStaff ? "staff" : "others"}: ${method} /applications/:id${what}`, async () => {
        const on = await applicationRegistrar();
        const own = await on.own();
        const other = valueBrowser(on);
        await other.signIn(await person(on.issuer, { isStaff }));
        const csrf = Object.fromEntries(formOf(await other.get("/applications/register")).fields)["csrf"];
        const path = `/applications/${own.id}${what}`;
        const reply = form === undefined ? await other.get(path) : await other.post(path, { form: { ...form, csrf } });
        assertProblemPage(reply, NOT_THERE);
        assert.deepEqual(await recordOf(on, own), own);
      });
    }
  }

  it("is answered in the same words as one that was never there, and one without an owner", async () => {
    const on = await applicationRegistrar();
    const other = await on.own({ ownerId: (await person(on.issuer)).id });
    const { id } = await on.issuer.durable.clients.add({
      ...other,
      clientId: "of-nobody",
      ownerId: undefined as never,
    });
    const ids = [other.id, id, 999_999, 0, -1, "1e3", "x", "9".repeat(40), "%00", "constructor", "1%2F", "١"];
    const texts = await Promise.all(ids.map(async (one) => textOf(await on.browser.get(`/applications/${one}`))));
    const plain = texts.map((text) => text.replace(/test-\d+/, ""));
    assert.lengthOf(new Set(plain), 1, plain.join("\n"));
  });
});

/** The grant types in an order that means nothing. */
function sorted(client: ClientRecord): ClientRecord {
  return { ...client, grantTypes: client.grantTypes.toSorted() };
}

describe("/applications/:id/update", () => {
  it("changes what is typed and leaves the rest alone", async () => {
    const on = await applicationRegistrar();
    const own = await on.own({
      scope: "read",
      defaultScope: "read",
      metadata: { contacts: ["a@a.test"], default_max_age: 9 },
    });
    on.clock.advance(5);
    const reply = await on.change(own, { name: "Renamed", contacts: "b@a.test" });
    assert.equal(placeOf(reply), `/applications/${own.id}?done=changed`);
    assert.deepEqual(sorted(await recordOf(on, own)), {
      ...sorted(own),
      name: "Renamed",
      metadata: { contacts: ["b@a.test"], default_max_age: 9 },
      updatedAt: own.updatedAt + 5,
    });
  });

  it("changes nothing but the time where nothing is typed, whatever the application is", async () => {
    const on = await applicationRegistrar();
    const key = { keys: [] };
    const all = [
      await on.own(),
      await on.own({ type: "public", scope: "", defaultScope: "" }),
      await on.own({
        skipAuthorization: true,
        accessTokenLifetime: 7,
        refreshTokenLifetime: 8,
        scope: "introspection",
      }),
      await on.own({
        metadata: { "client_uri#fr": "https://a.test/", response_types: ["code", "token"], unknown: { a: [1] } },
      }),
      await on.own({ metadata: { jwks: key, require_auth_time: false, request_uris: [], subject_type: "pairwise" } }),
    ];
    for (const own of all) {
      assert.equal((await on.change(own, {})).status, 303, own.name);
      assert.deepEqual(sorted(await recordOf(on, own)), sorted(own));
    }
  });

  it("is heard by who keeps applications, and is written down", async () => {
    const on = await applicationRegistrar();
    const own = await on.own();
    await on.issuer.clients.find(own.clientId);
    await on.change(own, { name: "Renamed" });
    assert.equal((await on.issuer.clients.find(own.clientId))?.name, "Renamed");
    assert.deepInclude(await audited(on, "client.changed"), { client: own.id, accountId: on.ann.id });
  });

  it("tells all that is wrong at once, and changes nothing", async () => {
    const on = await applicationRegistrar();
    const own = await on.own();
    const page = await on.change(own, { name: "", redirect_uris: "nonsense", default_max_age: "-1" });
    assert.equal(page.status, 400);
    assert.deepEqual(wrongFields(page), ["name", "redirect_uris", "default_max_age"]);
    assert.deepEqual(await recordOf(on, own), own);
  });

  it("gives a secret to an application that had none, and takes it from one that needs none", async () => {
    const on = await applicationRegistrar();
    const own = await on.own({ type: "public" });
    const page = await on.change(own, { client_type: "confidential" });
    const secret = secretIn(page);
    const now = await recordOf(on, own);
    assert.isTrue(await on.issuer.secrets.matches(now, secret, { now: on.clock.now(), from: "" }));
    await on.change(own, { client_type: "public" });
    assert.deepEqual((await recordOf(on, own)).secrets, []);
  });

  it("makes a new secret where the old one cannot be a key, and says so", async () => {
    const on = await applicationRegistrar();
    const own = await on.own();
    const page = await on.change(own, { id_token_signed_response_alg: "HS256" });
    assert.include(textOf(page), "has a new secret");
    assert.isString((await recordOf(on, own)).secrets[0]?.sealed);
  });

  it("does not overwrite what somebody else changed meanwhile, and does where one insists", async () => {
    const on = await applicationRegistrar();
    const own = await on.own();
    const page = await on.browser.get(`/applications/${own.id}/update`);
    await on.change(own, { name: "Theirs" });
    const again = await on.browser.submit(page, { name: "Mine" });
    assert.equal(again.status, 409);
    assert.include(textOf(again), "Somebody else changed the application");
    assert.equal((await recordOf(on, own)).name, "Theirs");
    assert.equal((await on.browser.submit(again)).status, 303);
    assert.equal((await recordOf(on, own)).name, "Mine");
  });

  it("leaves a secret alone that is renewed meanwhile", async () => {
    const on = await applicationRegistrar();
    const own = await on.own();
    const page = await on.browser.get(`/applications/${own.id}/update`);
    await on.browser.submit(await on.browser.get(`/applications/${own.id}/secret`));
    const { secrets } = await recordOf(on, own);
    assert.equal((await on.browser.submit(page, { name: "Renamed" })).status, 303);
    assert.deepEqual((await recordOf(on, own)).secrets, secrets);
  });

  it("finds nothing to change once the application is deleted", async () => {
    const on = await applicationRegistrar();
    const own = await on.own();
    const page = await on.browser.get(`/applications/${own.id}/update`);
    await on.browser.submit(await on.browser.get(`/applications/${own.id}/delete`));
    assertProblemPage(await on.browser.submit(page), NOT_THERE);
  });

  it("only looks at it where that is asked for", async () => {
    const on = await applicationRegistrar();
    const own = await on.own();
    const page = await on.change(own, { name: "Renamed", check: "yes" });
    assert.equal(page.status, 200);
    assert.deepEqual(await recordOf(on, own), own);
  });

  it("does not let its owner have what staff gave and took again", async () => {
    const on = await applicationRegistrar();
    const own = await on.own({ scope: "read" });
    assert.deepEqual(wrongFields(await on.change(own, { scope: ["read", "introspection"] })), ["scope"]);
    const had = await on.own({ scope: "introspection" });
    await on.change(had, { scope: ["read", "introspection"] });
    assert.deepEqual((await recordOf(on, had)).scope, ["read", "introspection"]);
  });
});

describe("/applications/:id/delete", () => {
  rule("RFC7592-2.3-2", "asks first, and then ends the application with all its tokens", async () => {
    const on = await applicationRegistrar();
    const own = await on.own();
    const { access, refresh } = pairOf(await ask(on, own, passwordForm(on.ann)));
    const question = await on.browser.get(`/applications/${own.id}/delete`);
    assert.include(textOf(question), "Authorizations that end 1");
    await assertActive(on, access);
    assert.equal(placeOf(await on.browser.submit(question)), "/applications?done=deleted");
    await assertActive(on, access, false);
    await assertActive(on, refresh, false);
    assert.isUndefined(await on.issuer.clients.find(own.clientId));
    const { detail, accountId } = (await audited(on, "client.removed"))!;
    assert.deepEqual([detail["client_id"], detail["authorizations"], accountId], [own.clientId, 1, on.ann.id]);
  });

  it("is done once", async () => {
    const on = await applicationRegistrar();
    const question = await on.browser.get(`/applications/${(await on.own()).id}/delete`);
    const replies = await Promise.all([1, 2, 3].map(() => on.browser.submit(question)));
    assert.sameMembers(
      replies.map(({ status }) => status),
      [303, 404, 404],
    );
    assert.lengthOf(
      on.events.filter((event) => event === "client.removed"),
      1,
    );
  });

  it("deletes nothing for a form that it did not make", async () => {
    const on = await applicationRegistrar();
    const own = await on.own();
    const reply = await on.browser.post(`/applications/${own.id}/delete`, { form: { csrf: "x" } });
    assertProblemPage(reply, { error: "invalid_request", status: 403 });
    assert.deepEqual(await recordOf(on, own), own);
  });
});

describe("/applications/:id/secret", () => {
  /** Whether a secret is taken at the token endpoint. */
  async function works(on: Registrar, id: number, secret: string): Promise<boolean> {
    const as = (await on.issuer.durable.clients.findByNumber(id))!;
    const form = { grant_type: "client_credentials" };
    return (await on.post("/token", { as, secret, form })).status === 200;
  }

  for (const [keep, lasts] of [
    ["0", 0],
    ["3600", 3_600],
    ["86400", 86_400],
    ["604800", 604_800],
  ] as const) {
    it(`shows a new secret once, beside which the old one works for ${keep} seconds`, async () => {
      const on = await applicationRegistrar();
      const { id } = await on.own({ clientSecret: "the old secret" });
      const question = await on.browser.get(`/applications/${id}/secret`);
      const page = await on.browser.submit(question, { keep });
      const secret = secretIn(page);
      assert.equal(page.headers["Cache-Control"], "no-store");
      assert.isTrue(await works(on, id, secret));
      assert.equal(await works(on, id, "the old secret"), lasts > 0);
      on.clock.advance(lasts);
      assert.isFalse(await works(on, id, "the old secret"));
      assert.isTrue(await works(on, id, secret));
    });
  }

  it("keeps a secret that is a key under seal", async () => {
    const on = await applicationRegistrar();
    const own = await on.own({ metadata: HS256, clientSecret: "a secret that is as long as a key" });
    await on.browser.submit(await on.browser.get(`/applications/${own.id}/secret`));
    const { secrets } = await recordOf(on, own);
    assert.lengthOf(
      secrets.filter(({ sealed }) => sealed !== undefined),
      2,
    );
  });

  it("is written down, without the secret", async () => {
    const on = await applicationRegistrar();
    const own = await on.own();
    const secret = secretIn(await on.browser.submit(await on.browser.get(`/applications/${own.id}/secret`)));
    const entry = await audited(on, "client.changed");
    assert.deepInclude(entry?.detail, { what: "secret", kept: 86_400 });
    assert.notInclude(JSON.stringify(entry), secret);
  });

  for (const keep of ["1", "-1", "", "all", "86400 "]) {
    it(`asks again where the time is ${JSON.stringify(keep)}`, async () => {
      const on = await applicationRegistrar();
      const own = await on.own();
      const page = await on.browser.submit(await on.browser.get(`/applications/${own.id}/secret`), { keep });
      assert.deepEqual([page.status, wrongFields(page)], [400, ["keep"]]);
      assert.deepEqual(await recordOf(on, own), own);
    });
  }

  for (const [name, said] of [
    ["is public", { type: "public" }],
    ["has a key of its own", { authMethod: "private_key_jwt", metadata: { jwks: { keys: [] } } }],
  ] as const) {
    it(`makes none for an application that ${name}`, async () => {
      const on = await applicationRegistrar();
      const own = await on.own(said);
      assertProblemPage(await on.browser.get(`/applications/${own.id}/secret`), { error: "invalid_request" });
      assert.notInclude(markupOf(await on.browser.get(`/applications/${own.id}`)), "/secret");
    });
  }
});

describe("the pages of applications of an issuer below a path", () => {
  it("lead to one another below it", async () => {
    const on = await applicationRegistrar({ url: "https://issuer.test/tenant" });
    const own = await on.own();
    assert.equal(placeOf(await on.change(own, { name: "Renamed" })), `/tenant/applications/${own.id}?done=changed`);
    for (const path of ["", "/register", `/${own.id}`, `/${own.id}/update`, `/${own.id}/delete`, `/${own.id}/secret`]) {
      const markup = markupOf(await on.browser.get(`/tenant/applications${path}`));
      const hrefs = Array.from(markup.matchAll(/(?:href|action)="(\/[^"]*)"/g), ([, href]) => href);
      assert.isTrue(
        hrefs.every((href) => href?.startsWith("/tenant/")),
        `${path}: ${hrefs.join(" ")}`,
      );
    }
  });
});
