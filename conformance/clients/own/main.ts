/**
 * The careful client as a program: `touchstone check --plan all -- node --import tsx conformance/clients/own/main.ts`.
 * Names of checks as arguments leave those out.
 *
 * @module
 */
import { CHECKS, type CheckName, checksWithout, Refused } from "./checks.ts";
import { configOf } from "../environment.ts";
import { runFlow } from "./flows.ts";
import { surroundings } from "./surroundings.ts";

function isCheck(name: string): name is CheckName {
  return name in CHECKS;
}

const around = surroundings((line) => console.log(line));
try {
  await runFlow(configOf(process.env), checksWithout(...process.argv.slice(2).filter(isCheck)), around);
} catch (thrown) {
  if (!(thrown instanceof Refused)) throw thrown;
  console.log(`touchstone: refused ${thrown.message}`);
  process.exitCode = 76;
} finally {
  await around.close();
}
