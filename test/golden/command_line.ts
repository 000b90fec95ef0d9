import { PassThrough } from "node:stream";
import { runCommandLine } from "../../src/cli/mod.ts";

/** A command line as text that reads as documentation: what it shows, where and how it is given, what it answers. */
export interface CommandLine {
  /** The first line: a sentence. */
  readonly says: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  /** What is typed into standard input. */
  readonly typed: string;
  /** Exit code and both outputs as they are printed; empty when nobody has looked at them yet. */
  readonly answer: string;
  /** All but the answer, as it was read. */
  readonly asked: string;
}

const ENDED = /^exit \d+$/;

/** Words as a shell would take them apart, as far as single quotes go. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
}

/** Throws SyntaxError when the text has no sentence or no command. */
export function parseCommandLine(text: string): CommandLine {
  const lines = text.trimEnd().split("\n");
  const end = lines.findIndex((line) => ENDED.test(line));
  const asked = end === -1 ? lines : lines.slice(0, end);
  const [says] = asked.flatMap((line) => (line.startsWith("# ") ? [line.slice(2)] : []));
  const [command] = asked.flatMap((line) => (line.startsWith("$ touchstone") ? [line.slice(12)] : []));
  if (says === undefined || command === undefined)
    throw new SyntaxError("Cannot read a command line without a sentence and a command");
  const settings = asked.flatMap((line) => {
    const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
  return {
    says,
    environment: Object.fromEntries(settings),
    args: wordsOf(command),
    typed: asked.flatMap((line) => (line.startsWith("< ") ? [`${line.slice(2)}\n`] : [])).join(""),
    answer: end === -1 ? "" : lines.slice(end).join("\n"),
    asked: asked.join("\n").trimEnd(),
  };
}

/** The text of a command line with an answer, which ends with a line break. */
export function printCommandLine({ asked }: Pick<CommandLine, "asked">, answer: string): string {
  return `${asked}\n\n${answer}\n`;
}

function marked(text: string, mark: string): readonly string[] {
  return text === ""
    ? []
    : text
        .replace(/\n$/, "")
        .split("\n")
        .map((line) => `${mark} ${line}`.trimEnd());
}

/** Runs a command line in this process; answers its exit code and what it wrote, in lines that say where. */
export async function answerTo({ args, environment, typed }: CommandLine): Promise<string> {
  const written = { out: "", err: "" };
  const stdin = new PassThrough();
  stdin.end(typed);
  const code = await runCommandLine(args, {
    environment,
    stdin,
    stdout: { write: (text: string) => (written.out += text) },
    stderr: { write: (text: string) => (written.err += text) },
  });
  return [`exit ${code}`, ...marked(written.out, "out |"), ...marked(written.err, "err |")].join("\n");
}
