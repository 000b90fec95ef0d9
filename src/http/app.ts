import Koa, { type Middleware } from "koa";
import type { Issuer } from "../engine/mod.ts";
import type { Log } from "../platform/mod.ts";
import { assets } from "./assets.ts";
import { health, type HealthOptions } from "./health.ts";
import { inOrder } from "./in_order.ts";
import { mount, type MountOptions } from "./mount.ts";
import { notFound } from "./not_found.ts";
import { STRICT_TRANSPORT } from "./security_headers.ts";

/** What an application serves. */
export interface AppOptions extends MountOptions {
  readonly issuers: readonly Issuer[];
  readonly health: HealthOptions;
  /** What else answers, at paths that are not ours: the sample API. */
  readonly others?: readonly Middleware[];
  /** How many proxies in front of it are believed when they say who called; 0 = none. */
  readonly trustedProxies: number;
  readonly log: Log;
}

const sayStrictTransport: Middleware = (context, next) => {
  context.set("Strict-Transport-Security", STRICT_TRANSPORT);
  return next();
};

function isSecure(issuers: readonly Issuer[]): boolean {
  return issuers.some(({ url }) => url.startsWith("https:"));
}

/** Serves issuers in an application of somebody else's: paths that are not ours go on to what comes next. */
export function serveIssuers(options: Omit<AppOptions, "health" | "trustedProxies" | "log">): Middleware {
  const { issuers, others = [] } = options;
  const { hot, rest } = mount(issuers, options);
  return inOrder([hot, assets(issuers.map(({ base }) => base)), ...others, rest]);
}

/** Makes the Koa application. */
export function createApp(options: AppOptions): Koa {
  const { issuers, trustedProxies, log } = options;
  const app = new Koa({ proxy: trustedProxies > 0, maxIpsCount: trustedProxies });
  app.on("error", (cause: unknown) => log.error("Cannot finish a reply", { cause }));
  const secure = isSecure(issuers);
  const { hot, rest } = mount(issuers, options);
  app.use(hot);
  // The endpoints say it themselves.
  if (secure) app.use(sayStrictTransport);
  app.use(assets(issuers.map(({ base }) => base)));
  app.use(health(options.health));
  for (const other of options.others ?? []) app.use(other);
  // Last of ours, as it tries expression after expression.
  app.use(rest);
  app.use(notFound({ base: issuers[0]?.base ?? "", secure }));
  return app;
}
