import { assert } from "chai";
import type { ErrorCode, Reply } from "../../src/protocol/mod.ts";

/** The JSON object of an answer. */
export function bodyOf(reply: Reply): Readonly<Record<string, unknown>> {
  assert(reply.kind === "json", `the answer is of the kind ${reply.kind}`);
  const body: unknown = JSON.parse(reply.text ?? JSON.stringify(reply.body));
  assert(typeof body === "object" && body !== null && !Array.isArray(body), "the body is no object");
  return { ...body };
}

/** A member of the JSON object of an answer that is a text. */
export function textIn(reply: Reply, member: string): string {
  const value = bodyOf(reply)[member];
  assert.isString(value, `${member} of ${JSON.stringify(bodyOf(reply))}`);
  return String(value);
}

/** Where an answer sends the browser; an address of the server itself stands below https://here.test. */
export function locationOf(reply: Reply): URL {
  assert(reply.kind === "redirect", `the answer is of the kind ${reply.kind}: ${printed(reply)}`);
  return new URL(reply.location, "https://here.test");
}

/** The page of an answer. */
export function markupOf(reply: Reply): string {
  assert(reply.kind === "html", `the answer is of the kind ${reply.kind}: ${printed(reply)}`);
  return reply.markup;
}

function printed(reply: Reply): string {
  return JSON.stringify(reply).slice(0, 400);
}

/** What a test expects of an error answer. */
export interface ExpectedError {
  readonly error: ErrorCode;
  /** 400 when not given. */
  readonly status?: number;
  /** A part of the description. */
  readonly says?: string;
}

/** Fails unless an answer is a JSON error of RFC 6749 5.2 as expected. */
export function assertError(reply: Reply, { error, status = 400, says = "" }: ExpectedError): void {
  const body = bodyOf(reply);
  assert.deepEqual({ status: reply.status, error: body["error"] }, { status, error }, printed(reply));
  assert.include(String(body["error_description"]), says);
  assert.equal(reply.headers["Cache-Control"], "no-store");
}

/** Fails unless an answer is a page that tells a person of an error. */
export function assertProblemPage(reply: Reply, { error, status = 400, says = "" }: ExpectedError): void {
  const markup = markupOf(reply);
  assert.equal(reply.status, status, printed(reply));
  assert.include(markup, error);
  assert.include(markup, says);
}

/** Fails unless an answer sends an error to the client, in the query or in the fragment. */
export function assertErrorSent(
  reply: Reply,
  { error, says = "", part = "search" }: Omit<ExpectedError, "status"> & { readonly part?: "search" | "hash" },
): URLSearchParams {
  const parameters = new URLSearchParams(locationOf(reply)[part].slice(1));
  assert.equal(parameters.get("error"), error, printed(reply));
  assert.include(parameters.get("error_description") ?? "", says);
  return parameters;
}
