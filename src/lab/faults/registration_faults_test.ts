import { assert } from "chai";
import { changedMembers, faulted } from "../../../test/support/faulted.ts";
import type { LabIssuer } from "../../../test/support/lab_issuer.ts";
import { bodyOf } from "../../../test/support/replies.ts";
import { START } from "../../../test/support/issuer_under_test.ts";
import type { Reply } from "../../protocol/mod.ts";
import { textOf } from "./_reply.ts";
import { REGISTRATION_FAULTS } from "./registration_faults.ts";

const OPEN = { settings: { CLIENT_REGISTRATION: "open" } };

function register(lab: LabIssuer, scope = "openid profile"): Promise<Reply> {
  const wished = { redirect_uris: ["https://client.test/cb"], client_name: "Client", scope };
  return lab.post("/register", { json: wished });
}

/** Name, and the members of the answer that are other than in a right one. */
const CHANGED: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ["other_redirect_uri", { redirect_uris: ["https://elsewhere.example/cb"] }],
  ["other_scope", { scope: "openid" }],
  ["secret_expired", { client_secret_expires_at: START - 3_600 }],
  ["extra", { touchstone_extra: { deep: [1, null] } }],
  ["no_client_id", { client_id: undefined }],
  ["no_secret", { client_secret: undefined }],
  ["no_management", { registration_access_token: undefined, registration_client_uri: undefined }],
];

describe("REGISTRATION_FAULTS", () => {
  for (const [name, changes] of CHANGED) {
    it(`${name} changes ${Object.keys(changes).join(" and ")} and nothing else`, async () => {
      const { before, after, served } = await faulted(`registration_${name}`, (lab) => register(lab), OPEN);
      const [right, wrong] = [bodyOf(before), bodyOf(after)];
      assert.deepEqual(changedMembers(right, wrong), Object.keys(changes).toSorted());
      for (const [member, value] of Object.entries(changes)) assert.deepEqual(wrong[member], value);
      assert.deepEqual([after.status, after.headers], [before.status, before.headers]);
      assert.deepEqual(served, ["registration"]);
    });
  }

  for (const [name, status, type, text] of [
    ["refused", 400, "application/json", '"invalid_redirect_uri"'],
    ["page", 201, "text/html; charset=utf-8", "<!doctype html>"],
  ] as const) {
    it(`${name} answers ${status} as ${type}`, async () => {
      const { after } = await faulted(`registration_${name}`, (lab) => register(lab), OPEN);
      assert.deepEqual([after.status, after.headers["Content-Type"]], [status, type]);
      assert.include(textOf(after), text);
    });
  }

  it("leaves refusals as they are", async () => {
    const refused = (lab: LabIssuer): Promise<Reply> => lab.post("/register", { json: { redirect_uris: "none" } });
    const { before, after, served } = await faulted("registration_extra", refused, OPEN);
    assert.deepEqual([textOf(after), served], [textOf(before), []]);
    assert.equal(after.status, 400);
  });

  it("has no fault that is not looked at here", () => {
    assert.sameMembers(
      REGISTRATION_FAULTS.map(({ name }) => name),
      [...CHANGED.map(([name]) => name), "refused", "page"].map((name) => `registration_${name}`),
    );
  });
});
