import { checkForm, type Exchange, formToken, SESSION_COOKIE, showToBrowser } from "../../engine/mod.ts";
import type { Frame, Section } from "../../pages/mod.ts";
import { Params, type Reply, type SetCookie, withRequestCookies } from "../../protocol/mod.ts";
import { refuseGone } from "../issuers/made_key.ts";
import type { RunAccess, Runs } from "../runs/runs.ts";

/** What the forms of the lab are for. */
const LAB_FORM = "lab";

/** Names of cookies that hold keys of runs, each with the id of its run behind it. */
const KEY_COOKIE = "lab_";
/** The keys of older runs are forgotten: a browser sends all of them with each request. */
const MOST_KEYS = 20;

/** The surroundings of the lab's pages, with what their forms have to carry. */
export type LabFrame = Frame & { readonly csrf: string };

/**
 * As if nobody were signed in, which the lab never asks: to sign in at one of its issuers, as one does while a client is
 * tested, takes the place of the session at this one, and an open form would be stale.
 */
function withoutSession(exchange: Exchange): Exchange {
  const cookies = new Map(exchange.request.cookies);
  cookies.delete(SESSION_COOKIE);
  return { ...exchange, request: withRequestCookies(exchange.request, cookies) };
}

function sectionsAt({ issuer: { base, endpoints }, request }: Exchange): readonly Section[] {
  const sections = [
    { href: `${base}/lab`, text: "Test a client" },
    { href: `${base}/lab/preflight`, text: "Preflight" },
    { href: `${base}/lab/plans`, text: "Plans" },
    { href: `${base}/lab/scenarios`, text: "Scenarios" },
    { href: `${base}/lab/faults`, text: "Faults" },
    ...(endpoints.some(({ path }) => path === "/docs") ? [{ href: `${base}/docs`, text: "API" }] : []),
  ];
  const here = request.path.replace(/\/$/, "");
  // A run and its report belong to the first; what lies below one of the others to that.
  const [first, ...others] = sections.map(({ href }) => href);
  const current = others.find((href) => here === href || here.startsWith(`${href}/`)) ?? first;
  return sections.map(({ href, text }) => ({ href, text, current: href === current }));
}

/** Shows a page of the lab; its forms are tied to the browser. */
export function showLab(exchange: Exchange, show: (frame: LabFrame) => Reply): Reply {
  return showToBrowser(withoutSession(exchange), (known) =>
    show({ base: exchange.issuer.base, csrf: formToken(known, LAB_FORM), sections: sectionsAt(exchange) }),
  );
}

/** How a form is read. */
export interface LabFormOptions {
  /** True: it has a text of several lines. */
  readonly lines?: true;
}

/** Reads a form that came from a page of the lab. */
export function labForm(exchange: Exchange, { lines }: LabFormOptions = {}): Params {
  const { request } = exchange;
  const form = lines === true ? Params.parse(request.body, { controls: true }) : request.form;
  checkForm(withoutSession(exchange), form, LAB_FORM);
  return form;
}

/** Runs that this browser may change, the latest first. */
export function ownRuns({ request }: Exchange): readonly RunAccess[] {
  return Array.from(request.cookies)
    .flatMap(([name, key]) => (name.startsWith(KEY_COOKIE) ? [{ id: name.slice(KEY_COOKIE.length), key }] : []))
    .toReversed();
}

/** The run of an id, with its key where this browser has it. */
export function accessTo(id: string, { request }: Exchange): RunAccess {
  return { id, key: request.cookies.get(KEY_COOKIE + id) };
}

/** Whether this browser may change a run. */
export async function mayChange(runs: Pick<Runs, "check">, access: RunAccess): Promise<boolean> {
  if (access.key === undefined) return false;
  try {
    await runs.check(access);
    return true;
  } catch {
    return false;
  }
}

/** Refuses whoever may not change a run as if there were none. */
export async function checkChange(runs: Pick<Runs, "check">, access: RunAccess): Promise<void> {
  if (!(await mayChange(runs, access))) refuseGone("the run");
}

/** Has the browser forget the key of a run that is no more. */
export function forgetKey({ id }: Pick<RunAccess, "id">): readonly SetCookie[] {
  return [{ name: KEY_COOKIE + id, value: "", clear: true }];
}

/** Has the browser keep the key of a run that it made, for as long as that is kept. */
export function keepKey(
  exchange: Exchange,
  { id, key, expires_at: end }: { readonly id: string; readonly key: string; readonly expires_at: number },
): readonly SetCookie[] {
  const forgotten = ownRuns(exchange).slice(MOST_KEYS - 1);
  return [
    { name: KEY_COOKIE + id, value: key, maxAge: Math.max(1, end - exchange.issuer.clock.now()) },
    ...forgotten.flatMap(forgetKey),
  ];
}
