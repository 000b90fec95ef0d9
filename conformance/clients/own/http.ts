import type { Checks } from "./checks.ts";
import { patience } from "./patience.ts";
import { Refused } from "../refused.ts";

/** An answer, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A request; a form makes it a POST. */
export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: URLSearchParams;
  readonly json?: unknown;
}

/** Sends a request. Throws `Refused` when no whole answer comes. */
export type Http = (url: string, asked?: Asked) => Promise<Answer>;

/** Why a request was not answered in whole. */
export class Unanswered extends Refused {}

/** Milliseconds; no provider needs so long. */
const PATIENCE = 7_000;

const MOST_BYTES = 1_000_000;

const MOST_WAITING = 6_000;

async function textOf(response: Response, checks: Checks): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > MOST_BYTES) checks.demand("reply_size", () => false);
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function bodyOf({ form, json }: Asked): { readonly body?: BodyInit; readonly headers?: Record<string, string> } {
  if (form !== undefined) return { body: form };
  return json === undefined ? {} : { body: JSON.stringify(json), headers: { "content-type": "application/json" } };
}

/** Milliseconds that the answer asks to wait; undefined = it does not say. @see RFC 9110 10.2.3 */
export function retryAfter(headers: Headers): number | undefined {
  const value = headers.get("retry-after");
  if (value === null) return undefined;
  const wait = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** HTTP as the client speaks it: nothing is followed, and nothing is waited for without end. */
export function httpOf(checks: Checks): Http {
  async function once(url: string, asked: Asked): Promise<Answer> {
    const { body, headers } = bodyOf(asked);
    const { signal, stop } = patience(PATIENCE);
    try {
      const response = await fetch(url, {
        method: asked.method ?? (body === undefined ? "GET" : "POST"),
        headers: { accept: "application/json", ...headers, ...asked.headers },
        ...(body === undefined ? {} : { body }),
        redirect: "manual",
        signal,
      });
      return { status: response.status, headers: response.headers, text: await textOf(response, checks) };
    } catch (thrown) {
      if (thrown instanceof Refused) throw thrown;
      throw new Unanswered(`no answer: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    } finally {
      stop();
    }
  }
  return async function send(url, asked = {}) {
    const answer = await once(url, asked);
    const location = answer.headers.get("location");
    if (checks.on("redirects_not_followed") || location === null) return answer;
    return once(new URL(location, url).href, asked);
  };
}

/** Sends a request again when the provider says when, twice at most; a function makes it anew each time. */
export async function patiently(
  { http, checks }: { readonly http: Http; readonly checks: Checks },
  url: string,
  asked: Asked | (() => Asked) = {},
): Promise<Answer> {
  for (let tries = 0; ; tries += 1) {
    const answer = await http(url, typeof asked === "function" ? asked() : asked);
    const wait = [429, 503].includes(answer.status) ? retryAfter(answer.headers) : undefined;
    if (wait === undefined || wait > MOST_WAITING || tries === 2) return answer;
    await pause(checks.on("retry_after") ? wait + 50 : 0);
  }
}

/** The members of an answer that is a JSON object. */
export function membersOf(answer: Answer, checks: Checks): Readonly<Record<string, unknown>> {
  checks.demand("content_type", () =>
    /^application\/([\w.-]+\+)?json\b/i.test(answer.headers.get("content-type") ?? ""),
  );
  return objectOf(answer.text);
}

/** The members of a text that is a JSON object. */
export function objectOf(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refused("the answer is no JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Refused("the answer is no object");
  return { ...value };
}
