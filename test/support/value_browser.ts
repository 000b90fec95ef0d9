import { assert } from "chai";
import { BROWSER_COOKIE, SESSION_COOKIE } from "../../src/engine/mod.ts";
import type { Reply } from "../../src/protocol/mod.ts";
import type { AccountRecord } from "../../src/stores/mod.ts";
import { PASSWORD } from "./cast.ts";
import type { Asked, Given, IssuerUnderTest } from "./issuer_under_test.ts";
import { locationOf, markupOf } from "./replies.ts";
import { formsOf, type PageForm } from "./visitor.ts";

/** A browser that meets an issuer without a socket: it keeps cookies and sends forms, and goes nowhere by itself. */
export interface ValueBrowser {
  readonly cookies: Map<string, string>;
  get(path: string, asked?: Asked): Promise<Reply>;
  post(path: string, asked?: Asked): Promise<Reply>;
  /** Goes where an answer sends it. */
  follow(reply: Reply): Promise<Reply>;
  /** Sends the form of a page (not the one in the header), some fields changed. */
  submit(page: Reply, fill?: Given): Promise<Reply>;
  /** Has a person signed in with it, without the page. */
  signIn(account: AccountRecord): Promise<void>;
  /** Fills in the sign-in page. */
  logIn(page: Reply, account: Pick<AccountRecord, "username">, password?: string): Promise<Reply>;
}

/** The form of a page that is not the one in its header. */
export function formOf(page: Reply): PageForm {
  const form = formsOf(markupOf(page)).find(({ action }) => !action.endsWith("/logout"));
  assert(form !== undefined, `there is no form in ${markupOf(page)}`);
  return form;
}

function filled(fields: PageForm["fields"], fill: Given): Given {
  const names = new Set(fields.map(([name]) => name));
  const kept = [...names].map((name) => [name, fields.filter(([one]) => one === name).map(([, value]) => value)]);
  return { ...Object.fromEntries(kept), ...fill };
}

/** Opens a browser. */
export function valueBrowser(under: IssuerUnderTest): ValueBrowser {
  const cookies = new Map<string, string>();
  function keep(reply: Reply): Reply {
    for (const { name, value, clear } of reply.cookies ?? []) {
      if (clear === true) cookies.delete(name);
      else cookies.set(name, value);
    }
    return reply;
  }
  async function send(method: string, path: string, asked: Asked = {}): Promise<Reply> {
    return keep(await under.send(method, path, { cookies: Object.fromEntries(cookies), ...asked }));
  }
  const browser: ValueBrowser = {
    cookies,
    get: (path, asked) => send("GET", path, asked),
    post: (path, asked) => send("POST", path, asked),
    follow(reply) {
      const { pathname, search } = locationOf(reply);
      return send("GET", pathname, { query: search.slice(1) });
    },
    submit(page, fill = {}) {
      const { action, fields } = formOf(page);
      return send("POST", action, { form: filled(fields, fill) });
    },
    async signIn(account) {
      const { id } = await under.issuer.sessions.start(account);
      cookies.set(SESSION_COOKIE, id);
      if (!cookies.has(BROWSER_COOKIE)) cookies.set(BROWSER_COOKIE, under.issuer.random.token(256));
    },
    logIn: (page, { username }, password = PASSWORD) => browser.submit(page, { username, password }),
  };
  return browser;
}
