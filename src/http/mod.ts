/**
 * Koa: the only room, beside the resource server, that knows it. Requests become exchanges here, and replies bytes.
 *
 * @module
 */
export { allowedMethods, answer, type AnswerOptions } from "./answer.ts";
export { type AppOptions, createApp, serveIssuers } from "./app.ts";
export { type CountRequests, rateLimits, type RateLimitOptions } from "./rate_limit.ts";
export { serveTenants, type Tenant, type TenantsOptions } from "./tenants.ts";
export { type Dependency, describeHealth, type HealthOptions } from "./health.ts";
