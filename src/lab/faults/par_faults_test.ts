import { assert } from "chai";
import { client } from "../../../test/support/cast.ts";
import { codeRequest } from "../../../test/support/code_flow.ts";
import { changedMembers, faulted } from "../../../test/support/faulted.ts";
import type { LabIssuer } from "../../../test/support/lab_issuer.ts";
import type { Reply } from "../../protocol/mod.ts";
import { textOf } from "./_reply.ts";
import { PAR_FAULTS } from "./par_faults.ts";

async function push(lab: LabIssuer): Promise<Reply> {
  const app = await client(lab.issuer);
  return lab.post("/par", { as: app, form: codeRequest(app) });
}

function membersIn(reply: Reply): Readonly<Record<string, unknown>> {
  return JSON.parse(textOf(reply));
}

/** Name, and what the one member of the answer is that is other than in a right one. */
const TOLD: readonly (readonly [string, string, unknown])[] = [
  ["no_request_uri", "request_uri", undefined],
  ["request_uri_empty", "request_uri", ""],
  ["request_uri_number", "request_uri", 42],
  ["no_expires_in", "expires_in", undefined],
  ["extra_members", "touchstone_extra", { deep: [1, null] }],
];

/** Name, status and error of the answer; no error where it is a page or a success. */
const ANSWERED: readonly (readonly [string, number, string?])[] = [
  ["refused", 400, "invalid_request"],
  ["invalid_client", 401, "invalid_client"],
  ["500", 500],
  ["page", 201],
  ["error_with_request_uri", 400, "invalid_request"],
  ["503_retry_after", 503, "temporarily_unavailable"],
  ["429_retry_after", 429, "temporarily_unavailable"],
  ["status_200", 200],
];

describe("PAR_FAULTS", () => {
  for (const [name, member, value] of TOLD) {
    it(`${name} changes ${member} and nothing else`, async () => {
      const { before, after, served } = await faulted(`par_${name}`, push);
      assert.deepEqual([before.status, after.status], [201, 201]);
      assert.deepEqual(membersIn(after)[member], value);
      const changed = changedMembers(membersIn(before), membersIn(after));
      assert.deepEqual(
        changed.filter((one) => one !== "request_uri" || member === "request_uri"),
        [member],
      );
      assert.deepEqual(served, ["par"]);
    });
  }

  for (const [name, status, error] of ANSWERED) {
    it(`${name} answers ${status}${error === undefined ? "" : ` ${error}`}`, async () => {
      const { before, after, served } = await faulted(`par_${name}`, push);
      assert.deepEqual([before.status, after.status], [201, status]);
      if (error !== undefined) assert.equal(membersIn(after)["error"], error);
      assert.deepEqual(served, ["par"]);
    });
  }

  for (const name of ["error_with_request_uri", "status_200"]) {
    it(`${name} has the request_uri, which is as good as any`, async () => {
      const { after } = await faulted(`par_${name}`, push);
      assert.match(String(membersIn(after)["request_uri"]), /^urn:ietf:params:oauth:request_uri:[\w-]{43}$/);
    });
  }

  it("expired_request_uri gives a name that looks right and leads to nothing", async () => {
    const { after, lab } = await faulted("par_expired_request_uri", push);
    const uri = String(membersIn(after)["request_uri"]);
    assert.match(uri, /^urn:ietf:params:oauth:request_uri:[\w-]{43}$/);
    const app = await client(lab.issuer);
    const reply = await lab.get("/authorize", { query: { client_id: app.clientId, request_uri: uri } });
    assert.include(JSON.stringify(reply), "invalid_request_uri");
  });

  it("leaves an error of the provider as it is where it only changes what was taken", async () => {
    for (const name of ["no_request_uri", "status_200", "error_with_request_uri", "expired_request_uri"]) {
      const { before, after, served } = await faulted(`par_${name}`, (lab) => lab.post("/par", { form: {} }));
      assert.deepEqual([after.status, after.kind], [before.status, before.kind]);
      assert.deepEqual(served, []);
    }
  });

  it("is tested by each of its names", () => {
    const tested = [...TOLD, ...ANSWERED].map(([name]) => `par_${name}`);
    assert.sameMembers(
      PAR_FAULTS.map(({ name }) => name),
      [...tested, "par_expired_request_uri"],
    );
  });
});
