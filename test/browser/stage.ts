import type { Context, Suite } from "mocha";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import type { ClientInput } from "../../src/clients/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { client, PASSWORD, person } from "../support/cast.ts";
import { findChromium } from "../support/chromium.ts";
import type { Given } from "../support/issuer_under_test.ts";
import { authorizeUrl } from "../support/journey.ts";
import { type RunningServer, startServer } from "../support/running_server.ts";
import { skipFor } from "../support/skip.ts";
import { clientSite, type ClientSite } from "./client_site.ts";

/** A server, the site of an application, and a Chromium. */
export interface OpenStage {
  readonly server: RunningServer;
  readonly site: ClientSite;
  readonly browser: Browser;
}

interface BrowserStage extends OpenStage {
  stop(): Promise<void>;
}

/** Where there is no Chromium the tests are skipped. */
async function openBrowserStage(hook: Context): Promise<BrowserStage> {
  hook.timeout(120_000);
  const executablePath = await findChromium();
  if (executablePath === undefined) return skipFor(hook, "there is no Chromium here");
  const [server, site, browser] = await Promise.all([
    startServer({ settings: { SIGN_UP: "open", API_DOCS: "page", CLIENT_REGISTRATION: "token", LAB: "on" } }),
    clientSite(),
    chromium.launch({ executablePath, args: ["--disable-dev-shm-usage"] }),
  ]);
  return {
    server,
    site,
    browser,
    async stop() {
      await browser.close();
      await Promise.all([server.stop(), site.stop()]);
    },
  };
}

/** A stage that is open while the tests of a suite run, which have a minute each. */
export function stageOf(suite: Suite): OpenStage {
  const opened: { stage?: BrowserStage } = {};
  function stage(): BrowserStage {
    if (opened.stage === undefined) throw new TypeError("Cannot use the stage before the tests begin");
    return opened.stage;
  }
  suite.timeout(60_000);
  suite.beforeAll(async function () {
    opened.stage = await openBrowserStage(this);
  });
  suite.afterAll(async () => opened.stage?.stop());
  return {
    get server() {
      return stage().server;
    },
    get site() {
      return stage().site;
    },
    get browser() {
      return stage().browser;
    },
  };
}

/** Somebody in front of a window of their own. */
export interface Viewer {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly owner: AccountRecord;
  readonly application: ClientRecord;
  /** What the browser complained about: refused scripts, styles, forms. */
  readonly complaints: readonly string[];
  /** The application sends the browser to the server. */
  readonly arrive: (said?: Given) => Promise<void>;
  /** Fills in the login page that is shown. */
  readonly signIn: () => Promise<void>;
}

/** How a window differs from the standard one. */
export interface ViewerOptions extends BrowserContextOptions {
  readonly client?: Partial<ClientInput>;
}

/** Opens a window for a new person, with a new application. */
export async function viewer(stage: OpenStage, options: ViewerOptions = {}): Promise<Viewer> {
  const { client: said = {}, ...windowOptions } = options;
  const { server, site } = stage;
  const application = await client(server.issuer, { redirectUris: [site.callback], ...said });
  const owner = await person(server.issuer);
  const context = await stage.browser.newContext(windowOptions);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return {
    page,
    context,
    owner,
    application,
    complaints,
    async arrive(given = {}) {
      await page.goto(authorizeUrl(server.url, application, { redirect_uri: site.callback, ...given }));
    },
    async signIn() {
      await page.getByLabel("Username").fill(owner.username);
      await page.getByLabel("Password").fill(PASSWORD);
      await page.getByRole("button", { name: "Log in" }).click();
    },
  };
}

/** What the browser brought back to the application for a state. */
export function broughtBack({ site }: Pick<BrowserStage, "site">, state: string): readonly URLSearchParams[] {
  return site.brought.map(({ params }) => params).filter((params) => params.get("state") === state);
}
