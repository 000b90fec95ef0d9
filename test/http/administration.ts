import { assert } from "chai";
import { readFacts, readItems, type ShownItem } from "../support/shown_records.ts";
import type { Reply } from "../../src/protocol/mod.ts";
import type { AccountRecord, AuditEntry } from "../../src/stores/mod.ts";
import { person } from "../support/cast.ts";
import type { Given, IssuerUnderTestOptions } from "../support/issuer_under_test.ts";
import { markupOf } from "../support/replies.ts";
import { type ValueBrowser, valueBrowser } from "../support/value_browser.ts";
import { scene, type Scene } from "./tokens.ts";

/** An issuer, and somebody of its staff who is signed in. */
export interface Administration extends Scene {
  readonly sue: AccountRecord;
  readonly desk: ValueBrowser;
  /** The things that a page lists. */
  list(path: string, query?: Given): Promise<readonly ShownItem[]>;
  /** What a page about one thing tells of it, by name. */
  facts(path: string): Promise<Readonly<Record<string, string>>>;
  /** Asks at a page that asks before it does something, and says yes. */
  agree(path: string, query?: Given): Promise<Reply>;
  /** What is written down of an event, newest first. */
  written(event: string): Promise<readonly AuditEntry[]>;
}

/** Opens an issuer with an application, a person, and somebody of its staff. */
export async function administrationOf(options: IssuerUnderTestOptions = {}): Promise<Administration> {
  const on = await scene(options);
  const { issuer } = on;
  const sue = await person(issuer, { username: "sue", isStaff: true });
  const desk = valueBrowser(on);
  await desk.signIn(sue);

  async function shown(path: string, query: Given = {}): Promise<Reply> {
    const reply = await desk.get(path, { query });
    assert.equal(reply.status, 200, path);
    return reply;
  }
  return {
    ...on,
    sue,
    desk,
    list: async (path, query) => readItems(markupOf(await shown(path, query))),
    facts: async (path) => readFacts(markupOf(await shown(path))),
    agree: async (path, query) => desk.submit(await shown(path, query)),
    written: (event) => issuer.durable.audit.search({ event, limit: 99 }),
  };
}
