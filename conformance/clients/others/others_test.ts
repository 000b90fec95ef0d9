import { assert } from "chai";
import { type Browser, chromium } from "playwright-core";
import { findChromium } from "../../../test/support/chromium.ts";
import { skipFor } from "../../../test/support/skip.ts";
import { checkClient } from "../check_client.ts";
import { type LabServer, openLabServer } from "../lab_server.ts";
import { IN_BROWSER, type Make, MAKES } from "./makes.ts";
import { oidcClientTsClient } from "./oidc_client_ts.ts";
import { notPassed, readExpected, writeExpected } from "./verdicts.ts";

/** UPDATE_VERDICTS=1 keeps what is found, for a person to look at. */
const KEEPS = process.env["UPDATE_VERDICTS"] === "1";

async function assertAsKept(lab: LabServer, { name, setups, program }: Make): Promise<void> {
  const report = await checkClient(lab, program, { name, setups, parallel: 4 });
  const found = notPassed(report, setups);
  if (KEEPS) await writeExpected(name, found);
  assert.deepEqual(found, (await readExpected())[name]);
}

describe("clients of other makes", function () {
  this.timeout(280_000);
  let lab: LabServer;
  before(async () => {
    lab = await openLabServer();
  });
  after(() => lab.close());

  for (const make of MAKES) {
    it(`${make.name}: the verdicts are those that were kept`, () => assertAsKept(lab, make));
  }

  it(`${IN_BROWSER.name} in a browser: the verdicts are those that were kept`, async function () {
    const executablePath = await findChromium();
    if (executablePath === undefined) return skipFor(this, "there is no Chromium here");
    const browser: Browser = await chromium.launch({ executablePath, args: ["--disable-dev-shm-usage"] });
    try {
      await assertAsKept(lab, { ...IN_BROWSER, program: oidcClientTsClient(browser) });
    } finally {
      await browser.close();
    }
  });
});
