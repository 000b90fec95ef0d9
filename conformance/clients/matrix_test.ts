import { assert } from "chai";
import { CARELESS } from "./careless.ts";
import { type LabServer, openLabServer } from "./lab_server.ts";
import { matrixOf, printMatrix, type Row } from "./matrix.ts";

/** CLIENT_MATRIX=all tries each careless client in every scenario of its setups. */
const WHOLE = process.env["CLIENT_MATRIX"] === "all";

describe("careless clients", function () {
  this.timeout(WHOLE ? 3_600_000 : 600_000);
  let lab: LabServer;
  let rows: readonly Row[];
  before(async () => {
    lab = await openLabServer();
    rows = await matrixOf(lab, CARELESS, { whole: WHOLE });
    console.log(printMatrix(rows));
  });
  after(() => lab.close());

  it("are forty or more, each without another check", () => {
    assert.isAtLeast(CARELESS.length, 40);
    assert.lengthOf(new Set(CARELESS.map(({ off }) => off)), CARELESS.length);
    for (const { off, own } of CARELESS) assert.isNotEmpty(own, off);
  });

  for (const careless of CARELESS) {
    it(`without ${careless.off}: blamed by what is its own, and by nothing else`, () => {
      const row = rows.find(({ client }) => client === careless);
      assert.deepEqual({ missed: row?.missed, falseAlarms: row?.falseAlarms }, { missed: [], falseAlarms: [] });
    });
  }
});
