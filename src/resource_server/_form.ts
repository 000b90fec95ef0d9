import type { Context } from "koa";

const FORM = "application/x-www-form-urlencoded";

/** Whether a request says that its body is a form. */
export function isForm(context: Context): boolean {
  return context.req.headers["content-type"] !== undefined && context.is(FORM) === FORM;
}

/** Whether a body is packed, so that what was sent is not what was meant. @see RFC 9110 8.4 */
export function isCompressed(context: Context): boolean {
  const encoding = context.get("content-encoding");
  return encoding !== "" && encoding !== "identity";
}
