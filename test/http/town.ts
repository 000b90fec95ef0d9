import { assert } from "chai";
import type { Endpoint, Issuer } from "../../src/engine/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { client, person } from "../support/cast.ts";
import type { GivenSettings } from "../support/config.ts";
import { EVERYTHING } from "../support/everything.ts";
import { type HttpServer, httpServer } from "../support/http_server.ts";
import { START } from "../support/issuer_under_test.ts";
import { ask, signIn, textOf } from "../support/journey.ts";
import { type Visitor, visitor } from "../support/visitor.ts";
import { passwordForm } from "./tokens.ts";

/** Who tries a page. */
export type Who = "nobody" | "ann" | "bob" | "sue";

/** A server with everything turned on, where Ann has one of each thing, Bob has nothing, and Sue is of the staff. */
export interface Town {
  readonly server: HttpServer;
  readonly people: Readonly<Record<Exclude<Who, "nobody">, AccountRecord>>;
  /** Browsers of theirs, signed in but for nobody's. */
  readonly browsers: Readonly<Record<Who, Visitor>>;
  readonly app: ClientRecord;
  /** Of Ann's authorization of her application. */
  readonly tag: string;
  readonly access: string;
  readonly refresh: string;
  /** Of a session of Ann's in another browser, and its cookie. */
  readonly sid: string;
  readonly cookie: string;
}

async function signedIn({ origin }: HttpServer, account: AccountRecord): Promise<Visitor> {
  const browser = visitor(origin);
  const seen = await signIn(browser, await browser.go("/login"), account);
  assert.equal(seen.url.pathname, "/account");
  return browser;
}

/** Opens the town. */
export async function openTown(settings: GivenSettings = {}): Promise<Town> {
  const server = await httpServer({ settings: { ...EVERYTHING, ...settings } });
  const { issuer, origin } = server;
  const ann = await person(issuer, { username: "ann", email: "ann@home.test" });
  const bob = await person(issuer, { username: "bob" });
  const sue = await person(issuer, { username: "sue", isStaff: true });
  await person(issuer, { username: "una", isStaff: true });
  const app = await client(issuer, { clientId: "anns-printer", name: "Printer of Ann", ownerId: ann.id });
  await issuer.durable.consents.remember({ accountId: ann.id, client: app.id, scope: ["read"], grantedAt: START });
  const tokens = await ask(`${origin}/token`, { form: passwordForm(ann), as: app });
  const access = textOf(tokens, "access_token");
  // Whoever comes there first has the page registered as a client.
  await visitor(origin).go("/docs");
  const { id: cookie, session } = await issuer.sessions.start(ann);
  return {
    server,
    people: { ann, bob, sue },
    browsers: {
      nobody: visitor(origin),
      ann: await signedIn(server, ann),
      bob: await signedIn(server, bob),
      sue: await signedIn(server, sue),
    },
    app,
    tag: access.slice(6, 14),
    access,
    refresh: textOf(tokens, "refresh_token"),
    sid: session.sid,
    cookie,
  };
}

/** Everything that is on record, as a text; what differs has changed. */
export async function recordsOf({ durable }: Issuer): Promise<string> {
  const limit = 1_000;
  const accounts = await durable.accounts.list({ limit });
  const records = {
    accounts,
    clients: await durable.clients.list({ limit }),
    consents: await Promise.all(accounts.map(({ id }) => durable.consents.list(id))),
    families: await durable.families.search({ limit }),
    sessions: await durable.sessions.search({ at: 0, limit }),
    keys: await durable.keys.list(),
    audit: await durable.audit.list({ limit }),
  };
  return JSON.stringify(records, undefined, 1);
}

/** A path with Ann's things in the place of its names, or with what never was. */
export function pathOf(path: string, { app, tag, sid, people }: Town, isThere = true): string {
  const id = path.startsWith("/admin/users") ? people.ann.id : app.id;
  const things: Readonly<Record<string, string | number>> = isThere
    ? { id, tag, sid, client: app.id, client_id: app.clientId }
    : { id: 999_999, tag: "AAAAAAAA", sid: "AAAAAAAA", client: 999_999 };
  return path.replaceAll(/:(\w+)/g, (_, name: string) => String(things[name] ?? assert.fail(`what is ${name}?`)));
}

/** The patterns under which an endpoint is served, with and without the slash at the end. */
export function patternsOf({ path, aliases = [] }: Endpoint): readonly string[] {
  const older = aliases.flatMap((alias) => [`/o/${alias}/`, `/oauth/${alias}`, `/oauth2/${alias}/`]);
  return path === "/" ? [path] : [path, `${path}/`, ...older];
}
