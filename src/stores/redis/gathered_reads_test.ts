import { assert } from "chai";
import { GatheredReads } from "./gathered_reads.ts";

/** Answers each key with itself, but nothing for keys that begin with `no`; notes what was asked. */
function echoing(mostKeys = 100) {
  const commands: string[][] = [];
  const reads = new GatheredReads(
    async (keys) => {
      commands.push(keys);
      return keys.map((key) => (key.startsWith("no") ? null : Buffer.from(key)));
    },
    { mostKeys },
  );
  async function pair(first: string, second: string): Promise<readonly (string | undefined)[]> {
    return (await reads.pair(first, second)).map((bytes) => bytes?.toString());
  }
  return { pair, commands };
}

describe("GatheredReads", () => {
  it("asks for all pairs of one moment in one command and gives each its own", async () => {
    const { pair, commands } = echoing();
    const answers = await Promise.all([pair("a", "b"), pair("none", "c"), pair("d", "nothing")]);
    assert.deepEqual(answers, [
      ["a", "b"],
      [undefined, "c"],
      ["d", undefined],
    ]);
    assert.deepEqual(commands, [["a", "b", "none", "c", "d", "nothing"]]);
  });

  it("asks anew in the next moment", async () => {
    const { pair, commands } = echoing();
    assert.deepEqual(await pair("a", "b"), ["a", "b"]);
    assert.deepEqual(await pair("a", "b"), ["a", "b"]);
    assert.lengthOf(commands, 2);
  });

  it("sends no more keys at once than it may", async () => {
    const { pair, commands } = echoing(4);
    const answers = await Promise.all(["a", "b", "c", "d", "e"].map((key) => pair(key, `${key}2`)));
    assert.deepEqual(answers.flat(), ["a", "a2", "b", "b2", "c", "c2", "d", "d2", "e", "e2"]);
    assert.deepEqual(
      commands.map(({ length }) => length),
      [4, 4, 2],
    );
  });

  it("tells everybody whose keys were in a command that failed, and nobody else", async () => {
    let fails = true;
    const reads = new GatheredReads(
      async (keys) => {
        if (fails) throw new RangeError("No answer");
        return keys.map((key) => Buffer.from(key));
      },
      { mostKeys: 100 },
    );
    const outcomes = await Promise.allSettled([reads.pair("a", "b"), reads.pair("c", "d")]);
    for (const { status } of outcomes) assert.equal(status, "rejected");
    fails = false;
    assert.equal(String((await reads.pair("e", "f"))[1]), "f");
  });
});
