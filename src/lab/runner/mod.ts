/**
 * The runner: starts a client once per scenario, plays the person before the browser, and asks the lab for its verdict.
 *
 * It speaks HTTP to a lab, wherever that is, and knows nothing of how a verdict comes about.
 *
 * @module
 */
export type { Browser, BrowserOptions, OpenBrowser } from "./browser.ts";
export { type Chromium, chromiumBrowser, NoChromium } from "./chromium.ts";
export type { ClientIo, Launch } from "./launch.ts";
export { loopbackPorts } from "./loopback_port.ts";
export { programLaunch } from "./program_launch.ts";
export { robotBrowser } from "./robot.ts";
export { type CheckEvent, listCheck, runCheck, type RunCheckOptions } from "./run_check.ts";
