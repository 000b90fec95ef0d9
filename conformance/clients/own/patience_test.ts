import { assert } from "chai";
import { patience } from "./patience.ts";

/** Milliseconds until it is over. */
async function lasts(milliseconds: number): Promise<number> {
  const began = performance.now();
  const { signal } = patience(milliseconds);
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
  return performance.now() - began;
}

function hold(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

describe("patience()", () => {
  it("ends when the time is over", async () => {
    assert.isAtLeast(await lasts(200), 180);
  });

  it("does not count what this process did not get", async () => {
    const waiting = lasts(400);
    hold(1_000);
    assert.isAtLeast(await waiting, 1_200);
  });

  it("ends no more once it is stopped", async () => {
    const { signal, stop } = patience(100);
    stop();
    await lasts(300);
    assert.isFalse(signal.aborted);
  });
});
