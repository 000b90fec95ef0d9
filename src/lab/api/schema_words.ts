import type { Schema } from "../../engine/mod.ts";
import { SETUPS } from "../scenarios/setup.ts";

/** Any text. */
export const TEXT: Schema = { type: "string" };
/** A URL. */
export const ADDRESS: Schema = { type: "string", format: "uri" };
/** Several texts. */
export const NAMES: Schema = { type: "array", items: TEXT };
/** A span. */
export const MILLISECONDS: Schema = { type: "number", minimum: 0, description: "Milliseconds" };
/** A moment. */
export const INSTANT: Schema = { type: "integer", description: "Seconds since 1970" };
/** How a client is configured. */
export const SETUP: Schema = { type: "string", enum: SETUPS };
