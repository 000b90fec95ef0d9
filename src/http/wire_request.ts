import type { IncomingMessage } from "node:http";
import type { Context } from "koa";
import { Params, type WireRequest } from "../protocol/mod.ts";
import { cookiesOf } from "./cookies.ts";

/** What of a request is known before Koa is asked. */
export interface WireRequestOptions {
  /** The body; empty where there is none. */
  readonly body: string;
  /** Whether the issuer is served over https. */
  readonly secure: boolean;
}

// A class, so that all requests share one hidden class and their functions are not made anew for each.
class KoaRequest implements WireRequest {
  readonly method: string;
  readonly secure: boolean;
  readonly body: string;
  readonly #context: Context;
  readonly #req: IncomingMessage;
  #path: string | undefined;
  #query: Params | undefined;
  #form: Params | undefined;
  #cookies: ReadonlyMap<string, string> | undefined;

  constructor(context: Context, { body, secure }: WireRequestOptions) {
    const { req } = context;
    this.method = req.method ?? "GET";
    this.secure = secure;
    this.#context = context;
    this.#req = req;
    this.body = body;
  }

  get path(): string {
    return (this.#path ??= this.#context.path);
  }

  get address(): string {
    return this.#context.ip;
  }

  get search(): string {
    return this.#context.querystring;
  }

  get query(): Params {
    return (this.#query ??= Params.parse(this.#context.querystring));
  }

  get form(): Params {
    return (this.#form ??= Params.parse(this.body));
  }

  get cookies(): ReadonlyMap<string, string> {
    return (this.#cookies ??= cookiesOf(this.#req.headers.cookie, this.secure));
  }

  header(name: string): string | undefined {
    const { headers } = this.#req;
    // Node keeps names in lower case; who asks in lower case is answered at once.
    const value = headers[name] ?? headers[name.toLowerCase()];
    return Array.isArray(value) ? value[0] : value;
  }
}

/** A request of Koa's as the endpoints see it; what is not asked for is not parsed. */
export function wireRequestOf(context: Context, options: WireRequestOptions): WireRequest {
  return new KoaRequest(context, options);
}
