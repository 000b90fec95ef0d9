import { assert } from "chai";
import * as fc from "fast-check";
import type { Reply } from "../../src/protocol/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { person } from "../support/cast.ts";
import { codeRequest } from "../support/code_flow.ts";
import { type IssuerUnderTest, issuerUnderTest } from "../support/issuer_under_test.ts";
import { redemption } from "../support/journey.ts";
import { bodyOf, locationOf, markupOf, textIn } from "../support/replies.ts";
import { formsOf } from "../support/visitor.ts";
import { type ValueBrowser, valueBrowser } from "../support/value_browser.ts";
import { isSignedIn, loggingOut } from "./logout.ts";

/** What the model knows of a session. */
interface Session {
  readonly who: number;
  alive: boolean;
}

/** Tokens that a client got in a session; those that outlive it are nobody's to end. */
interface Grant {
  readonly session: Session;
  readonly client: number;
  readonly outlives: boolean;
  alive: boolean;
  readonly tokens: Reply;
}

/** The issuer, and beside it what should be true of it. */
interface World {
  readonly under: IssuerUnderTest;
  readonly people: readonly AccountRecord[];
  readonly clients: readonly ClientRecord[];
  readonly browsers: readonly { readonly real: ValueBrowser; session: Session | undefined }[];
  readonly sessions: Session[];
  readonly grants: Grant[];
}

type Browser = World["browsers"][number];

async function newWorld(): Promise<World> {
  const under = await issuerUnderTest();
  const people = [await person(under.issuer), await person(under.issuer)];
  const clients = [await loggingOut(under), await loggingOut(under)];
  const browsers = [1, 2, 3].map(() => ({ real: valueBrowser(under), session: undefined }));
  return { under, people, clients, browsers, sessions: [], grants: [] };
}

/** The model of a session's end: its tokens go with it, those of one client or of all. */
function over(world: World, session: Session, client?: number): void {
  session.alive = false;
  for (const grant of world.grants) {
    const isMeant = grant.session === session && (client === undefined || grant.client === client);
    if (isMeant && !grant.outlives) grant.alive = false;
  }
}

function living({ session }: Browser): Session | undefined {
  return session?.alive === true ? session : undefined;
}

/** Something that somebody does: to the issuer, and to the model. */
type Act = (world: World) => Promise<void>;

function signIn(at: number, who: number): Act {
  return async (world) => {
    const browser = world.browsers[at]!;
    const before = living(browser);
    await browser.real.logIn(await browser.real.get("/login"), world.people[who]!);
    // The same person goes on with the session of this browser; another's ends.
    if (before?.who === who) return;
    if (before !== undefined) over(world, before);
    browser.session = { who, alive: true };
    world.sessions.push(browser.session);
  };
}

async function codeOf({ real }: Browser, client: ClientRecord, outlives: boolean): Promise<string> {
  const said = outlives ? { scope: "openid read offline_access", prompt: "consent" } : { scope: "openid read" };
  const reply = await real.get("/authorize", { query: codeRequest(client, said) });
  const isAsked = locationOf(reply).pathname.startsWith("/interaction/");
  const answer = isAsked ? await real.submit(await real.follow(reply), { action: "allow" }) : reply;
  return locationOf(answer).searchParams.get("code") ?? assert.fail("there is no code");
}

function use(at: number, client: number, outlives: boolean): Act {
  return async (world) => {
    const browser = world.browsers[at]!;
    const session = living(browser);
    if (session === undefined) return;
    const as = world.clients[client]!;
    const tokens = await world.under.post("/token", { as, form: redemption(await codeOf(browser, as, outlives)) });
    world.grants.push({ session, client, outlives, alive: true, tokens });
  };
}

function leaveByHint(at: number, which: number): Act {
  return async (world) => {
    const [browser, grant] = [world.browsers[at]!, world.grants[which % Math.max(world.grants.length, 1)]];
    if (grant === undefined) return;
    await browser.real.get("/logout", { query: { id_token_hint: textIn(grant.tokens, "id_token") } });
    if (living(browser) === grant.session) over(world, grant.session, grant.client);
  };
}

function leaveAsked(at: number, client: number | undefined, action: "logout" | "stay"): Act {
  return async (world) => {
    const browser = world.browsers[at]!;
    const session = living(browser);
    const query = client === undefined ? {} : { client_id: world.clients[client]!.clientId };
    const page = await browser.real.get("/logout", { query });
    assert.equal(markupOf(page).includes("Log out?"), session !== undefined);
    if (session === undefined) return;
    await browser.real.submit(page, { action });
    if (action === "logout") over(world, session, client);
  };
}

/** Sends a form of the account page, where there is one. */
async function sendOwn({ real }: Browser, action: string, fields: Readonly<Record<string, string>>): Promise<void> {
  const page = await real.get("/account");
  const form = page.kind === "html" ? formsOf(page.markup).find((one) => one.action === "/logout") : undefined;
  if (form !== undefined) await real.post(action, { form: { ...Object.fromEntries(form.fields), ...fields } });
}

function leaveByOneself(at: number): Act {
  return async (world) => {
    const browser = world.browsers[at]!;
    const session = living(browser);
    await sendOwn(browser, "/logout", {});
    if (session !== undefined) over(world, session);
  };
}

function endOthers(at: number): Act {
  return async (world) => {
    const browser = world.browsers[at]!;
    const session = living(browser);
    await sendOwn(browser, "/account/sessions/end", { others: "yes" });
    if (session === undefined) return;
    for (const other of world.sessions)
      if (other !== session && other.who === session.who && other.alive) over(world, other);
  };
}

/** Two people in three browsers, at two applications each: a world in which something can go wrong. */
async function livelyWorld(): Promise<World> {
  const world = await newWorld();
  for (const [browser, who] of [0, 0, 1].entries()) await signIn(browser, who)(world);
  for (const browser of [0, 1, 2])
    for (const client of [0, 1]) await use(browser, client, browser + client === 2)(world);
  return world;
}

/** The world after what everybody did. */
async function after(acts: readonly Act[]): Promise<World> {
  const world = await livelyWorld();
  for (const act of acts) await act(world);
  return world;
}

const at = fc.nat({ max: 2 });
const one = fc.nat({ max: 1 });
const ACTS: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(at, one).map(([browser, who]) => signIn(browser, who)) },
  {
    weight: 3,
    arbitrary: fc.tuple(at, one, fc.boolean()).map(([browser, client, keeps]) => use(browser, client, keeps)),
  },
  { weight: 2, arbitrary: fc.tuple(at, fc.nat()).map(([browser, which]) => leaveByHint(browser, which)) },
  fc
    .tuple(at, fc.option(one, { nil: undefined }), fc.constantFrom("logout", "stay"))
    .map(([browser, client, action]) => leaveAsked(browser, client, action)),
  at.map(leaveByOneself),
  at.map(endOthers),
);

const HISTORY = fc.array(ACTS, { minLength: 1, maxLength: 12 });

async function assertAsModelled({ under, browsers, grants, clients, people, sessions }: World): Promise<void> {
  for (const browser of browsers)
    assert.equal(await isSignedIn({ browser: browser.real }), living(browser) !== undefined, "who is signed in");
  for (const { tokens, alive, client } of grants) {
    const form = { token: textIn(tokens, "refresh_token") };
    const { active } = bodyOf(await under.post("/introspect", { as: clients[client]!, form }));
    assert.equal(active, alive, "whose tokens live");
  }
  for (const [who, { id }] of people.entries()) {
    const expected = sessions.filter((session) => session.who === who && session.alive).length;
    assert.lengthOf(await under.issuer.sessions.list(id), expected, "how many sessions there are");
  }
}

describe("any history of people who come and go", function () {
  this.timeout(120_000);

  it("leaves signed in, and alive, whoever nobody logged out, and nobody else", () =>
    fc.assert(
      fc.asyncProperty(HISTORY, async (acts) => assertAsModelled(await after(acts))),
      { numRuns: 40 },
    ));

  it("tells of each session's end once", () =>
    fc.assert(
      fc.asyncProperty(HISTORY, async (acts) => {
        const world = await after(acts);
        const told = world.under.events.filter((name) => name === "session.ended").length;
        assert.equal(told, world.sessions.filter(({ alive }) => !alive).length);
      }),
      { numRuns: 40 },
    ));
});
