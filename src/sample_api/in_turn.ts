import type { Middleware, Next } from "koa";

const pass: Middleware = (_context, next) => next();

/** One middleware in which several run, each when the one before it goes on; without any it goes on at once. */
export function inTurn(all: readonly Middleware[]): Middleware {
  const [first = pass, ...others] = all;
  return others.reduce((before, after) => (context, next: Next) => before(context, () => after(context, next)), first);
}
