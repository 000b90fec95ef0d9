import type Koa from "koa";
import type { Middleware } from "koa";
import { parseChallenge } from "../../src/protocol/mod.ts";
import type { Person, TokenReader } from "../../src/resource_server/mod.ts";
import { type Answered, askKoa } from "../support/koa_server.ts";

/** A user of an application that knows nothing of our accounts. */
export interface ShopUser extends Person {
  readonly cart: number;
}

/** Users of the application. */
export const USERS: Readonly<Record<"ann" | "bob" | "sue", ShopUser>> = {
  ann: { sub: "u-1", username: "ann", cart: 1 },
  bob: { sub: "u-2", username: "bob", cart: 2 },
  sue: { sub: "u-3", username: "sue", cart: 3, isStaff: true },
};

function userOf(name: string): ShopUser | undefined {
  return Object.values(USERS).find(({ username }) => username === name);
}

/**
 * Reads tokens of an issuer somewhere else, which say what they stand for: `shop.ann.read~write` is Ann's for two
 * scopes at the shop, `shop..read` a client's own. A colon travels as a slash, since no token may hold one.
 */
export function shopReader(issuer: string): TokenReader {
  return {
    async read(text) {
      const [from, name = "", scope = ""] = text.replaceAll("/", ":").split(".");
      if (from !== issuer) return undefined;
      const user = userOf(name);
      return {
        tokenType: "Bearer",
        scope: scope === "" ? [] : scope.split("~"),
        clientId: "the-app",
        expiresAt: 2_000_000_000,
        ...(user === undefined ? {} : { subject: { sub: user.sub, username: user.username } }),
      };
    },
    account: async ({ subject }) => userOf(subject?.username ?? ""),
  };
}

/** Serves an application below a path, as `koa-mount` does: the path is cut off while it runs. */
export function mount(prefix: string, { middleware }: Koa): Middleware {
  return async (context, next) => {
    const { path } = context;
    if (path !== prefix && !path.startsWith(`${prefix}/`)) return next();
    const run = (index: number): Promise<unknown> => {
      const one = middleware[index];
      context.path = one === undefined ? path : path.slice(prefix.length) || "/";
      return Promise.resolve(one === undefined ? next() : one(context, () => run(index + 1)));
    };
    await run(0);
    context.path = path;
  };
}

/** Answers with text. */
export function says(text: string): Middleware {
  return (context) => {
    context.body = text;
  };
}

/** A call of an application of somebody else's. */
export interface ForeignCall {
  readonly method?: string;
  /** As `shopReader()` reads them. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a caller sees. */
export interface ForeignAnswer extends Answered {
  /** Of the challenge; empty where there is none. */
  readonly challenge: Readonly<Record<string, string>>;
  /** What reached the application's `error` event. */
  readonly errors: readonly unknown[];
}

/** Calls an application over a socket. */
export async function callForeign(app: Koa, path: string, call: ForeignCall = {}): Promise<ForeignAnswer> {
  const errors: unknown[] = [];
  const listener = (error: unknown) => void errors.push(error);
  app.on("error", listener);
  const { method = "GET", token, headers = {} } = call;
  const bearer = token === undefined ? {} : { Authorization: `Bearer ${token.replaceAll(":", "/")}` };
  const answered = await askKoa(app, path, { method, headers: { ...bearer, ...headers } });
  app.off("error", listener);
  const header = answered.headers.get("WWW-Authenticate");
  return { ...answered, challenge: header === null ? {} : { ...parseChallenge(header).params }, errors };
}
