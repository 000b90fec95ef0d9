import bodyParser from "koa-bodyparser";
import type { Context, Middleware } from "koa";
import { fail, Params } from "../protocol/mod.ts";
import { isCompressed, isForm } from "./_form.ts";

/** Methods whose body has a meaning. @see RFC 9110 9.3 */
const WITH_BODY: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH"]);

// Leaves the parsed form on the request, where the application expects it, and the text beside it, which we read.
const parse: Middleware = bodyParser({ enableTypes: ["form"], formLimit: "64kb" });

/**
 * Finds the token in the form body of a request; undefined when there is no form or no token in it.
 *
 * @see RFC 6750 2.2
 * @throws {OAuthError} `invalid_request` when the form cannot be read; 413 when it is longer than 64 KiB.
 */
export async function readFormBearer(context: Context): Promise<string | undefined> {
  if (!WITH_BODY.has(context.method) || !isForm(context) || isCompressed(context)) return undefined;
  try {
    await parse(context, nothing);
  } catch (cause) {
    // The rest of the body is not read, so the connection cannot be used again.
    context.res.setHeader("Connection", "close");
    failUnreadable(cause);
  }
  const { body, rawBody } = context.request;
  return typeof rawBody === "string" ? Params.parse(rawBody).get("access_token") : memberOf(body);
}

/** What another parser made of the form. */
function memberOf(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !("access_token" in body)) return undefined;
  const { access_token: token } = body;
  if (typeof token === "string") return token === "" ? undefined : token;
  return fail("invalid_request", "Cannot read the parameter 'access_token' as it is repeated", {
    rule: "RFC6750-3.1-1",
  });
}

async function nothing(): Promise<void> {
  // The body is read by whoever called; there is nobody after it.
}

function failUnreadable(cause: unknown): never {
  const tooLong = typeof cause === "object" && cause !== null && "status" in cause && cause.status === 413;
  return fail(
    "invalid_request",
    tooLong ? "Cannot read a form of more than 64 KiB" : "Cannot read the form",
    tooLong ? { status: 413, cause } : { rule: "RFC6750-3.1-1", cause },
  );
}
