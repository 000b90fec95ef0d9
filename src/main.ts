/**
 * The program: `node --import tsx src/main.ts COMMAND`, or `node dist/main.js COMMAND` when it is built.
 *
 * @module
 */
import { runCommandLine, systemIo } from "./cli/mod.ts";

// A reader that went away (`| head`) is no mistake of ours.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

const code = await runCommandLine(process.argv.slice(2), systemIo());
process.stdout.write("", () => process.exit(code));
