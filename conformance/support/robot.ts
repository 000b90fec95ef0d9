import { formsOf, type PageForm } from "../../test/support/visitor.ts";

/** Who the robot is. */
export interface Person {
  readonly username: string;
  readonly password: string;
}

/** What it does when it is asked whether it allows something. */
export type Mind = "allow" | "deny";

/** Where a browser stands. */
interface Standing {
  readonly url: URL;
  readonly response: Response;
  readonly text: string;
}

/** How an address is opened. */
export interface OpenOptions {
  /** Its query is posted as a form. */
  readonly post?: boolean;
}

/** Where opening it led. */
export interface Opened {
  /** Undefined = the provider kept the browser. */
  readonly sentTo?: URL;
  readonly status: number;
  readonly text: string;
  /** Whether a password had to be typed on the way. */
  readonly typed: boolean;
}

/** More pages than any provider shows between a request and its answer. */
const LONGEST_WAY = 20;

function isRedirect({ status, headers }: Response): boolean {
  return status >= 300 && status < 400 && headers.has("location");
}

/** Buttons of a page, by which a person allows or denies. */
function buttonOf(markup: string, mind: Mind): readonly (readonly [string, string])[] {
  const buttons = markup.match(/<button\b[^>]*>/g) ?? [];
  const wanted = buttons.find((tag) => tag.includes(`value="${mind}"`));
  const name = wanted === undefined ? undefined : /\sname="([^"]*)"/.exec(wanted)?.[1];
  return name === undefined ? [] : [[name, mind]];
}

function fillIn(
  form: PageForm,
  markup: string,
  options: { readonly person: Person; readonly mind: Mind },
): URLSearchParams {
  const filled = form.fields.map(([name, value]): [string, string] => {
    if (name === "username" || name === "login") return [name, options.person.username];
    return name === "password" ? [name, options.person.password] : [name, value];
  });
  return new URLSearchParams([...filled, ...buttonOf(markup, options.mind)].map(([name, value]) => [name, value]));
}

/** A browser without script that signs in and answers by itself, at any provider whose pages are plain forms. */
export class Robot {
  readonly #cookies = new Map<string, string>();
  readonly #person: Person;
  readonly #mind: Mind;
  #typed = false;

  constructor(person: Person, mind: Mind = "allow") {
    this.#person = person;
    this.#mind = mind;
  }

  async #send(url: URL, options: RequestInit = {}): Promise<Standing> {
    const headers = new Headers(options.headers);
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    if (cookie !== "") headers.set("cookie", cookie);
    const response = await fetch(url, { ...options, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const [name = "", ...value] = pair.split("=");
      this.#cookies.set(name, value.join("="));
    }
    return { url, response, text: await response.text() };
  }

  /** The next page, or the address outside the provider to which it sends the browser. */
  async #step({ url, response, text }: Standing, home: string): Promise<Standing | URL> {
    if (isRedirect(response)) {
      const next = new URL(response.headers.get("location") ?? "", url);
      return next.origin === home ? this.#send(next) : next;
    }
    const abort = this.#mind === "deny" ? /href="([^"]*\/abort)"/.exec(text)?.[1] : undefined;
    if (abort !== undefined) return this.#send(new URL(abort, url));
    const form = formsOf(text).find(({ action }) => !action.endsWith("/logout"));
    if (form === undefined) return { url, response, text };
    const target = new URL(form.action, url);
    const body = fillIn(form, text, { person: this.#person, mind: this.#mind });
    if (body.has("password")) this.#typed = true;
    // a page that posts an answer may call itself an error, as the answer is one
    if (target.origin !== home) return withForm(target, body);
    if (response.status >= 400) return { url, response, text };
    return this.#send(target, { method: "POST", body, headers: { origin: home, "sec-fetch-site": "same-origin" } });
  }

  /**
   * Opens an authorization URL and goes on until the provider sends the browser away, or shows an error.
   *
   * Parameters that come in a form (form_post) are answered as the query of the form's address.
   */
  async open(address: URL, { post = false }: OpenOptions = {}): Promise<Opened> {
    this.#typed = false;
    let standing = await (post
      ? this.#send(new URL(address.pathname, address), { method: "POST", body: address.searchParams })
      : this.#send(address));
    for (let pages = 0; pages < LONGEST_WAY; pages += 1) {
      const next = await this.#step(standing, address.origin);
      if (next instanceof URL) return { sentTo: next, ...this.#seen(standing) };
      if (next.text === standing.text && next.url.href === standing.url.href) break;
      standing = next;
    }
    return this.#seen(standing);
  }

  #seen({ response, text }: Standing): Opened {
    return { status: response.status, text, typed: this.#typed };
  }
}

function withForm(target: URL, body: URLSearchParams): URL {
  const sent = new URL(target);
  for (const [name, value] of body) sent.searchParams.append(name, value);
  return sent;
}
