import { delimiter } from "node:path";
import type { Browser as Program, BrowserContext, BrowserType, Page, Request, Response } from "playwright-core";
import { findExecutables } from "../../provision/mod.ts";
import { answerLine } from "./answer_line.ts";
import type { Answer, Browser, BrowserOptions, OpenBrowser, Visited } from "./browser.ts";
import { buttonFor, questionOf } from "./page_question.ts";
import { nextOf, pinOf } from "./page_reader.ts";

const NAMES: readonly string[] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/** Milliseconds that a page has to come, and that a person looks at it before doing anything. */
const [PAGE_PATIENCE, LOOK] = [10_000, 50];
/** More pages than there are between a request and its answer. */
const LONGEST_WAY = 30;

/** There is no browser to use; the message says how to get one. */
export class NoChromium extends Error {
  override readonly name = "NoChromium";
}

/** A browser program, and how it is opened for one attempt. */
export interface Chromium {
  readonly open: OpenBrowser;
  close(): Promise<void>;
}

async function loadPlaywright(): Promise<BrowserType> {
  try {
    return (await import("playwright-core")).chromium;
  } catch (cause) {
    const says = "Cannot open a browser as playwright-core is not installed: npm install playwright-core";
    throw new NoChromium(says, { cause });
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

async function findProgram({ CHROMIUM: chosen = "", PATH: path = "" }: Environment): Promise<string> {
  const [found] = chosen === "" ? await findExecutables(NAMES, path.split(delimiter)) : [chosen];
  if (found !== undefined) return found;
  const says = "Cannot find a Chromium: install one (apt install chromium), or name its program in CHROMIUM";
  throw new NoChromium(says);
}

/**
 * Starts a headless Chromium: the program that `CHROMIUM` names, or one in the `PATH`. Throws `NoChromium`.
 */
export async function chromiumBrowser(environment: Environment): Promise<Chromium> {
  const chromium = await loadPlaywright();
  const executablePath = await findProgram(environment);
  const program: Program = await chromium.launch({ executablePath, args: ["--disable-dev-shm-usage"] });
  return {
    async open(options) {
      const context = await program.newContext();
      return new Tab(options, context);
    },
    close: () => program.close(),
  };
}

function isWeb({ protocol }: URL): boolean {
  return protocol === "http:" || protocol === "https:";
}

/** Whether a request is for the page itself, and not for something in it. */
function isOfPage(request: Request): boolean {
  return request.isNavigationRequest() && request.frame().parentFrame() === null;
}

class Tab implements Browser {
  readonly #options: BrowserOptions;
  readonly #context: BrowserContext;
  readonly #home: string;

  constructor(options: BrowserOptions, context: BrowserContext) {
    this.#options = options;
    this.#context = context;
    this.#home = new URL(options.issuer).origin;
  }

  async visit(address: string): Promise<Visited> {
    let status = 0;
    let page: Page | undefined;
    const sent: Answer[] = [];
    try {
      page = await this.#context.newPage();
      page.on("request", (request) => this.#noteRequest(request, sent));
      page.on("response", (response) => {
        if (!isOfPage(response.request())) return;
        status = response.status();
        this.#noteRedirect(response, sent);
      });
      await page.goto(address, { timeout: PAGE_PATIENCE }).catch(() => undefined);
      await this.#goOn(page, sent);
      if (this.#options.deliversTwice) for (const answer of sent.slice(-1)) await this.deliver(answer);
      return { url: page.url(), status, title: await page.title() };
    } catch {
      // the attempt is over, and its browser closed
      return { url: address, status };
    } finally {
      await page?.close().catch(() => undefined);
    }
  }

  async deliver(answer: Answer): Promise<void> {
    this.#options.answered(answerLine(answer));
    const { url, body } = answer;
    if (!isWeb(url)) return;
    const { request } = this.#context;
    const sending =
      body === undefined ? request.get(url.href) : request.post(url.href, { form: Object.fromEntries(body) });
    await sending.catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.#context.close().catch(() => undefined);
  }

  #add(answer: Answer, sent: Answer[]): void {
    sent.push(answer);
    this.#options.answered(answerLine(answer));
  }

  #leaves(from: string, url: URL): boolean {
    return this.#isHome(from) && url.origin !== this.#home;
  }

  /** Hears of it when a page of the provider sends the browser away by itself. */
  #noteRequest(request: Request, sent: Answer[]): void {
    const url = new URL(request.url());
    if (!isOfPage(request) || request.redirectedFrom() !== null || !this.#leaves(request.frame().url(), url)) return;
    const form = request.method() === "POST" ? request.postData() : null;
    this.#add(form === null ? { url } : { url, body: new URLSearchParams(form) }, sent);
  }

  /** Hears of it when the provider redirects the browser: a fragment, and a scheme of the client's own, are seen here alone. */
  #noteRedirect(response: Response, sent: Answer[]): void {
    const { location = "" } = response.headers();
    if (response.status() < 300 || response.status() >= 400 || !URL.canParse(location, response.url())) return;
    const url = new URL(location, response.url());
    if (this.#leaves(response.url(), url)) this.#add({ url }, sent);
  }

  async #goOn(page: Page, sent: readonly Answer[]): Promise<void> {
    for (let steps = 0; steps < LONGEST_WAY && !this.#options.signal.aborted; steps += 1) {
      await page.waitForLoadState("load", { timeout: PAGE_PATIENCE }).catch(() => undefined);
      await page.waitForTimeout(LOOK);
      // A page stays where it is when it leads to a scheme of the client's own.
      if (!this.#isHome(page.url()) || sent.some(({ url }) => !isWeb(url))) return;
      const text = await page.content().catch(() => undefined);
      // It is just going on by itself.
      if (text === undefined) continue;
      if (!(await this.#answer(page, text))) return;
    }
  }

  #isHome(address: string): boolean {
    return URL.canParse(address) && new URL(address).origin === this.#home;
  }

  /** Does what a person does on a page; false when there is nothing to be done. */
  async #answer(page: Page, text: string): Promise<boolean> {
    const { person, denies, userCode, answered } = this.#options;
    const pin = pinOf(text);
    if (pin !== undefined) answered(pin);
    const form = questionOf(text);
    const leaves = form !== undefined && !this.#isHome(new URL(form.action, page.url()).href);
    if (leaves || nextOf(text) !== undefined) return this.#left(page);
    if (form === undefined) return false;
    const names = new Map(form.fields);
    if (names.has("username")) await page.fill("input[name=username]", person.username);
    if (names.has("password")) await page.fill("input[name=password]", person.password);
    if (names.get("user_code") === "") {
      const code = await userCode();
      if (code === undefined) return false;
      await page.fill("input[name=user_code]", code);
    }
    const value = buttonFor(form, denies)?.value;
    await page.click(value === undefined ? "form .actions button.main" : `button[value=${value}]`);
    return true;
  }

  /** Waits for a page that goes on by itself. */
  async #left(page: Page): Promise<boolean> {
    const gone = page.waitForURL((url) => url.origin !== this.#home, { timeout: PAGE_PATIENCE, waitUntil: "commit" });
    await gone.catch(() => undefined);
    return false;
  }
}
