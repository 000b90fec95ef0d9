import { readFile } from "node:fs/promises";
import { runCommand } from "./run_command.ts";

/**
 * What tells a living process from a later one with the same number: when it began.
 *
 * @returns Undefined when no such process lives; one that has ended and only waits to be fetched counts as ended.
 */
export async function identifyProcess(pid: number): Promise<string | undefined> {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return process.platform === "linux" ? identifyByProc(pid) : identifyByPs(pid);
}

/** Whether the process that was identified so still lives. */
export async function isSameProcess(pid: number, identity: string): Promise<boolean> {
  return (await identifyProcess(pid)) === identity;
}

/** The command line of a living process with blanks between its words, undefined when there is none or it may not be read. */
export async function commandLineOf(pid: number): Promise<string | undefined> {
  try {
    const text =
      process.platform === "linux"
        ? (await readFile(`/proc/${pid}/cmdline`, "utf8")).replaceAll("\0", " ")
        : await runCommand("ps", { args: ["-o", "args=", "-p", String(pid)] });
    return text.trim() === "" ? undefined : text.trim();
  } catch {
    return undefined;
  }
}

/**
 * State and start time from a line of `/proc/PID/stat`.
 *
 * The command's name stands in brackets and may hold anything, brackets too; so count from the last one.
 */
export function parseProcStat(line: string): { state: string; startTime: string } | undefined {
  const fields = line
    .slice(line.lastIndexOf(")") + 1)
    .trim()
    .split(" ");
  const [state, startTime] = [fields[0], fields[19]];
  return state === undefined || startTime === undefined ? undefined : { state, startTime };
}

async function identifyByProc(pid: number): Promise<string | undefined> {
  try {
    const [line, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "utf8"),
      readFile("/proc/sys/kernel/random/boot_id", "utf8"),
    ]);
    const parsed = parseProcStat(line);
    if (parsed === undefined || parsed.state === "Z" || parsed.state === "X") return undefined;
    return `${boot.trim()}/${parsed.startTime}`;
  } catch {
    return undefined;
  }
}

async function identifyByPs(pid: number): Promise<string | undefined> {
  try {
    const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
    const [state, ...started] = (
      await runCommand("ps", { args: ["-o", "stat=", "-o", "lstart=", "-p", String(pid)], env })
    )
      .trim()
      .split(/\s+/);
    return state === undefined || state === "" || state.startsWith("Z") ? undefined : started.join(" ");
  } catch {
    return undefined;
  }
}
