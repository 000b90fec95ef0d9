import Koa, { type Middleware } from "koa";
import type { Issuer } from "../engine/mod.ts";
import type { Log } from "../platform/mod.ts";
import { assets } from "./assets.ts";
import { health, type HealthOptions } from "./health.ts";
import { mount, type MountOptions } from "./mount.ts";
import { notFound } from "./not_found.ts";

/** What an application serves. */
export interface AppOptions extends MountOptions {
  readonly issuers: readonly Issuer[];
  readonly health: HealthOptions;
  /** What else answers, after the endpoints: the sample API. */
  readonly others?: readonly Middleware[];
  /** How many proxies in front of it are believed when they say who called; 0 = none. */
  readonly trustedProxies: number;
  readonly log: Log;
}

/** Makes the Koa application. */
export function createApp(options: AppOptions): Koa {
  const { issuers, trustedProxies, log } = options;
  const app = new Koa({ proxy: trustedProxies > 0, maxIpsCount: trustedProxies });
  app.on("error", (cause: unknown) => log.error("Cannot finish a reply", { cause }));
  const { hot, router } = mount(issuers, options);
  app.use(hot);
  app.use(router.routes());
  app.use(assets(issuers.map(({ base }) => base)));
  app.use(health(options.health));
  for (const other of options.others ?? []) app.use(other);
  const [first] = issuers;
  app.use(notFound({ base: first?.base ?? "", secure: first?.url.startsWith("https:") ?? false }));
  return app;
}
