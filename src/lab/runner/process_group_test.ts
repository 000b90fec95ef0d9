import { assert } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { identifyProcess } from "../../provision/mod.ts";
import { endGroup, holdGroup } from "./process_group.ts";

describe("endGroup()", () => {
  it("ends a program that goes on, and waits until it has", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });
    holdGroup(child);
    await endGroup(child);
    assert.equal(child.signalCode, "SIGTERM");
  });

  it("does nothing to one that has ended, and may be called twice", async () => {
    const child = spawn(process.execPath, ["-e", ""], { detached: true, stdio: "ignore" });
    holdGroup(child);
    await once(child, "exit");
    await endGroup(child);
    await endGroup(child);
    assert.equal(child.exitCode, 0);
  });
});

describe("holdGroup()", () => {
  it("sees to it that nothing outlives a program that ends without notice", async function () {
    this.timeout(20_000);
    const script = `
      import { spawn } from "node:child_process";
      import { holdGroup } from ${JSON.stringify(new URL("process_group.ts", import.meta.url).href)};
      const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });
      holdGroup(child);
      process.stdout.write(String(child.pid), () => process.exit(3));`;
    const program = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script]);
    const [pid] = await once(program.stdout, "data");
    await once(program, "exit");
    assert.isUndefined(await identifyProcess(Number(String(pid))));
  });
});
