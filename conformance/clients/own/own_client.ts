import type { Program } from "../program.ts";
import { type CheckName, checksWithout } from "./checks.ts";
import { runFlow } from "./flows.ts";

/** The client of our own, without some of its checks. */
export function ownClient(...off: readonly CheckName[]): Program {
  return (config, around) => runFlow(config, { checks: checksWithout(...off), around });
}
