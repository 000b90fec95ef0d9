import type { WireRequest } from "../protocol/mod.ts";

/** Whether the body of a request says that it is JSON. A page of another site can send none without being asked first. */
export function sendsJson(request: Pick<WireRequest, "header">): boolean {
  const [type = ""] = (request.header("content-type") ?? "").split(";");
  return type.trim().toLowerCase() === "application/json";
}

/**
 * Whether a request is one of a person's browser, to which a page is the answer: it takes pages, sends no JSON and shows
 * no token.
 *
 * @see RFC 9110 12.5.1
 */
export function wantsPage(request: Pick<WireRequest, "header">): boolean {
  const isProgram = request.header("authorization") !== undefined || sendsJson(request);
  return !isProgram && /\btext\/html\b/i.test(request.header("accept") ?? "");
}
