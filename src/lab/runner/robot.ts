import { answerLine } from "./answer_line.ts";
import type { Answer, Browser, BrowserOptions, OpenBrowser, Visited } from "./browser.ts";
import { cookieJar } from "./cookie_jar.ts";
import { framesOf, nextOf, type PageForm, pinOf, titleOf } from "./page_reader.ts";
import { buttonFor, questionOf } from "./page_question.ts";

/** More pages than there are between a request and its answer, going round in circles excepted. */
const LONGEST_WAY = 30;

/** A request that the browser is about to make. */
interface Step extends Answer {
  /** The page that leads there; undefined for what a person typed. */
  readonly from?: URL;
}

/** A page that came. */
interface Page {
  readonly url: URL;
  readonly response: Response;
  readonly text: string;
}

function isWeb({ protocol }: URL): boolean {
  return protocol === "http:" || protocol === "https:";
}

function redirectOf({ url, response }: Page): URL | undefined {
  const location = response.headers.get("location");
  if (location === null || response.status < 300 || response.status >= 400) return undefined;
  return URL.canParse(location, url.href) ? new URL(location, url) : undefined;
}

/**
 * A browser without script, which signs in and answers by itself as our pages ask: quick, and enough for every client
 * whose own pages need no script.
 *
 * @param fetch That of the platform when not given.
 */
export function robotBrowser(fetch: typeof globalThis.fetch = globalThis.fetch): OpenBrowser {
  return async (options) => new Robot(options, fetch);
}

class Robot implements Browser {
  readonly #options: BrowserOptions;
  readonly #fetch: typeof globalThis.fetch;
  readonly #home: string;
  // no cookie of an attempt is old enough to expire within it
  readonly #jar = cookieJar(1);

  constructor(options: BrowserOptions, fetch: typeof globalThis.fetch) {
    this.#options = options;
    this.#fetch = fetch;
    this.#home = new URL(options.issuer).origin;
  }

  async visit(address: string): Promise<Visited> {
    let step: Step | undefined = URL.canParse(address) ? { url: new URL(address) } : undefined;
    let last: Visited = { url: address, status: 0 };
    for (let steps = 0; step !== undefined && steps < LONGEST_WAY; steps += 1) {
      const { url }: Step = step;
      const page = await this.#take(step);
      if (page === undefined) return { url: url.href, status: 0 };
      const title = titleOf(page.text);
      last = { url: url.href, status: page.response.status, ...(title === undefined ? {} : { title }) };
      step = await this.#after(page);
    }
    return last;
  }

  async deliver(answer: Answer): Promise<void> {
    this.#options.answered(answerLine(answer));
    if (isWeb(answer.url)) await this.#send(answer);
  }

  async close(): Promise<void> {
    // what is under way ends with the signal
  }

  #leaves({ url, from }: Step): boolean {
    return from !== undefined && from.origin === this.#home && url.origin !== this.#home;
  }

  /** Makes a request; undefined when nobody answered, or it is no address of the web. */
  async #take(step: Step): Promise<Page | undefined> {
    const isAnswer = this.#leaves(step);
    if (isAnswer) this.#options.answered(answerLine(step));
    const page = isWeb(step.url) ? await this.#send(step) : undefined;
    if (!isAnswer || !this.#options.deliversTwice) return page;
    await this.deliver(step);
    return page;
  }

  async #send({ url, body, from }: Step): Promise<Page | undefined> {
    const headers = new Headers({ accept: "text/html,*/*;q=0.8", "user-agent": "Touchstone's browser" });
    const cookie = this.#jar.headerFor(url);
    if (cookie !== "") headers.set("cookie", cookie);
    if (body !== undefined) {
      headers.set("origin", from?.origin ?? this.#home);
      headers.set("sec-fetch-site", from?.origin === url.origin ? "same-origin" : "cross-site");
    }
    try {
      const response = await this.#fetch(url, {
        ...(body === undefined ? {} : { method: "POST", body }),
        headers,
        redirect: "manual",
        signal: this.#options.signal,
      });
      this.#jar.take(url, response.headers.getSetCookie());
      return { url, response, text: await response.text() };
    } catch {
      // A client that reads its answers from standard input has no server; a broken answer is the client's business.
      return undefined;
    }
  }

  /** What a person does on a page; undefined when there is nothing to be done. */
  async #after(page: Page): Promise<Step | undefined> {
    const { url, response, text } = page;
    const redirect = redirectOf(page);
    if (redirect !== undefined) return { url: redirect, from: url };
    if (url.origin !== this.#home) return undefined;
    const pin = pinOf(text);
    if (pin !== undefined) this.#options.answered(pin);
    for (const frame of framesOf(text)) if (URL.canParse(frame)) await this.#send({ url: new URL(frame), from: url });
    const next = nextOf(text);
    if (next !== undefined && URL.canParse(next, url.href)) return { url: new URL(next, url), from: url };
    const form = questionOf(text);
    if (form === undefined || !URL.canParse(form.action, url.href)) return undefined;
    const target = new URL(form.action, url);
    // A page that carries an answer may have the status of the error that the answer is.
    if (response.status >= 400 && target.origin === this.#home) return undefined;
    const body = target.origin === this.#home ? await this.#fillIn(form) : new URLSearchParams(form.fields.map(pair));
    return body === undefined ? undefined : { url: target, body, from: url };
  }

  async #fillIn(form: PageForm): Promise<URLSearchParams | undefined> {
    const { person, denies, userCode } = this.#options;
    const filled = new URLSearchParams();
    for (const [name, value] of form.fields) {
      if (name === "username") filled.append(name, person.username);
      else if (name === "password") filled.append(name, person.password);
      else if (name === "user_code" && value === "") {
        const code = await userCode();
        if (code === undefined) return undefined;
        filled.append(name, code);
      } else filled.append(name, value);
    }
    const button = buttonFor(form, denies);
    if (button !== undefined) filled.append(button.name, button.value);
    return filled;
  }
}

function pair([name, value]: readonly [string, string]): [string, string] {
  return [name, value];
}
