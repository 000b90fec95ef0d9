import type { Middleware } from "koa";

/** Something that the program needs, and whether it answers now. */
export interface Dependency {
  readonly name: string;
  readonly ready: () => Promise<boolean>;
}

/** What the health pages ask. */
export interface HealthOptions {
  readonly dependencies: readonly Dependency[];
  /** True once the program is on its way out, so that no new work is sent to it. */
  readonly isLeaving: () => boolean;
}

/** `/health` says that the process lives; `/ready` says that it and all that it needs can serve. */
export function health({ dependencies, isLeaving }: HealthOptions): Middleware {
  return async (context, next) => {
    if (context.path === "/health") {
      context.set("Cache-Control", "no-store");
      context.body = { status: "ok" };
      return undefined;
    }
    if (context.path !== "/ready") return next();
    const answers = await Promise.all(
      dependencies.map(async ({ name, ready }) => [name, (await ready()) ? "ok" : "away"] as const),
    );
    const ready = !isLeaving() && answers.every(([, state]) => state === "ok");
    context.status = ready ? 200 : 503;
    context.set("Cache-Control", "no-store");
    if (!ready) context.set("Retry-After", "2");
    context.body = { status: isLeaving() ? "leaving" : ready ? "ready" : "not ready", ...Object.fromEntries(answers) };
    return undefined;
  };
}
