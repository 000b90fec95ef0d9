import type { Middleware } from "koa";
import type { DescribedRoute, Schema } from "../engine/mod.ts";

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

const STATUS: Schema = {
  title: "Status",
  type: "object",
  required: ["status"],
  properties: { status: { type: "string" } },
  additionalProperties: { type: "string" },
};

/** What the health pages do, for the OpenAPI document. */
export function describeHealth(): readonly DescribedRoute[] {
  const alive = {
    summary: "Whether the process lives",
    tag: "Health",
    answers: { 200: { says: "It does", schema: STATUS } },
  };
  const ready = {
    summary: "Whether the process and its stores can serve",
    tag: "Health",
    answers: {
      200: { says: "They can", schema: STATUS },
      503: { says: "Not now", schema: STATUS, headers: { "Retry-After": "Seconds" } },
    },
  };
  return [
    { name: "health", path: "/health", below: "host", operations: { GET: alive } },
    { name: "ready", path: "/ready", below: "host", operations: { GET: ready } },
  ];
}

/**
 * `/health` says that the process lives; `/ready` says that it and all that it needs can serve.
 *
 * @param base What comes before those paths: that of an issuer which has them below its own.
 */
export function health({ dependencies, isLeaving }: HealthOptions, base = ""): Middleware {
  const [healthPath, readyPath] = [`${base}/health`, `${base}/ready`];
  return async (context, next) => {
    if (context.path === healthPath) {
      context.set("Cache-Control", "no-store");
      context.body = { status: "ok" };
      return undefined;
    }
    if (context.path !== readyPath) return next();
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
