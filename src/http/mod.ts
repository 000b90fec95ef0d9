/**
 * Koa: the only room, beside the resource server, that knows it. Requests become exchanges here, and replies bytes.
 *
 * @module
 */
export { type AppOptions, createApp } from "./app.ts";
export type { Dependency, HealthOptions } from "./health.ts";
