/**
 * A small API that is protected by access tokens, to try them on: people, and what a token is good for.
 *
 * Scopes say what an application may do for somebody, authority says what that person may do themselves: to change a
 * record takes the scope `write` and that the record is one's own, or that one is staff.
 *
 * @module
 */
export { describeApi } from "./describe.ts";
export { API_ENDPOINTS } from "./endpoints.ts";
export { type ApiThrottles, THROTTLE_CLASSES, type ThrottleClassName } from "./throttles.ts";
export { sampleApi, type SampleApiOptions } from "./sample_api.ts";
