import type { Session } from "../accounts/mod.ts";
import type { Frame } from "../pages/mod.ts";
import { fail, Params, redirect, type Reply } from "../protocol/mod.ts";
import type { Authority, Endpoint } from "./endpoint.ts";
import type { Exchange } from "./exchange.ts";
import { ACCOUNT_FORM, checkForm, formToken } from "./form_token.ts";
import { sectionsFor } from "./sections.ts";
import { sessionOf, signInPath } from "./session_of.ts";

/** A request of a person who is signed in, for a page that they may see. */
export interface PersonalVisit extends Exchange {
  readonly session: Session;
  /** The surroundings of the page, with what its forms have to carry. */
  readonly frame: Frame & { readonly csrf: string; readonly signedInAs: string };
  /** The segment of the path that stands where the endpoint's path has `:name`. */
  readonly segment: (name: string) => string;
}

/** A page of a person: who may see it, what it shows, and what its form does. */
export interface PersonalPage extends Pick<Endpoint, "name" | "path" | "aliases"> {
  readonly authority: Authority;
  /** True: its form may hold texts of several lines, or any other control characters, and `answer` judges every field. */
  readonly controls?: true;
  /** GET. */
  readonly show?: (visit: PersonalVisit) => Promise<Reply> | Reply;
  /** POST of a form that came from one of our pages, which is checked before. */
  readonly answer?: (visit: PersonalVisit, form: Params) => Promise<Reply> | Reply;
}

/** What stands in a path where a pattern has a name; aliases end as their paths do, so it is counted from the end. */
export function segmentOf(pattern: string, { path, name }: { readonly path: string; readonly name: string }): string {
  const parts = pattern.split("/");
  const index = parts.indexOf(`:${name}`);
  if (index === -1) throw new TypeError(`Cannot find ':${name}' in '${pattern}'`);
  const text =
    path
      .replace(/\/$/, "")
      .split("/")
      .at(index - parts.length) ?? "";
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function addressOf({ request: { path, query } }: Exchange): string {
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

function visitOf(
  exchange: Exchange,
  { session, page }: { readonly session: Session; readonly page: PersonalPage },
): PersonalVisit {
  const { issuer, request } = exchange;
  return {
    ...exchange,
    session,
    frame: {
      base: issuer.base,
      signedInAs: session.username,
      csrf: formToken(exchange, ACCOUNT_FORM),
      sections: sectionsFor(page.path, { issuer, session }),
    },
    segment: (name) => segmentOf(page.path, { path: request.path, name }),
  };
}

function methodsOf({ show, answer }: PersonalPage): Endpoint["methods"] {
  return [...(show === undefined ? [] : (["GET"] as const)), ...(answer === undefined ? [] : (["POST"] as const))];
}

async function handle(page: PersonalPage, exchange: Exchange): Promise<Reply> {
  const { issuer, request } = exchange;
  const { show, answer, authority } = page;
  const session = await sessionOf(exchange);
  // What was filled in is lost: it was sealed for a session that is over.
  const next = show === undefined ? `${issuer.base}/account` : addressOf(exchange);
  if (session === undefined) return redirect(signInPath(exchange, next));
  if (authority === "staff" && !session.isStaff)
    fail("access_denied", "Cannot show this page as it is for staff: log in as somebody who is", { status: 403 });
  const visit = visitOf(exchange, { session, page });
  if (request.method === "POST") {
    const form = page.controls === true ? Params.parse(request.body, { controls: true }) : request.form;
    checkForm(exchange, form, ACCOUNT_FORM);
    if (answer !== undefined) return answer(visit, form);
  }
  if (show === undefined) throw new TypeError(`Cannot show the page '${page.name}'`);
  return show(visit);
}

/**
 * Makes an endpoint of a person's page: who is not signed in signs in first, who may not see it is told so, and no form
 * is answered that another site sent.
 */
export function personalPage(page: PersonalPage): Endpoint {
  const { name, path, aliases, authority } = page;
  return {
    name,
    path,
    ...(aliases === undefined ? {} : { aliases }),
    methods: methodsOf(page),
    speaks: "page",
    authority,
    handle: (exchange) => handle(page, exchange),
  };
}

/** Another person's thing, and what was never there, are answered alike. */
export function refuseUnknown(what: string): never {
  return fail("invalid_request", `Cannot find ${what}: go back and reload the page`, { status: 404 });
}
