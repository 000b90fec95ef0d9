import bodyParser from "koa-bodyparser";
import type { Context, Middleware } from "koa";
import { fail, Params } from "../protocol/mod.ts";
import { parseJsonObject } from "./json_object.ts";
import type { Members } from "./members.ts";

const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";
/** Bytes. */
const LONGEST_BODY = 64 * 1_024;

// Only size and encoding are checked by the parser; what the text means is for us to say.
const readText: Middleware = bodyParser({
  enableTypes: ["text"],
  extendTypes: { text: [JSON_TYPE, FORM_TYPE] },
  textLimit: String(LONGEST_BODY),
});

/**
 * Reads the body of a request: one object of JSON, or a form.
 *
 * @throws {OAuthError} `invalid_request`: 413 for a body over 64 KiB, 415 for another type or a compressed one, 400 for
 * one that is missing or broken.
 */
export async function readMembers(context: Context): Promise<Members> {
  const type = context.is(JSON_TYPE, FORM_TYPE);
  const encoding = context.get("content-encoding");
  if (type === null || context.request.length === 0)
    fail("invalid_request", "Cannot read the fields as the request has no body");
  if (encoding !== "" && encoding !== "identity") {
    fail("invalid_request", "Cannot read a compressed body: send it without Content-Encoding", { status: 415 });
  }
  if (type === false) {
    fail("invalid_request", `Cannot read the body: send ${JSON_TYPE} or ${FORM_TYPE}`, { status: 415 });
  }
  const text = await textOf(context);
  return type === JSON_TYPE ? parseJsonObject(text) : membersOf(Params.parse(text));
}

async function textOf(context: Context): Promise<string> {
  try {
    await readText(context, nothing);
  } catch (cause) {
    // The rest of the body is not read, so the connection cannot be used again.
    context.res.setHeader("Connection", "close");
    if (typeof cause === "object" && cause !== null && "status" in cause && cause.status === 413) {
      return fail("invalid_request", `Cannot read a body of more than ${LONGEST_BODY} bytes`, { status: 413 });
    }
    return fail("invalid_request", "Cannot read the body as it does not have the length that its headers tell", {
      cause,
    });
  }
  // A form may have been read already, by who looked for a token in it.
  const { rawBody } = context.request;
  return typeof rawBody === "string" ? rawBody : "";
}

async function nothing(): Promise<void> {
  // The body is read by whoever called; there is nobody after it.
}

/** An empty field counts: it clears what was there. */
function membersOf(form: Params): Members {
  const members = new Map<string, unknown>();
  for (const [name, value] of form) {
    if (members.has(name)) fail("invalid_request", "Cannot read the form as a field is repeated");
    members.set(name, value);
  }
  return members;
}
