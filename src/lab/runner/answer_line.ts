import type { Answer } from "./browser.ts";

/** An answer as a line for a client: its whole address, what comes in a form as its query. */
export function answerLine({ url, body }: Answer): string {
  return body === undefined ? url.href : `${url.href}${url.search === "" ? "?" : "&"}${body.toString()}`;
}
