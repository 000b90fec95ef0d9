import { fileURLToPath } from "node:url";
import { assert } from "chai";
import { type Browser, chromium } from "playwright-core";
import type { RunReport } from "../../../src/lab/mod.ts";
import { findChromium } from "../../../test/support/chromium.ts";
import { skipFor } from "../../../test/support/skip.ts";
import { checkClient, checkProgram } from "../check_client.ts";
import { type LabServer, openLabServer } from "../lab_server.ts";
import { AS_PROGRAM, IN_BROWSER, type Make, MAKES } from "./makes.ts";
import { oidcClientTsClient } from "./oidc_client_ts.ts";
import { notPassed, readExpected, writeExpected } from "./verdicts.ts";

/** UPDATE_VERDICTS=1 keeps what is found, for a person to look at. */
const KEEPS = process.env["UPDATE_VERDICTS"] === "1";

async function assertInProcess(lab: LabServer, { name, setups, program }: Make): Promise<void> {
  await assertAsKept({ name, setups }, await checkClient(lab, program, { name, setups, parallel: 4, timeout: 20_000 }));
}

async function assertAsKept({ name, setups }: Omit<Make, "program">, report: RunReport): Promise<void> {
  const found = notPassed(report, setups);
  if (KEEPS) await writeExpected(name, found);
  assert.deepEqual(found, (await readExpected())[name]);
}

describe("clients of other makes", function () {
  this.timeout(600_000);
  let lab: LabServer;
  before(async () => {
    lab = await openLabServer();
  });
  after(() => lab.close());

  for (const make of MAKES) {
    it(`${make.name}: the verdicts are those that were kept`, () => assertInProcess(lab, make));
  }

  it(`${AS_PROGRAM.name} as a program: the verdicts are those that were kept`, async () => {
    const file = fileURLToPath(new URL("./passport_oauth2_main.ts", import.meta.url));
    const command = [process.execPath, "--import", "tsx", file] as const;
    const options = { ...AS_PROGRAM, parallel: 4, timeout: 20_000 };
    await assertAsKept(AS_PROGRAM, await checkProgram(lab, command, options));
  });

  it(`${IN_BROWSER.name} in a browser: the verdicts are those that were kept`, async function () {
    const executablePath = await findChromium();
    if (executablePath === undefined) return skipFor(this, "there is no Chromium here");
    const browser: Browser = await chromium.launch({ executablePath, args: ["--disable-dev-shm-usage"] });
    try {
      await assertInProcess(lab, { ...IN_BROWSER, program: oidcClientTsClient(browser) });
    } finally {
      await browser.close();
    }
  });
});
