import { assert } from "chai";
import { agreed, codeFlow, codeRequest } from "../../../test/support/code_flow.ts";
import { changedMembers, faulted } from "../../../test/support/faulted.ts";
import type { LabIssuer } from "../../../test/support/lab_issuer.ts";
import { client } from "../../../test/support/cast.ts";
import { bodyOf, locationOf } from "../../../test/support/replies.ts";
import type { Reply } from "../../protocol/mod.ts";
import { textOf } from "./_reply.ts";
import { openidLab, partsOf } from "./_openid_lab_test.ts";
import { AUTHORIZATION_RESPONSE_FAULTS } from "./authorization_response_faults.ts";

const STATE = "A state of some length, 0123456789";
const OTHER = "https://honest.example";

type Parameters = Readonly<Record<string, string>>;
type Holds = (after: Parameters, before: Parameters) => boolean;

async function answered(lab: LabIssuer): Promise<URL> {
  const flow = await codeFlow(lab);
  return locationOf(await agreed(flow.browser, codeRequest(flow.client, { state: STATE })));
}

function refusedWith(error: string): Holds {
  return (after) => after["error"] === error && !("code" in after);
}

/** Name, parameters that are other than in a right answer, and how they are. */
const ANSWERS: readonly (readonly [string, readonly string[], Holds])[] = [
  ["state_missing", ["state"], (after) => !("state" in after)],
  ["state_empty", ["state"], ({ state }) => state === ""],
  ["state_changed", ["state"], ({ state }) => state === `${STATE}1`],
  ["state_other_case", ["state"], ({ state }) => state === "a STATE OF SOME LENGTH, 0123456789"],
  ["state_of_another", ["state"], ({ state = "" }) => state.length === STATE.length],
  ["iss_missing", ["iss"], (after) => !("iss" in after)],
  ["iss_other", ["iss"], ({ iss }) => iss === OTHER],
  ["iss_slash", ["iss"], ({ iss }) => iss === "https://issuer.test/"],
  ["iss_other_case", ["iss"], ({ iss }) => iss === "HTTPS://ISSUER.TEST"],
  ["mixed_up", ["code", "iss"], ({ code = "", iss }) => /^\w{43}$/.test(code) && iss === OTHER],
  ["code_missing", ["code"], (after) => !("code" in after)],
  [
    "token_for_code",
    ["access_token", "code", "token_type"],
    ({ access_token: token = "", ...after }) => /^\w{43}$/.test(token) && !("code" in after),
  ],
  ["code_empty", ["code"], ({ code }) => code === ""],
  [
    "long_code",
    ["code"],
    ({ code = "" }, before) => code.length === 2_000 && code.startsWith(before["code"] ?? "none"),
  ],
  ["code_and_error", ["error"], ({ error }) => error === "access_denied"],
  ["extra_parameters", ["nothing", "session_state", "touchstone_extra"], ({ nothing }) => nothing === ""],
  [
    "token_beside_code",
    ["access_token", "expires_in", "token_type"],
    ({ access_token: token = "" }) => /^\w{43}$/.test(token),
  ],
  ["unknown_error", ["code", "error", "error_description"], refusedWith("out_of_cheese")],
  ["bare_error", ["code", "error"], refusedWith("invalid_request")],
  ["markup_in_error", ["code", "error", "error_description"], refusedWith("access_denied")],
  ["server_error", ["code", "error"], refusedWith("server_error")],
  ["temporarily_unavailable", ["code", "error", "error_description"], refusedWith("temporarily_unavailable")],
];

const METADATA: readonly (readonly [string, string, unknown])[] = [
  ["metadata_without_pkce", "code_challenge_methods_supported", undefined],
  ["metadata_plain_pkce", "code_challenge_methods_supported", ["plain"]],
  ["metadata_without_iss_promise", "authorization_response_iss_parameter_supported", undefined],
];

const INJECTED = "authorization_response_injected_code";
const TWICE = ["code", "state", "iss"];

async function metadataOf(lab: LabIssuer): Promise<Readonly<Record<string, unknown>>> {
  return bodyOf(await lab.get("/.well-known/oauth-authorization-server"));
}

/** Redeems a code of a client that binds it by PKCE, or by nothing. */
async function redeemed(lab: LabIssuer, binds: boolean): Promise<Reply> {
  const flow = await codeFlow(lab);
  if (binds) return flow.redeem(await flow.code());
  const code = await flow.code({ code_challenge: undefined, code_challenge_method: undefined });
  return flow.redeem(code, { code_verifier: undefined });
}

const WITHOUT_PKCE = { settings: { PKCE_REQUIRED: "none" } };

describe("AUTHORIZATION_RESPONSE_FAULTS", () => {
  for (const [name, changed, holds] of ANSWERS) {
    it(`${name} changes ${changed.join(", ")} of the answer and nothing else`, async () => {
      const { before, after, served } = await faulted(`authorization_response_${name}`, answered);
      const [right, wrong] = [Object.fromEntries(before.searchParams), Object.fromEntries(after.searchParams)];
      assert.deepEqual(changedMembers(right, wrong), changed);
      assert.isTrue(holds(wrong, right), after.href);
      assert.equal(after.href.split("?")[0], before.href.split("?")[0]);
      assert.deepEqual(served, ["callback"]);
    });
  }

  for (const name of TWICE) {
    it(`has ${name} twice, first as it should be`, async () => {
      const { before, after, served } = await faulted(`authorization_response_${name}_twice`, answered);
      const [first, second, ...more] = after.searchParams.getAll(name);
      assert.equal(first, before.searchParams.get(name) ?? "none");
      assert.notEqual(second, first);
      assert.isEmpty(more);
      assert.equal(after.searchParams.size, before.searchParams.size + 1);
      assert.deepEqual(served, ["callback"]);
    });
  }

  it("refuses the code of another session where a verifier comes along, as its challenge was another", async () => {
    const { before, after, served } = await faulted(INJECTED, (lab) => redeemed(lab, true));
    assert.deepEqual([before.status, after.status], [200, 400]);
    assert.propertyVal(JSON.parse(textOf(after)), "error", "invalid_grant");
    assert.deepEqual(served, ["token"]);
  });

  it("takes the code of another session of a client that binds it by nothing, as a right provider would", async () => {
    const { before, after, served } = await faulted(INJECTED, (lab) => redeemed(lab, false), WITHOUT_PKCE);
    assert.deepEqual(Object.keys(bodyOf(after)), Object.keys(bodyOf(before)));
    assert.deepEqual([after.status, served], [200, ["token"]]);
  });

  it("gives the nonce of the other session with its code", async () => {
    const { ask, redeem, journal } = await openidLab([{ fault: INJECTED }], WITHOUT_PKCE);
    const unbound = { code_challenge: undefined, code_challenge_method: undefined };
    const code = locationOf(await ask(unbound)).searchParams.get("code") ?? "";
    const { claims } = partsOf(bodyOf(await redeem(code, { code_verifier: undefined }))["id_token"]);
    assert.match(String(claims["nonce"]), /^\w{3}$/);
    assert.notEqual(claims["nonce"], "n-1");
    assert.deepEqual(journal().at(-1)?.faults, [INJECTED]);
  });

  it("leaves other grants as they are", async () => {
    const { served } = await faulted(INJECTED, async (lab) =>
      lab.post("/token", { as: await client(lab.issuer), form: { grant_type: "client_credentials" } }),
    );
    assert.isEmpty(served);
  });

  it("puts the whole answer into the fragment", async () => {
    const { before, after, served } = await faulted("authorization_response_in_fragment", answered);
    assert.equal(after.search, "");
    const [inQuery, inFragment] = [before.searchParams, new URLSearchParams(after.hash.slice(1))];
    assert.deepEqual(Object.fromEntries(inFragment), Object.fromEntries(inQuery));
    assert.deepEqual(served, ["callback"]);
  });

  for (const [name, member, value] of METADATA) {
    it(`${name} changes ${member} of the metadata and nothing else`, async () => {
      const { before, after, served } = await faulted(name, metadataOf);
      assert.deepEqual(changedMembers(before, after), [member]);
      assert.deepEqual(after[member], value);
      assert.deepEqual(served, ["discovery"]);
    });
  }

  it("has no fault that is not looked at here", () => {
    const seen = [
      ...ANSWERS.map(([name]) => `authorization_response_${name}`),
      ...TWICE.map((name) => `authorization_response_${name}_twice`),
      "authorization_response_in_fragment",
      INJECTED,
      ...METADATA.map(([name]) => name),
    ];
    assert.sameMembers(
      AUTHORIZATION_RESPONSE_FAULTS.map(({ name }) => name),
      seen,
    );
  });

  it("leaves an answer as it is that has nothing to be changed", async () => {
    const { after, served } = await faulted("authorization_response_state_changed", async (lab) => {
      const flow = await codeFlow(lab);
      return locationOf(await agreed(flow.browser, codeRequest(flow.client, { state: undefined })));
    });
    assert.isNull(after.searchParams.get("state"));
    assert.isEmpty(served);
  });
});
