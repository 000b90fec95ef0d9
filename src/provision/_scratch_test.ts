import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** A folder for each test, which other users may enter, and what a test puts there. */
export interface Scratch {
  /** A path in the folder, or the folder itself. */
  readonly path: (name?: string) => string;
  /** Writes a file and the folders above it; answers its path. */
  readonly file: (name: string, text: string) => Promise<string>;
  /** Writes a shell script that anybody may run; answers its path. */
  readonly program: (name: string, script: string) => Promise<string>;
}

/** Makes the folder before each test of the block that calls this, and removes it afterwards. */
export function scratch(): Scratch {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "scratch-"));
    await chmod(folder, 0o755);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function file(name: string, text: string): Promise<string> {
    const made = path.join(folder, name);
    await mkdir(path.dirname(made), { recursive: true });
    await writeFile(made, text);
    return made;
  }
  return {
    path: (name = "") => path.join(folder, name),
    file,
    async program(name, script) {
      const made = await file(name, `#!/bin/sh\n${script}\n`);
      await chmod(made, 0o755);
      return made;
    },
  };
}

/** Sets variables of this process for each test of the block, and sets them back afterwards. */
export function withVariables(variables: () => Readonly<Record<string, string | undefined>>): void {
  let before: Readonly<Record<string, string | undefined>>;
  function set(values: Readonly<Record<string, string | undefined>>): void {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
  beforeEach(() => {
    const wanted = variables();
    before = Object.fromEntries(Object.keys(wanted).map((name) => [name, process.env[name]]));
    set(wanted);
  });
  afterEach(() => set(before));
}

/** What was thrown, or the answer where nothing was. */
export function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((thrown: unknown) => thrown);
}
