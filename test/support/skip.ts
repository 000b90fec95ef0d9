import type { Context } from "mocha";

/** Skips a test, or by a hook all those of its suite, and puts the reason into their names. */
export function skipFor(context: Context, reason: string): never {
  const { test } = context;
  function explain(skipped: { title: string }): void {
    skipped.title += ` (skipped: ${reason})`;
  }
  if (test !== undefined && "type" in test && test.type === "hook") test.parent?.eachTest(explain);
  else if (test !== undefined) explain(test);
  return context.skip();
}
