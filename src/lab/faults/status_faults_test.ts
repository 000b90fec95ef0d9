import { assert } from "chai";
import { client } from "../../../test/support/cast.ts";
import { changedMembers, faulted } from "../../../test/support/faulted.ts";
import { START } from "../../../test/support/issuer_under_test.ts";
import type { LabIssuer } from "../../../test/support/lab_issuer.ts";
import { bodyOf, textIn } from "../../../test/support/replies.ts";
import type { Reply } from "../../protocol/mod.ts";
import { textOf } from "./_reply.ts";
import { STATUS_FAULTS } from "./status_faults.ts";

type Members = Readonly<Record<string, unknown>>;

/** Asks about a token of its own, or has it revoked. */
function asking(path: "/introspect" | "/revoke"): (lab: LabIssuer) => Promise<Reply> {
  return async (lab) => {
    const as = await client(lab.issuer, { clientId: "the-client" });
    const form = { grant_type: "client_credentials", scope: "read" };
    const token = textIn(await lab.post("/token", { as, form }), "access_token");
    return lab.post(path, { as, form: { token } });
  };
}

const SAID: readonly (readonly [string, Members])[] = [
  ["active_text", { active: "true" }],
  ["active_number", { active: 1 }],
  ["no_active", { active: undefined }],
  ["expired", { exp: START - 60 }],
  ["exp_soon", { exp: START + 4 }],
  ["other_audience", { aud: "https://other-api.example" }],
  ["no_scope", { scope: undefined }],
  ["other_scope", { scope: "touchstone" }],
  ["other_token_type", { token_type: "mac" }],
  ["other_client", { client_id: "another-client" }],
  ["extra_members", { touchstone_extra: { deep: [1, null] } }],
];

/** Name, status, and what the text of the answer has in it. */
const ANSWERS: readonly (readonly [string, number, string])[] = [
  ["introspection_page", 200, "<h1>Welcome</h1>"],
  ["introspection_401", 401, "invalid_client"],
  ["introspection_500", 500, "<h1>Internal Server Error</h1>"],
  ["introspection_503_retry_after", 503, "temporarily_unavailable"],
  ["revocation_with_body", 200, "It was unknown"],
  ["revocation_503_retry_after", 503, "temporarily_unavailable"],
  ["revocation_unsupported", 400, "unsupported_token_type"],
];

describe("STATUS_FAULTS", () => {
  for (const [name, expected] of SAID) {
    it(`${name} changes ${Object.keys(expected).join(", ")} and nothing else`, async () => {
      const { before, after, served } = await faulted(`introspection_${name}`, asking("/introspect"));
      const [right, wrong] = [bodyOf(before), bodyOf(after)];
      assert.deepEqual(changedMembers(right, wrong), Object.keys(expected).toSorted());
      for (const [member, value] of Object.entries(expected)) assert.deepEqual(wrong[member], value);
      assert.deepEqual(served, ["introspection"]);
    });
  }

  it("says of a living token that it is not active, and nothing else", async () => {
    const { before, after } = await faulted("introspection_inactive", asking("/introspect"));
    assert.deepEqual([bodyOf(before)["active"], bodyOf(after)], [true, { active: false }]);
  });

  for (const [name, status, text] of ANSWERS) {
    it(`${name} answers ${status}`, async () => {
      const place = name.startsWith("revocation") ? "revocation" : "introspection";
      const { before, after, served } = await faulted(name, asking(place === "revocation" ? "/revoke" : "/introspect"));
      assert.deepEqual([before.status, after.status], [200, status]);
      assert.include(textOf(after), text);
      assert.equal(after.headers["Retry-After"], status === 503 ? "1" : undefined);
      assert.deepEqual(served, [place]);
    });
  }

  it("has no fault that is not looked at here", () => {
    assert.sameMembers(
      STATUS_FAULTS.map(({ name }) => name),
      ["introspection_inactive", ...SAID.map(([name]) => `introspection_${name}`), ...ANSWERS.map(([name]) => name)],
    );
  });
});
