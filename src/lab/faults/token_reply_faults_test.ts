import { assert } from "chai";
import { client } from "../../../test/support/cast.ts";
import { changedMembers, faulted } from "../../../test/support/faulted.ts";
import type { LabIssuer } from "../../../test/support/lab_issuer.ts";
import type { Reply } from "../../protocol/mod.ts";
import { membersOf, textOf } from "./_reply.ts";
import { TOKEN_REPLY_FAULTS } from "./token_reply_faults.ts";

type Members = Readonly<Record<string, unknown>>;

/** Asks for a token of its own, which is the shortest way to one. */
async function fetched(lab: LabIssuer, scope = "read email"): Promise<Reply> {
  const asks = await client(lab.issuer);
  return lab.post("/token", { as: asks, form: { grant_type: "client_credentials", scope } });
}

/** Name, the members that are other than in a right answer, and what they are. */
const MEMBERS: readonly (readonly [string, Members])[] = [
  ["no_token_type", { token_type: undefined }],
  ["unknown_token_type", { token_type: "mac" }],
  ["token_type_other_case", { token_type: "bEARER" }],
  ["no_expires_in", { expires_in: undefined }],
  ["expires_in_text", { expires_in: "600" }],
  ["expires_in_junk", { expires_in: "soon" }],
  ["expires_in_negative", { expires_in: -1 }],
  ["expires_in_zero", { expires_in: 0 }],
  ["expires_in_huge", { expires_in: 6_442_450_944 }],
  ["no_scope", { scope: undefined }],
  ["scope_wider", { scope: "read email touchstone" }],
  ["scope_narrower", { scope: "read" }],
  ["no_access_token", { access_token: undefined }],
  ["access_token_empty", { access_token: "" }],
  ["access_token_number", { access_token: 1_234_567_890 }],
  ["access_token_null", { access_token: null }],
  ["extra_members", { touchstone_extra: { deep: [1, null, "x"] }, "urn:example:empty": "", not_before_policy: 0 }],
];

/** Name, status and error of the answer in the place of a right one. */
const ERRORS: readonly (readonly [string, number, string | undefined])[] = [
  ["error_with_200", 200, "invalid_grant"],
  ["error_without_code", 400, undefined],
  ["unknown_error", 400, "out_of_cheese"],
  ["error_uri", 400, "invalid_request"],
  ["invalid_grant", 400, "invalid_grant"],
  ["invalid_client", 401, "invalid_client"],
];

describe("TOKEN_REPLY_FAULTS", () => {
  for (const [name, expected] of MEMBERS) {
    it(`${name} changes ${Object.keys(expected).join(", ")} and nothing else`, async () => {
      const { before, after, served } = await faulted(`token_reply_${name}`, fetched);
      const [right = {}, wrong = {}] = [membersOf(before), membersOf(after)];
      assert.deepEqual(changedMembers(right, wrong), Object.keys(expected).toSorted());
      for (const [member, value] of Object.entries(expected)) assert.deepEqual(wrong[member], value);
      assert.deepEqual([after.status, after.headers], [before.status, before.headers]);
      assert.deepEqual(served, ["token"]);
    });
  }

  for (const [name, status, error] of ERRORS) {
    it(`${name} answers ${status} ${error ?? "without an error"}`, async () => {
      const { after, served } = await faulted(`token_reply_${name}`, fetched);
      const { error: said, access_token: token }: Members = JSON.parse(textOf(after));
      assert.deepEqual([after.status, said, token], [status, error, undefined]);
      assert.deepEqual(served, ["token"]);
    });
  }

  it("has a whole token response in an answer with status 400", async () => {
    const { before, after } = await faulted("token_reply_400_with_token", fetched);
    assert.deepEqual([after.status, membersOf(after)], [400, { error: "invalid_grant", ...membersOf(before) }]);
  });

  it("leaves no scope out that was not asked for", async () => {
    const { before, after, served } = await faulted("token_reply_scope_narrower", (lab) => fetched(lab, "read"));
    assert.deepEqual(after, before);
    assert.isEmpty(served);
  });

  it("has no fault that is not looked at here", () => {
    assert.sameMembers(
      TOKEN_REPLY_FAULTS.map(({ name }) => name),
      [...MEMBERS, ...ERRORS, ["400_with_token"]].map(([name]) => `token_reply_${name}`),
    );
  });
});
