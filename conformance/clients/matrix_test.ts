import { assert } from "chai";
import { CARELESS } from "./careless.ts";
import { type LabServer, openLabServer } from "./lab_server.ts";
import { matrixOf, printMatrix, printTotals, type Row, rowFor } from "./matrix.ts";
import { CHECKS } from "./own/checks.ts";
import { UNTRIED } from "./untried.ts";

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
    const onRow = (row: Row, done: number): void => {
      const minutes = ((performance.now() - began) / 60_000).toFixed(1);
      console.log(`[${done}/${TRIED.length}, ${minutes} min] ${printMatrix([row])}`);
    };
    rows = await matrixOf(lab, TRIED, { whole: WHOLE, ...(WHOLE ? { onRow } : {}) });
    console.log(printMatrix(rows));
    console.log(`${printTotals(rows)}, in ${Math.round((performance.now() - began) / 1000)} s`);
  });
  after(() => lab.close());

  it("are forty or more, each without another check", () => {
    assert.isAtLeast(CARELESS.length, 40);
    assert.lengthOf(new Set(CARELESS.map(({ off }) => off)), CARELESS.length);
    for (const { off, own } of CARELESS) assert.isNotEmpty(own, off);
  });

  it("leave out each check of the careful one, but those of which a lab sees nothing", () => {
    const tried = CARELESS.map(({ off }) => off);
    assert.sameMembers([...tried, ...Object.keys(UNTRIED)], Object.keys(CHECKS));
  });

  for (const careless of TRIED) {
    it(`without ${careless.off}: blamed by what is its own, and by nothing else`, () => {
      const row = rows.find(({ client }) => client === careless);
      assert.deepEqual({ missed: row?.missed, falseAlarms: row?.falseAlarms }, { missed: [], falseAlarms: [] });
    });
  }
});

describe("a row of the matrix", () => {
  const [client = assert.fail("nobody is careless")] = CARELESS;
  const right: Row = { client, tried: 7, missed: [], falseAlarms: [] };

  it("that breaks off has missed all of its own, and the others go on", async () => {
    const row = await rowFor(client, () => Promise.reject(new RangeError("Cannot go on")));
    assert.deepEqual(row, { client, tried: 0, missed: client.own, falseAlarms: [], trouble: "Cannot go on" });
    assert.match(printMatrix([row]), /^\w+ +NOT TRIED Cannot go on$/);
  });

  it("says who was wrong about whom", () => {
    const [missed = ""] = client.own;
    const line = printMatrix([{ ...right, missed: [missed], falseAlarms: ["state_reused (failed)"] }]);
    assert.include(line, `MISSED ${missed}, FALSE ALARM state_reused (failed)`);
    assert.notMatch(printMatrix([right]), /MISSED|FALSE/);
  });

  it("is counted in the totals", () => {
    const wrong: Row = { ...right, missed: ["a"], falseAlarms: ["b (failed)", "c (warning)"] };
    const own = 2 * client.own.length;
    const said = `2 careless clients, 14 cases, ${own} of them their own: 1 misses, 2 false alarms`;
    assert.equal(printTotals([right, wrong]), said);
  });
});
