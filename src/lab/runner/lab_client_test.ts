import { assert } from "chai";
import { fakeLab } from "./_fake_lab_test.ts";
import { labClient, LabRefused } from "./lab_client.ts";

const RUN = { id: "r1", key: "the-key" };

async function refusal(asked: Promise<unknown>): Promise<LabRefused> {
  const thrown = await asked.then(
    () => assert.fail("it was not refused"),
    (error: unknown) => error,
  );
  assert.instanceOf(thrown, LabRefused);
  return thrown;
}

describe("labClient()", () => {
  it("asks each thing at its address, with the key of the run but where there is none yet", async () => {
    const lab = fakeLab();
    const client = labClient(lab);
    await client.create({ plan: "p" });
    await client.begin(RUN, { name: "control-code" });
    await client.state(RUN, "a1");
    await client.act(RUN, { attempt: "a1", act: "end_session" });
    await client.end(RUN, { attempt: "a1", outcome: { exit: 0 } });
    await client.finish(RUN);
    await client.report(RUN);
    await client.remove(RUN);
    assert.deepEqual(lab.calls, [
      "POST ",
      "POST /r1/attempts",
      "GET /r1/attempts/a1",
      "POST /r1/attempts/a1/act",
      "POST /r1/attempts/a1/end",
      "POST /r1/finish",
      "GET /r1",
      "DELETE /r1",
    ]);
    assert.deepEqual(lab.keys, [null, ...Array.from({ length: 7 }, () => "Bearer the-key")]);
    assert.deepEqual(lab.outcomes.get("a1"), { exit: 0 });
  });

  it("minds no slash behind the address of the server", async () => {
    const lab = fakeLab();
    await labClient({ ...lab, base: `${lab.base}/` }).create({ plan: "p" });
    assert.deepEqual(lab.calls, ["POST "]);
  });

  it("keeps what names an attempt within its address", async () => {
    const lab = fakeLab();
    await labClient(lab).state(RUN, "../../r2");
    assert.deepEqual(lab.calls, ["GET /r1/attempts/..%2F..%2Fr2"]);
  });

  it("says in the lab's own words why it was refused", async () => {
    const lab = fakeLab({ refusals: { "POST /r1/attempts": 400 } });
    const { message, status } = await refusal(labClient(lab).begin(RUN, { name: "x" }));
    assert.equal(message, "The lab refused: It will not");
    assert.equal(status, 400);
  });

  it("says what to do where there is no lab", async () => {
    const lab = fakeLab({ refusals: { "POST ": 404 } });
    const { message } = await refusal(labClient(lab).create({ plan: "p" }));
    assert.match(message, /Cannot find a lab at http:\/\/lab.test: start the server with LAB=on/);
  });

  for (const [what, body, says] of [
    ["a page", "<h1>Out of service</h1>", "The lab refused: status 503"],
    ["an error without a description", '{"error":"server_error"}', "The lab refused: server_error"],
    ["JSON of another kind", "[]", "The lab refused: status 503"],
  ] as const) {
    it(`copes with a refusal that is ${what}`, async () => {
      const client = labClient({ base: "http://lab.test", fetch: async () => new Response(body, { status: 503 }) });
      assert.equal((await refusal(client.finish(RUN))).message, says);
    });
  }

  it("says that the server cannot be reached", async () => {
    const { message, status } = await refusal(labClient({ base: "http://127.0.0.1:9" }).create({ plan: "p" }));
    assert.equal(message, "Cannot reach the server at http://127.0.0.1:9: is it up?");
    assert.equal(status, 0);
  });
});
