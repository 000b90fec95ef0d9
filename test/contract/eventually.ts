import { setTimeout as sleep } from "node:timers/promises";

import { assert } from "chai";

/** Waits until a condition holds; fails when it does not within some milliseconds. */
export async function eventually(
  holds: () => Promise<boolean>,
  { within = 5_000 }: { readonly within?: number } = {},
): Promise<void> {
  const end = performance.now() + within;
  while (!(await holds())) {
    if (performance.now() > end) assert.fail(`It did not come true within ${within} ms`);
    await sleep(15);
  }
}

/** What a call throws; fails when it does not throw. */
export async function thrownBy(call: () => Promise<unknown>): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return assert.fail("It did not throw");
}

/** Calls many times at once and answers how many calls answered true. */
export async function winners(count: number, call: (index: number) => Promise<boolean>): Promise<number> {
  const answers = await Promise.all(Array.from({ length: count }, (_, index) => call(index)));
  return answers.filter(Boolean).length;
}
