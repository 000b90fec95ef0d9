import { assert } from "chai";
import { client } from "../../../test/support/cast.ts";
import { sendProved } from "../../../test/support/dpop_client.ts";
import { faulted } from "../../../test/support/faulted.ts";
import type { LabIssuer } from "../../../test/support/lab_issuer.ts";
import { textIn } from "../../../test/support/replies.ts";
import type { Reply } from "../../protocol/mod.ts";
import { DPOP_FAULTS } from "./dpop_faults.ts";

type Asks = (lab: LabIssuer) => Promise<Reply>;

async function getToken(lab: LabIssuer): Promise<Reply> {
  const as = (await lab.issuer.clients.find("the-client")) ?? (await client(lab.issuer, { clientId: "the-client" }));
  return sendProved(lab, ["POST", "/token"], { as, form: { grant_type: "client_credentials", scope: "read" } });
}

/** Opens the resource with a token by the scheme DPoP; a bearer opens it in the next row. */
async function open(lab: LabIssuer): Promise<Reply> {
  return sendProved(lab, ["GET", "/resource"], { token: textIn(await getToken(lab), "access_token") });
}

function nonceOf({ headers }: Reply): unknown {
  return headers["DPoP-Nonce"];
}

/** Name, request, status, nonce, and how the challenge begins. */
const ROWS: readonly (readonly [string, Asks, number, string | undefined, string | undefined])[] = [
  ["nonce_token", getToken, 400, "touchstone-nonce-1", undefined],
  ["nonce_token_always", getToken, 400, "touchstone-nonce-1", undefined],
  ["nonce_resource", open, 401, "touchstone-nonce-1", 'DPoP error="use_dpop_nonce", algs="'],
  ["nonce_resource_always", open, 401, "touchstone-nonce-1", 'DPoP error="use_dpop_nonce", algs="'],
  ["challenge_other_case", open, 401, "touchstone-nonce-1", 'dPOp error="use_dpop_nonce", algs="'],
  ["nonce_in_success", open, 200, "touchstone-nonce-1", undefined],
  ["token_type_bearer", open, 401, undefined, 'DPoP error="invalid_token"'],
  ["token_type_other_case", open, 200, undefined, undefined],
];

describe("DPOP_FAULTS", () => {
  for (const [name, ask, status, nonce, challenge] of ROWS) {
    it(`${name} answers ${status} to a proof that is right, and nonce ${nonce}`, async () => {
      const { before, after } = await faulted(`dpop_${name}`, ask);
      assert.deepEqual([before.status, nonceOf(before)], [200, undefined]);
      assert.deepEqual([after.status, nonceOf(after)], [status, nonce]);
      const field = after.headers["WWW-Authenticate"];
      assert.equal(typeof field === "string" ? field.slice(0, challenge?.length) : undefined, challenge);
    });
  }

  it("demands another nonce each time", async () => {
    const thrice = async (lab: LabIssuer) =>
      [await getToken(lab), await getToken(lab), await getToken(lab)].map(nonceOf);
    const { after } = await faulted("dpop_nonce_token_always", thrice);
    assert.deepEqual(after, ["touchstone-nonce-1", "touchstone-nonce-2", "touchstone-nonce-3"]);
  });

  for (const [name, type] of [
    ["token_type_bearer", "Bearer"],
    ["token_type_other_case", "dpOP"],
  ] as const) {
    it(`${name} says ${type} where DPoP would be right`, async () => {
      const { before, after } = await faulted(`dpop_${name}`, getToken);
      assert.deepEqual([textIn(before, "token_type"), textIn(after, "token_type")], ["DPoP", type]);
    });
  }

  it("a token that is said to be a bearer's opens the resource as one", async () => {
    const asBearer: Asks = async (lab) => lab.get("/resource", { bearer: textIn(await getToken(lab), "access_token") });
    const { before, after } = await faulted("dpop_token_type_bearer", asBearer);
    assert.deepEqual([before.status, after.status], [401, 200]);
  });

  for (const { name, place } of DPOP_FAULTS) {
    it(`${name} is not at work where there is no proof`, async () => {
      const plain: Asks = async (lab) => {
        const as = await client(lab.issuer, { clientId: "the-client" });
        const given = await lab.post("/token", { as, form: { grant_type: "client_credentials", scope: "read" } });
        return place === "token" ? given : lab.get("/resource", { bearer: textIn(given, "access_token") });
      };
      const { after, served } = await faulted(name, plain);
      assert.deepEqual([after.status, served], [200, []]);
    });
  }

  it("has no fault that is not looked at here", () => {
    assert.sameMembers(
      DPOP_FAULTS.map(({ name }) => name),
      ROWS.map(([name]) => `dpop_${name}`),
    );
  });
});
