import { type FakeIo, fakeIo } from "./_fake_io_test.ts";
import type { Io } from "./io.ts";

/** What came of a dialogue: what was answered or thrown, and all that was asked. */
export interface Dialogue {
  readonly outcome: unknown;
  readonly asked: string;
}

/** Runs something at a terminal, and types each answer when its question stands there. */
export async function dialogue(
  run: (io: Io) => Promise<unknown>,
  answers: readonly (readonly [prompt: string, answer: string])[],
): Promise<Dialogue> {
  const fake: FakeIo = fakeIo({}, { isTTY: true });
  const state = { isOver: false };
  const outcome = run(fake.io)
    .catch((error: unknown) => error)
    .finally(() => (state.isOver = true));
  for (const [prompt, answer] of answers) {
    while (!state.isOver && !fake.err().endsWith(prompt)) await new Promise(setImmediate);
    fake.stdin.write(answer);
  }
  return { outcome: await outcome, asked: fake.err() };
}
