import { FetchRefused, type SafeFetch, type SafeFetchOptions } from "../../platform/mod.ts";
import type { LiveIssuer } from "../issuers/live.ts";
import type { JournalEntry } from "./entry.ts";
import { type Mark, marksUnder } from "./marks.ts";
import { isJsonType, redactBody, redactParameters, redactText } from "./redact.ts";

/** Whom a request of ours is for, and which faults were at work in what it brings. */
export interface Addressee {
  readonly clientId: string;
  faults(): readonly string[];
}

/** How what is sent is written down. */
export interface RecordOutgoingOptions {
  readonly live: LiveIssuer;
  /** To whom the logout token goes that is sent to an address now. */
  readonly addressee: (url: string) => Addressee | undefined;
  /** Told of what could not be written down. */
  readonly lost: (cause: unknown) => void;
}

type Answered = Pick<JournalEntry, "status" | "reply_headers" | "reply" | "dropped">;

const SHOWN = ["content-type", "cache-control", "pragma", "retry-after"];

function answered({ status, headers, text }: Awaited<ReturnType<SafeFetch>>, mark: Mark): Answered {
  const shown = SHOWN.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const said = isJsonType(headers.get("content-type") ?? undefined) ? redactBody(text, mark) : redactText(text, mark);
  return { status, reply_headers: Object.fromEntries(shown), ...(text === "" ? {} : { reply: said }) };
}

function unanswered(error: unknown): Answered {
  const why = error instanceof FetchRefused ? error.message : "Cannot send it";
  return { status: 0, reply_headers: {}, reply: why, dropped: true };
}

function isLogout({ method, body }: SafeFetchOptions): boolean {
  return method === "POST" && body instanceof URLSearchParams && body.has("logout_token");
}

/**
 * A fetch that writes down the logout tokens that it sends, and what clients answer to them.
 *
 * @see OpenID Connect Back-Channel Logout 2.5
 */
export function recordOutgoing(fetch: SafeFetch, { live, addressee, lost }: RecordOutgoingOptions): SafeFetch {
  const mark = marksUnder(live.markKey);

  async function record(url: string, body: string, { at, answer }: { readonly at: number; readonly answer: Answered }) {
    const to = addressee(url);
    const { origin, pathname, search } = new URL(url);
    await live.record({
      at,
      took: live.time() - at,
      place: "logout_token",
      method: "POST",
      url: `${origin}${pathname}`,
      query: redactParameters(search.slice(1), mark),
      form: redactParameters(body, mark),
      headers: { "content-type": "application/x-www-form-urlencoded" },
      credentials: "none",
      ...(to === undefined ? {} : { client_id: to.clientId }),
      faults: to?.faults() ?? [],
      ...answer,
    });
  }

  return async (url, options = {}) => {
    if (!isLogout(options)) return fetch(url, options);
    const at = live.time();
    const body = String(options.body);
    try {
      const answer = await fetch(url, options);
      await record(url, body, { at, answer: answered(answer, mark) }).catch(lost);
      return answer;
    } catch (error) {
      await record(url, body, { at, answer: unanswered(error) }).catch(lost);
      throw error;
    }
  };
}
