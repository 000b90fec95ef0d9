import type { Context } from "koa";
import { Params, type WireRequest } from "../protocol/mod.ts";
import { cookiesOf } from "./cookies.ts";

/** A request of Koa's as the endpoints see it; what is not asked for is not parsed. */
export function wireRequestOf(
  context: Context,
  options: { readonly form: string; readonly secure: boolean },
): WireRequest {
  const { req } = context;
  let query: Params | undefined;
  let form: Params | undefined;
  let cookies: ReadonlyMap<string, string> | undefined;
  return {
    method: context.method,
    path: context.path,
    secure: options.secure,
    get address() {
      return context.ip;
    },
    get query() {
      query ??= Params.parse(context.querystring);
      return query;
    },
    get form() {
      form ??= Params.parse(options.form);
      return form;
    },
    get cookies() {
      cookies ??= cookiesOf(req.headers.cookie, options.secure);
      return cookies;
    },
    header(name) {
      const value = req.headers[name.toLowerCase()];
      return Array.isArray(value) ? value[0] : value;
    },
  };
}
