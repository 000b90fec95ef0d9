import { assert } from "chai";
import { CARELESS } from "./careless.ts";
import { type LabServer, openLabServer } from "./lab_server.ts";
import { matrixOf, printMatrix, type Row } from "./matrix.ts";

/** CLIENT_MATRIX=all tries each careless client in every scenario of its setups, CLIENT_MATRIX=device,code those of these. */
const WANTED = process.env["CLIENT_MATRIX"];
const WHOLE = WANTED !== undefined;
const TRIED = CARELESS.filter(
  ({ setups }) => !WHOLE || WANTED === "all" || setups.some((setup) => WANTED.split(",").includes(setup)),
);

describe("careless clients", function () {
  this.timeout(WHOLE ? 3_600_000 : 600_000);
  let lab: LabServer;
  let rows: readonly Row[];
  before(async () => {
    lab = await openLabServer();
    const began = performance.now();
    // The whole takes minutes: who waits sees each row when it is there.
    const onRow = (row: Row): void => console.log(printMatrix([row]));
    rows = await matrixOf(lab, TRIED, { whole: WHOLE, ...(WHOLE ? { onRow } : {}) });
    console.log(printMatrix(rows));
    console.log(`${rows.length} clients in ${Math.round((performance.now() - began) / 1000)} s`);
  });
  after(() => lab.close());

  it("are forty or more, each without another check", () => {
    assert.isAtLeast(CARELESS.length, 40);
    assert.lengthOf(new Set(CARELESS.map(({ off }) => off)), CARELESS.length);
    for (const { off, own } of CARELESS) assert.isNotEmpty(own, off);
  });

  for (const careless of TRIED) {
    it(`without ${careless.off}: blamed by what is its own, and by nothing else`, () => {
      const row = rows.find(({ client }) => client === careless);
      assert.deepEqual({ missed: row?.missed, falseAlarms: row?.falseAlarms }, { missed: [], falseAlarms: [] });
    });
  }
});
