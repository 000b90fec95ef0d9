import type { ChildProcess } from "node:child_process";

/** Milliseconds that a program has to end in order before it is killed. */
const GRACE = 1_000;

function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch {
    // The group has ended.
  }
}

/** Children that may still have to be killed if this program ends without notice. */
const living = new Set<ChildProcess>();

process.on("exit", () => {
  for (const child of living) signal(child, "SIGKILL");
});

/** Sees to it that a child, which leads a group of its own, does not outlive this program. */
export function holdGroup(child: ChildProcess): void {
  living.add(child);
}

/** Ends whatever is left of the group of a child: it is asked, then killed. */
export async function endGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    signal(child, "SIGTERM");
    const killing = setTimeout(() => signal(child, "SIGKILL"), GRACE);
    await ended;
    clearTimeout(killing);
  }
  // What it started goes with it, whether that listens or not.
  signal(child, "SIGKILL");
  living.delete(child);
}
