import { assert } from "chai";
import type { LabFlow } from "./_lab_flow_test.ts";

export { claimsIn, LONG_SECRET, verified } from "../../../test/support/openid_flow.ts";

/** The text of a signed UserInfo answer. */
export async function userinfoOf(flow: LabFlow, body: Readonly<Record<string, unknown>>): Promise<string> {
  const reply = await flow.userinfo(body["access_token"]);
  assert(reply.kind === "json" && reply.text !== undefined, "the answer is not signed");
  return reply.text;
}
