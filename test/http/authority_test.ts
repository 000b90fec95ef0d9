import { assert } from "chai";
import type { Endpoint } from "../../src/engine/mod.ts";
import { standardFeatures } from "../../src/server/mod.ts";
import { PASSWORD } from "../support/cast.ts";
import { testConfig } from "../support/config.ts";
import { EVERYTHING } from "../support/everything.ts";
import { encode, type Given } from "../support/issuer_under_test.ts";
import { signIn } from "../support/journey.ts";
import { FILLED } from "./applications.ts";
import { visitor } from "../support/visitor.ts";
import { openTown, pathOf, patternsOf, recordsOf, type Town, type Who } from "./town.ts";

/** What is tried at a page for people who are signed in. */
interface Attempt {
  /** What its form says beside what the page fills in. */
  readonly form?: (town: Town) => Given;
  readonly query?: (town: Town) => Given;
  /** The names of the form that say whose thing it is about. */
  readonly names?: readonly string[];
  /** True: its form only asks. */
  readonly changesNothing?: true;
}

const NEW_PASSWORD = { password: "quite another password", repeated: "quite another password" };

/** Every page with an authority; one that is missing here fails, so that whoever adds one says what is to be tried. */
const ATTEMPTS: Readonly<Record<string, Attempt>> = {
  "/account": {},
  "/account/revoke": { form: ({ tag }) => ({ tag }), names: ["tag"] },
  "/account/sessions/end": { form: ({ sid }) => ({ sid }), names: ["sid"] },
  "/account/password": { form: () => ({ current: PASSWORD, ...NEW_PASSWORD }) },
  "/account/consents": {},
  "/account/consents/:client/forget": {},
  "/authorized_tokens": {},
  "/authorized_tokens/:tag/delete": {},
  "/applications": {},
  "/applications/register": { form: () => FILLED },
  "/applications/:id": {},
  "/applications/:id/update": { form: () => ({ name: "Changed" }) },
  "/applications/:id/delete": {},
  "/applications/:id/secret": {},
  "/oauth1/check": { form: () => ({ request: "GET /photos" }), changesNothing: true },
  "/admin": {},
  "/admin/users": {},
  "/admin/users/add": { form: () => ({ username: "newcomer", ...NEW_PASSWORD }) },
  "/admin/users/:id": {},
  "/admin/users/:id/update": { form: () => ({ first_name: "Changed", is_staff: "yes" }) },
  "/admin/users/:id/password": { form: () => NEW_PASSWORD },
  "/admin/users/:id/end_sessions": {},
  "/admin/users/:id/delete": {},
  "/admin/sessions": {},
  "/admin/sessions/:sid/end": {},
  "/admin/applications": {},
  "/admin/applications/register": { form: () => FILLED },
  "/admin/applications/:id": {},
  "/admin/applications/:id/update": { form: () => ({ name: "Changed", skip_authorization: "yes" }) },
  "/admin/applications/:id/delete": {},
  "/admin/applications/:id/secret": {},
  "/admin/applications/:id/trust": { form: () => ({ owner: "sue" }) },
  "/admin/authorizations": {},
  "/admin/authorizations/revoke": { query: () => ({ person: "ann" }), form: () => ({ person: "ann" }) },
  "/admin/authorizations/token": { form: ({ access }) => ({ token: access, revoke: "yes" }) },
  "/admin/authorizations/:tag": {},
  "/admin/authorizations/:tag/revoke": {},
  "/admin/keys": {},
  "/admin/keys/rotate": {},
  "/admin/audit": {},
  "/admin/audit.jsonl": {},
};

/** The status for nobody, and for who is signed in and comes from elsewhere; one where they are alike. */
type Statuses = readonly [nobody: number, signedIn?: number];

/** Every page that says by itself whom it is for: how it answers a GET, and a form that it did not make. */
const BY_THEMSELVES: Readonly<Record<string, Readonly<Partial<Record<"GET" | "POST", Statuses>>>>> = {
  "/": { GET: [200] },
  "/login": { GET: [200], POST: [403] },
  // Without a parameter of an application it is the form in the header of every page.
  "/logout": { GET: [200], POST: [303, 403] },
  "/logout/confirm": { POST: [200, 403] },
  "/.well-known/change-password": { GET: [303] },
  // Goes on as a GET: what an application sends there in a form is no form of ours.
  "/authorize": { GET: [400], POST: [303] },
  "/interaction/:id": { GET: [400], POST: [400] },
  "/oauth1/authorize": { GET: [400] },
  "/device": { GET: [200], POST: [403] },
  "/device/sign_in": { POST: [403] },
  "/device/decision": { POST: [403] },
  "/check_session": { GET: [200] },
  "/docs": { GET: [200] },
};

const ENDPOINTS = standardFeatures(testConfig(EVERYTHING))
  .flatMap(({ endpoints = [] }) => endpoints)
  .filter(({ standIn }) => standIn !== true);
const GUARDED = ENDPOINTS.filter(({ authority }) => authority !== undefined);
const PERSONAL = GUARDED.filter(({ authority }) => authority === "person");
const STAFF = GUARDED.filter(({ authority }) => authority === "staff");
const OTHERS = ENDPOINTS.filter(({ authority, speaks }) => authority === undefined && speaks === "page");

function attemptAt({ path }: Endpoint): Attempt {
  return ATTEMPTS[path] ?? assert.fail(`nothing is tried at ${path}`);
}

function ownerOf({ authority }: Endpoint): "ann" | "sue" {
  return authority === "staff" ? "sue" : "ann";
}

function isAboutOneThing(endpoint: Endpoint): boolean {
  return endpoint.path.includes(":") || attemptAt(endpoint).names !== undefined;
}

/** The methods of an endpoint, and HEAD. */
function methodsOf({ methods }: Endpoint): readonly string[] {
  return methods.includes("GET") ? [...methods, "HEAD"] : methods;
}

/** An answer, as far as it tells anything. */
interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly text: string;
}

interface Request {
  readonly who: Who;
  readonly method: string;
  readonly address: string;
  readonly form?: Given;
}

async function send(town: Town, { who, method, address, form = {} }: Request): Promise<Answer> {
  const response = await town.browsers[who].fetch(town.server.origin + address, {
    method,
    ...(method === "POST" ? { body: new URLSearchParams(encode(form)) } : {}),
  });
  const text = (await response.text()).replaceAll(/(<dt>Trace<\/dt><dd><code[^>]*>)[^<]*/g, "$1");
  return { status: response.status, location: response.headers.get("location"), text };
}

/** The form of a page as its owner would send it, or what takes its place where somebody has no such page. */
async function formFor(town: Town, endpoint: Endpoint, owner: Who): Promise<Given> {
  const { query, form } = attemptAt(endpoint);
  const path = pathOf(endpoint.path, town);
  const isShown = endpoint.methods.includes("GET");
  const page = await town.browsers[owner].go(isShown ? `${path}?${encode(query?.(town))}` : "/account");
  const fields = page.forms.find(({ action }) => action === path)?.fields;
  assert(fields !== undefined, `${owner} has no form at ${path}: ${page.text}`);
  const names = new Set(fields.map(([name]) => name));
  const filled = [...names].map((name) => [name, fields.flatMap(([one, value]) => (one === name ? [value] : []))]);
  return { ...Object.fromEntries(filled), ...form?.(town) };
}

/** The mark of somebody's own forms. */
async function markOf(town: Town, who: Who): Promise<string> {
  const { forms } = await town.browsers[who].go("/account");
  const fields = forms.flatMap((form) => form.fields);
  return fields.find(([name]) => name === "csrf")?.[1] ?? assert.fail(`${who} has no form`);
}

/** Everything that can be asked of an endpoint, at each of its addresses. */
function requestsTo(
  endpoint: Endpoint,
  town: Town,
): readonly (Pick<Request, "method" | "address"> & { pattern: string })[] {
  return patternsOf(endpoint).flatMap((pattern) =>
    methodsOf(endpoint).map((method) => ({ method, pattern, address: pathOf(pattern, town) })),
  );
}

function saidOf({ status, location }: Answer): string {
  return `${status} ${location ?? ""}`.trim();
}

describe("who may do what", () => {
  let town: Town;
  let before: string;

  // Nothing of what is tried changes anything, so that all of it is tried at one server.
  beforeEach(async () => {
    town ??= await openTown();
    before = await recordsOf(town.server.issuer);
  });

  afterEach(async () => {
    assert.equal(await recordsOf(town.server.issuer), before, "something has changed");
  });

  after(() => town.server.stop());

  it("is tried at every page", () => {
    assert.sameMembers(
      GUARDED.map(({ path }) => path),
      Object.keys(ATTEMPTS),
    );
    assert.sameMembers(
      OTHERS.map(({ path }) => path),
      Object.keys(BY_THEMSELVES),
    );
    for (const { path, methods } of OTHERS)
      assert.sameMembers([...methods], Object.keys(BY_THEMSELVES[path] ?? {}), path);
  });

  for (const endpoint of GUARDED) {
    it(`sends whoever is not signed in to do that, and back: ${endpoint.path}`, async () => {
      const form = endpoint.methods.includes("POST") ? await formFor(town, endpoint, ownerOf(endpoint)) : {};
      for (const { method, address } of requestsTo(endpoint, town)) {
        const answer = await send(town, { who: "nobody", method, address, form });
        const next = endpoint.methods.includes("GET") ? address : "/account";
        assert.equal(saidOf(answer), `303 /login?next=${encodeURIComponent(next)}`, `${method} ${address}`);
        assert.equal(answer.text, "", address);
      }
    });

    it(`lets somebody in whose own it is, or whose work: ${endpoint.path}`, async () => {
      for (const { method, address } of requestsTo(endpoint, town)) {
        if (method === "POST") continue;
        const query = encode(attemptAt(endpoint).query?.(town));
        const answer = await send(town, { who: ownerOf(endpoint), method, address: `${address}?${query}` });
        assert.equal(saidOf(answer), "200", `${method} ${address}`);
      }
    });
  }

  for (const endpoint of STAFF) {
    it(`refuses who is not of the staff, whoever's it is: ${endpoint.path}`, async () => {
      const form = endpoint.methods.includes("POST") ? await formFor(town, endpoint, "sue") : {};
      for (const who of ["ann", "bob"] as const) {
        const csrf = await markOf(town, who);
        for (const { method, address } of requestsTo(endpoint, town)) {
          const answer = await send(town, { who, method, address, form: { ...form, csrf } });
          assert.equal(saidOf(answer), "403", `${who}: ${method} ${address}`);
          if (method !== "HEAD") assert.include(answer.text, "as it is for staff", address);
        }
      }
    });
  }

  for (const endpoint of PERSONAL.filter(isAboutOneThing)) {
    it(`tells nobody else that it is there, be they of the staff: ${endpoint.path}`, async () => {
      const { names = [] } = attemptAt(endpoint);
      const form = endpoint.methods.includes("POST") ? await formFor(town, endpoint, "ann") : {};
      const unnamed = { ...form, ...Object.fromEntries(names.map((name) => [name, "AAAAAAAA"])) };
      for (const who of ["bob", "sue"] as const) {
        const csrf = await markOf(town, who);
        for (const { method, address, pattern } of requestsTo(endpoint, town)) {
          const answer = await send(town, { who, method, address, form: { ...form, csrf } });
          assert.equal(saidOf(answer), "404", `${who}: ${method} ${address}`);
          const never = { address: pathOf(pattern, town, false), form: { ...unnamed, csrf } };
          assert.deepEqual(await send(town, { who, method, ...never }), answer, address);
        }
      }
    });
  }

  for (const endpoint of PERSONAL.filter((one) => !isAboutOneThing(one) && one.methods.includes("GET"))) {
    it(`shows nobody what is another's: ${endpoint.path}`, async () => {
      for (const address of patternsOf(endpoint)) {
        for (const who of ["bob", "sue"] as const) {
          const { status, text } = await send(town, { who, method: "GET", address });
          assert.equal(status, 200, address);
          for (const mark of [town.app.clientId, town.app.name, town.tag, town.sid, "ann@home.test"])
            assert.isFalse(text.includes(mark), `${mark} at ${address} of ${who}`);
        }
      }
    });
  }

  for (const endpoint of STAFF.filter(({ path }) => path.includes(":"))) {
    it(`tells staff that what never was is not there: ${endpoint.path}`, async () => {
      const csrf = await markOf(town, "sue");
      for (const { method, pattern } of requestsTo(endpoint, town)) {
        const address = pathOf(pattern, town, false);
        assert.equal(saidOf(await send(town, { who: "sue", method, address, form: { csrf } })), "404", address);
      }
    });
  }

  for (const endpoint of GUARDED.filter(({ methods }) => methods.includes("POST"))) {
    it(`believes no form of another site, or of another's session: ${endpoint.path}`, async () => {
      const who = ownerOf(endpoint);
      const form = await formFor(town, endpoint, who);
      const [own, others] = [await markOf(town, who), await markOf(town, "bob")];
      const addresses = patternsOf(endpoint).map((pattern) => pathOf(pattern, town));
      const tries = [
        ...addresses.map((address) => ({ address, csrf: "forged", status: 403 })),
        ...[undefined, "", others, own.slice(1)].map((csrf) => ({ address: addresses[0] ?? "", csrf, status: 403 })),
        // Of two it is not known which one is meant.
        { address: addresses[0] ?? "", csrf: [own, "forged"], status: 400 },
      ];
      for (const { address, csrf, status } of tries) {
        const answer = await send(town, { who, method: "POST", address, form: { ...form, csrf } });
        assert.equal(answer.status, status, `${String(csrf)} at ${address}`);
      }
    });
  }

  for (const endpoint of OTHERS) {
    it(`does nothing by itself for who only asks: ${endpoint.path}`, async () => {
      const { GET, POST } = BY_THEMSELVES[endpoint.path] ?? {};
      for (const pattern of patternsOf(endpoint)) {
        const address = pattern.replace(":id", "never-was");
        for (const method of methodsOf(endpoint)) {
          const [nobody, signedIn = nobody] = (method === "POST" ? POST : GET) ?? [];
          for (const [who, expected] of [["nobody", nobody] as const, ["bob", signedIn] as const]) {
            const answer = await send(town, { who, method, address, form: { csrf: "forged" } });
            assert.equal(answer.status, expected, `${who}: ${method} ${address} ${answer.text}`);
          }
        }
      }
    });
  }
});

describe("who may do something", function () {
  // Keys are made.
  this.timeout(20_000);

  for (const endpoint of GUARDED.filter(({ methods }) => methods.includes("POST"))) {
    it(`does it: ${endpoint.path}`, async () => {
      const town = await openTown();
      try {
        const who = ownerOf(endpoint);
        const form = await formFor(town, endpoint, who);
        const before = await recordsOf(town.server.issuer);
        const answer = await send(town, { who, method: "POST", address: pathOf(endpoint.path, town), form });
        assert.include([200, 303], answer.status, answer.text);
        assert.notInclude(answer.location ?? "", "/login");
        const { changesNothing = false } = attemptAt(endpoint);
        assert.equal((await recordsOf(town.server.issuer)) === before, changesNothing);
      } finally {
        await town.server.stop();
      }
    });
  }

  it("comes to the page that they wanted after they signed in", async () => {
    const town = await openTown();
    try {
      for (const endpoint of GUARDED.filter(({ methods }) => methods.includes("GET"))) {
        const query = encode(attemptAt(endpoint).query?.(town));
        const address = pathOf(endpoint.path, town) + (query === "" ? "" : `?${query}`);
        const browser = visitor(town.server.origin);
        const { url, status } = await signIn(browser, await browser.go(address), town.people[ownerOf(endpoint)]);
        assert.deepEqual([url.pathname + url.search, status], [address, 200]);
      }
    } finally {
      await town.server.stop();
    }
  });
});
