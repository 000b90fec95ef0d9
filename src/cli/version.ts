export { VERSION } from "../platform/mod.ts";
