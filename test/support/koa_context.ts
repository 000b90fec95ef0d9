import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import Koa, { type Context } from "koa";

/** The parts of a request that a test is about. */
export interface RequestParts {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Comes with its length in the headers, unless they say another. */
  readonly body?: string | Uint8Array;
}

/** A context of Koa's without a socket. */
export function contextOf({ method = "GET", url = "/", headers = {}, body }: RequestParts = {}): Context {
  const request = new IncomingMessage(new Socket());
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  Object.assign(request, { method, url, headers: { host: "api.test", ...length, ...headers } });
  if (body !== undefined) request.push(body);
  request.push(null);
  const app = new Koa();
  app.silent = true;
  return app.createContext(request, new ServerResponse(request));
}

/** What a test compares of an answer that was written to a context. */
export interface Written {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Its JSON; undefined when there is no body. */
  readonly body: unknown;
}

/** What was written to a context. */
export function writtenTo(context: Context): Written {
  const { status, body } = context;
  return {
    status,
    headers: { ...context.res.getHeaders() },
    body: typeof body === "string" ? JSON.parse(body) : undefined,
  };
}

/** What reaches the `error` event of a context's application from now on. */
export function errorsOf(context: Context): readonly unknown[] {
  const errors: unknown[] = [];
  context.app.on("error", (error: unknown) => errors.push(error));
  return errors;
}
