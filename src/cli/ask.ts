import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import type { Io } from "./io.ts";

/** One question. */
export interface Question {
  readonly text: string;
  /** Whether what is typed stays invisible. */
  readonly hidden?: boolean;
  /** What is wrong with an answer; undefined when it is right. Asked again until then. */
  readonly check?: (answer: string) => string | undefined;
}

function interrupted(): CommandFailed {
  return new CommandFailed("Interrupted", { exitCode: EXIT.interrupted });
}

function nothing(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

async function askOnce({ stdin, stderr }: Io, { text, hidden = false }: Question): Promise<string> {
  stderr.write(text);
  const visible = new Writable({
    write(chunk: Buffer, _encoding, done) {
      stderr.write(chunk.toString());
      done();
    },
  });
  const reader = createInterface({ input: stdin, output: hidden ? nothing() : visible, terminal: true });
  try {
    return await new Promise<string>((resolve, reject) => {
      reader.once("SIGINT", () => reject(interrupted()));
      reader.once("close", () => reject(interrupted()));
      reader.once("line", resolve);
    });
  } finally {
    reader.close();
    if (hidden) stderr.write("\n");
  }
}

/**
 * Asks a person at a terminal.
 *
 * @throws {CommandFailed} When the person leaves with Ctrl-C or Ctrl-D.
 */
export async function ask(io: Io, question: Question): Promise<string> {
  for (;;) {
    const answer = await askOnce(io, question);
    const wrong = question.check?.(answer);
    if (wrong === undefined) return answer;
    io.stderr.write(`  ${wrong}\n`);
  }
}

/** Reads everything that comes on standard input, without the line end that closes it. */
export async function readAll({ stdin }: Io): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}
