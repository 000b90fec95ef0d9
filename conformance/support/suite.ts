import { assert } from "chai";
import type { Context } from "mocha";
import { skipFor } from "../../test/support/skip.ts";
import { closeTarget, IS_FOREIGN, target, type Target } from "./target.ts";

/** Describes one behaviour of the provider under test; the target is open while the tests run. */
export function suite(name: string, tests: (open: () => Promise<Target>) => void): void {
  describe(name, function () {
    this.timeout(60_000);
    after(closeTarget);
    tests(target);
  });
}

/** Goes on only where the provider under test is our own: somebody else's may not be filled with clients and people. */
export function needOwn(context: Context): void {
  if (IS_FOREIGN) skipFor(context, "it needs clients and people of its own");
}

/**
 * Goes on only where the provider under test has what a test needs. Our own has everything: there a lack is a failure;
 * somebody else's provider is not judged by what it does not offer.
 */
export function need<T>(context: Context, what: T | undefined, reason: string): T {
  if (what !== undefined) return what;
  if (!IS_FOREIGN) return assert.fail(`Our own server must have ${reason}`);
  return skipFor(context, `this provider has no ${reason}`);
}
