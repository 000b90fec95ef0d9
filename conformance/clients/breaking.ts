import { checksWithout } from "./own/checks.ts";
import { runFlow } from "./own/flows.ts";
import { httpOf } from "./own/http.ts";
import type { Program } from "./program.ts";

/** A client that does the unmodified flow, and in every other breaks when its n-th request was answered. */
export function breakingClient(n: number): Program {
  return async (config, around) => {
    const checks = checksWithout();
    const ask = httpOf(checks);
    let asked = 0;
    await runFlow(config, {
      checks,
      around,
      async http(url, request) {
        const answer = await ask(url, request);
        asked += 1;
        if (asked === n && !config.control) throw new RangeError(`Cannot go on after ${n} requests`);
        return answer;
      },
    });
  };
}
