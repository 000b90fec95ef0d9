import type { Program } from "../program.ts";
import { Refused } from "../refused.ts";

/** A program whose library refuses by throwing whatever it throws. */
export function refusing(program: Program): Program {
  return async (config, around) => {
    try {
      await program(config, around);
    } catch (thrown) {
      if (thrown instanceof Refused) throw thrown;
      throw new Refused(thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown));
    }
  };
}
