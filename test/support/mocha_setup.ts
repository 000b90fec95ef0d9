import { randomBytes } from "node:crypto";
import { closeTestServices } from "./services.ts";

// a run whose parent was killed must not go on without its services; mocha's workers see to themselves
if (process.channel && process.env["MOCHA_WORKER_ID"] === undefined) {
  process.once("disconnect", () => process.exit(1));
  process.channel.unref();
}

/** Before all tests, once, in mocha's main process; its workers inherit the variable. */
export function mochaGlobalSetup(): void {
  process.env["TEST_RUN"] ??= randomBytes(4).toString("hex");
}

/** After all tests, once, in mocha's main process. */
export async function mochaGlobalTeardown(): Promise<void> {
  await closeTestServices();
}
