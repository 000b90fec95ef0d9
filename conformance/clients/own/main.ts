/**
 * The client of our own as a program; names of checks as arguments leave those out:
 * `npx touchstone check --plan all -- node --import tsx conformance/clients/own/main.ts state_compared`.
 *
 * @module
 */
import { asProcess } from "../program.ts";
import { CHECKS, type CheckName } from "./checks.ts";
import { ownClient } from "./own_client.ts";

function isCheck(name: string): name is CheckName {
  return name in CHECKS;
}

await asProcess(ownClient(...process.argv.slice(2).filter(isCheck)));
