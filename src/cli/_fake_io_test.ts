import { PassThrough } from "node:stream";
import type { Io } from "./io.ts";

/** A world of its own for a command, and what the command wrote. */
export interface FakeIo {
  readonly io: Io;
  /** Types into standard input. */
  readonly stdin: PassThrough & { isTTY?: boolean };
  readonly out: () => string;
  readonly err: () => string;
}

/** Makes a world without a terminal, unless it is asked for. */
export function fakeIo(environment: Io["environment"] = {}, { isTTY = false } = {}): FakeIo {
  const written = { out: "", err: "" };
  const stdin: FakeIo["stdin"] = new PassThrough();
  if (isTTY) stdin.isTTY = true;
  return {
    io: {
      environment,
      stdin,
      stdout: { write: (text) => void (written.out += text), isTTY },
      stderr: { write: (text) => void (written.err += text), isTTY },
    },
    stdin,
    out: () => written.out,
    err: () => written.err,
  };
}
