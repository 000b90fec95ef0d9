import { assert } from "chai";
import type { Reply } from "../../src/protocol/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { client, person } from "../support/cast.ts";
import {
  type Given,
  type IssuerUnderTest,
  issuerUnderTest,
  type IssuerUnderTestOptions,
} from "../support/issuer_under_test.ts";
import { locationOf, markupOf } from "../support/replies.ts";
import { type ValueBrowser, valueBrowser } from "../support/value_browser.ts";

/** A form of an application with which nothing is wrong. */
export const FILLED: Given = { name: "Photo Printer", redirect_uris: "https://printer.test/cb" };

/** Somebody who is signed in at an issuer, and what they do with their applications. */
export interface Registrar extends IssuerUnderTest {
  readonly ann: AccountRecord;
  readonly browser: ValueBrowser;
  /** Fills in the form of a new application. */
  register(fill?: Given): Promise<Reply>;
  /** Fills in the form of one that is there. */
  change(app: ClientRecord, fill: Given): Promise<Reply>;
  /** An application of hers that was made without the form. */
  own(said?: Parameters<typeof client>[1]): Promise<ClientRecord>;
  /** All that are on record. */
  all(): Promise<readonly ClientRecord[]>;
}

/** Opens an issuer with somebody who is signed in. */
export async function applicationRegistrar({
  isStaff = false,
  ...options
}: IssuerUnderTestOptions & { readonly isStaff?: boolean } = {}): Promise<Registrar> {
  const under = await issuerUnderTest(options);
  const { issuer } = under;
  const ann = await person(issuer, { isStaff });
  const browser = valueBrowser(under);
  await browser.signIn(ann);
  return {
    ...under,
    ann,
    browser,
    register: async (fill = {}) =>
      browser.submit(await browser.get(`${issuer.base}/applications/register`), { ...FILLED, ...fill }),
    change: async (app, fill) =>
      browser.submit(await browser.get(`${issuer.base}/applications/${app.id}/update`), fill),
    own: (said = {}) => client(issuer, { ownerId: ann.id, ...said }),
    all: () => issuer.durable.clients.list({ limit: 1_000 }),
  };
}

/** The one application that a person registered by the form. */
export async function registered(on: Registrar, fill: Given = {}): Promise<ClientRecord> {
  const before = (await on.all()).length;
  const reply = await on.register(fill);
  assert.include([200, 303], reply.status, reply.kind === "html" ? problemsIn(reply).join("; ") : "");
  const all = await on.all();
  assert.lengthOf(all, before + 1);
  return all.at(-1) ?? assert.fail("there is none");
}

/** The record of an application as it is now. */
export async function recordOf({ issuer }: IssuerUnderTest, { id }: ClientRecord): Promise<ClientRecord> {
  return (await issuer.durable.clients.findByNumber(id)) ?? assert.fail("the application is gone");
}

function unescape(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}

/** What a page says at its fields: `redirect_uris: Name at least …`. */
export function problemsIn(page: Reply): readonly string[] {
  const found = markupOf(page).matchAll(/<p class="wrong" id="([\w-]+)-problem">([^<]*)<\/p>/g);
  return Array.from(found, ([, name, text = ""]) => `${name}: ${unescape(text)}`);
}

/** What a page warns of at its fields. */
export function warningsIn(page: Reply): readonly string[] {
  const found = markupOf(page).matchAll(/<p class="caution" id="([\w-]+)-warning">([^<]*)<\/p>/g);
  return Array.from(found, ([, name, text = ""]) => `${name}: ${unescape(text)}`);
}

/** The fields that a page says something is wrong with. */
export function wrongFields(page: Reply): readonly string[] {
  return problemsIn(page).map((text) => text.slice(0, text.indexOf(":")));
}

/** The texts of a page, without its markup. */
export function textOf(page: Reply): string {
  const markup = markupOf(page);
  return unescape(markup.slice(markup.indexOf("<main")).replaceAll(/<[^>]*>/g, " ")).replaceAll(/\s+/g, " ");
}

/** The secret that a page shows. */
export function secretIn(page: Reply): string {
  return /ts_cs_\w+/.exec(markupOf(page))?.[0] ?? assert.fail(`there is no secret in ${textOf(page)}`);
}

/** Where an answer leads, path and query. */
export function placeOf(reply: Reply): string {
  const { pathname, search } = locationOf(reply);
  return pathname + search;
}
