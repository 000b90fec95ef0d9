import { formsOf, type PageForm } from "../../src/lab/runner/page_reader.ts";

export { formsOf, type PageForm };

/** A page that a visitor sees, or the address outside the server to which it was sent. */
export interface Seen {
  readonly url: URL;
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  readonly forms: readonly PageForm[];
}

/** How a form is sent. */
export interface Submission {
  /** Part of the form's action, where the page has several; the first form otherwise. */
  readonly form?: string;
  /** Fields to change; a list gives several of one name, null leaves the field out. */
  readonly fill?: Readonly<Record<string, string | readonly string[] | null>>;
}

/** A browser without script: cookies, redirects within the server, forms. */
export interface Visitor {
  readonly cookies: ReadonlyMap<string, string>;
  /** Goes to an address, and on as long as the server itself sends it on. */
  go(url: string | URL): Promise<Seen>;
  submit(page: Seen, submission?: Submission): Promise<Seen>;
  /** Sends one request and follows nothing. */
  fetch(url: string | URL, options?: RequestInit): Promise<Response>;
}

function keepCookies(response: Response, jar: Map<string, string>): void {
  for (const line of response.headers.getSetCookie()) {
    const [pair = ""] = line.split(";");
    const equals = pair.indexOf("=");
    if (/max-age=0/i.test(line)) jar.delete(pair.slice(0, equals));
    else jar.set(pair.slice(0, equals), pair.slice(equals + 1));
  }
}

function filled({ fields }: PageForm, { fill = {} }: Submission): URLSearchParams {
  const kept = fields.filter(([name]) => !Object.hasOwn(fill, name));
  const added = Object.entries(fill).flatMap(([name, value]) =>
    value === null
      ? []
      : (typeof value === "string" ? [value] : value).map((one): readonly [string, string] => [name, one]),
  );
  return new URLSearchParams([...kept, ...added].map(([name, value]) => [name, value]));
}

/** Opens a browser on a server. */
export function visitor(origin: string): Visitor {
  const home = new URL(origin).origin;
  const jar = new Map<string, string>();

  async function send(url: string | URL, options: RequestInit = {}): Promise<Response> {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = new Headers(options.headers);
    if (cookie !== "") headers.set("cookie", cookie);
    const response = await fetch(url, { ...options, headers, redirect: "manual" });
    keepCookies(response, jar);
    return response;
  }

  async function follow(url: URL, response: Response): Promise<Seen> {
    const location = response.headers.get("location");
    if (location !== null && response.status >= 300 && response.status < 400) {
      await response.arrayBuffer();
      const next = new URL(location, url);
      if (next.origin !== home)
        return { url: next, status: response.status, text: "", headers: response.headers, forms: [] };
      return follow(next, await send(next));
    }
    const text = await response.text();
    return { url, status: response.status, text, headers: response.headers, forms: formsOf(text) };
  }

  return {
    cookies: jar,
    fetch: send,
    async go(url) {
      const address = new URL(url, home);
      return follow(address, await send(address));
    },
    async submit(page, submission = {}) {
      const wanted = submission.form ?? "";
      // The form in the header of every page logs out; it is only sent when it is named.
      const form = page.forms.find(({ action }) =>
        wanted === "" ? !action.endsWith("/logout") : action.includes(wanted),
      );
      if (form === undefined)
        throw new TypeError(`Cannot find the form '${wanted}' at ${page.url.href}: ${page.text.slice(0, 200)}`);
      const address = new URL(form.action, page.url);
      const body = filled(form, submission).toString();
      const headers = {
        "content-type": "application/x-www-form-urlencoded",
        origin: home,
        "sec-fetch-site": "same-origin",
      };
      return follow(address, await send(address, { method: "POST", headers, body }));
    },
  };
}
