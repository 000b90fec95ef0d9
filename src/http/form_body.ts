import bodyParser from "koa-bodyparser";
import type { Context, Middleware } from "koa";
import { fail, OAuthError } from "../protocol/mod.ts";

/** Types of bodies, and how one is told to send them. */
interface BodyType<T = string | readonly string[]> {
  readonly type: T;
  readonly says: string;
  readonly rule: string;
}

const FORM: BodyType<string> = {
  type: "application/x-www-form-urlencoded",
  says: "Cannot read the body as it is not a form: send the parameters as application/x-www-form-urlencoded",
  rule: "RFC6749-B-1",
};
const JSON_BODY: BodyType<string> = {
  type: "application/json",
  says: "Cannot read the body as it is not JSON: send it as application/json",
  rule: "RFC7591-3-2",
};
const EITHER: BodyType = {
  type: [FORM.type, JSON_BODY.type],
  says: "Cannot read the body as it is neither a form nor JSON: send it as application/json",
  rule: "RFC6749-B-1",
};
/** Bytes. No parameter of any specification comes near. */
const LONGEST_BODY = 64 * 1_024;

function checkHeaders(context: Context, { type, says, rule }: BodyType): void {
  const { headers } = context.req;
  if (headers["content-encoding"] !== undefined && headers["content-encoding"] !== "identity") {
    fail("invalid_request", "Cannot read a compressed body: send it without Content-Encoding", { status: 415 });
  }
  if (hasBody(context) && !isOfType(headers["content-type"], type)) fail("invalid_request", says, { rule });
}

function hasBody({ req }: Context): boolean {
  const { "content-length": length, "transfer-encoding": encoding } = req.headers;
  return encoding !== undefined || (length !== undefined && length !== "0");
}

function isOfType(sent: string | undefined, type: string | readonly string[]): boolean {
  if (sent === undefined) return false;
  const end = sent.indexOf(";");
  const name = (end === -1 ? sent : sent.slice(0, end)).trim().toLowerCase();
  return typeof type === "string" ? name === type : type.includes(name);
}

// The parser checks size and encoding and leaves the text alone: our own Params reads it, and never makes objects of it.
const parse: Middleware = bodyParser({
  enableTypes: ["text"],
  extendTypes: { text: [FORM.type, JSON_BODY.type] },
  textLimit: String(LONGEST_BODY),
  onerror(error) {
    throw error;
  },
});

function statusOf(error: unknown): number | undefined {
  return typeof error === "object" && error !== null && "status" in error && typeof error.status === "number"
    ? error.status
    : undefined;
}

async function nothing(): Promise<void> {
  // The body is read by whoever called; there is nobody after it.
}

/**
 * Reads the body of a form as text.
 *
 * Throws OAuthError: 413 for a body over 64 KiB, 415 for a compressed one, 400 for another type.
 */
export function readForm(context: Context): Promise<string> {
  return readBody(context, FORM);
}

/** Reads a body of JSON as text, and throws as {@link readForm} does. */
export function readJson(context: Context): Promise<string> {
  return readBody(context, JSON_BODY);
}

/** Reads a body that is a form or JSON as text, and throws as {@link readForm} does. */
export function readEither(context: Context): Promise<string> {
  return readBody(context, EITHER);
}

async function readBody(context: Context, type: BodyType): Promise<string> {
  checkHeaders(context, type);
  if (!hasBody(context)) return "";
  try {
    await parse(context, nothing);
  } catch (error) {
    if (error instanceof OAuthError) throw error;
    // What is left of the body is not read, so the connection cannot be used again.
    context.res.setHeader("Connection", "close");
    if (statusOf(error) === 413)
      return fail("invalid_request", `Cannot read a body of more than ${LONGEST_BODY} bytes`, { status: 413 });
    return fail(
      "invalid_request",
      "Cannot read the body as it does not have the length or the encoding that its headers tell",
      { cause: error },
    );
  }
  const { body } = context.request;
  return typeof body === "string" ? body : "";
}
