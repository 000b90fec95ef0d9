import type { Middleware } from "koa";

/** Several middlewares as one, of which each goes on to the next, and the last to whatever comes behind. */
export function inOrder(all: readonly Middleware[]): Middleware {
  return (context, next) => {
    function run(index: number): Promise<unknown> {
      const one = all[index];
      return one === undefined ? next() : Promise.resolve(one(context, () => run(index + 1)));
    }
    return run(0);
  };
}
