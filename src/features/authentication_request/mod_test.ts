import { assert } from "chai";
import type { Agreement, IdTokenContext, Journey } from "../../engine/mod.ts";
import { scene } from "./_scene_test.ts";
import { authenticationRequest } from "./mod.ts";

const { hooks = {}, steps = [] } = authenticationRequest({ acrValues: ["urn:test:good", "urn:test:poor"] });

function agreementOf({ request, session }: Journey): Agreement {
  const { accountId, sub, username } = session!;
  return {
    request,
    session: session!,
    subject: { accountId, sub, username },
    scope: request.scope,
    allowed: request.scope,
  };
}

describe("authenticationRequest()", () => {
  for (const [name, changes, expected] of [
    [
      "what the sign-in counted as",
      { acr_values: "urn:test:poor" },
      { authentication_request: { acr: "urn:test:poor" } },
    ],
    ["nothing where nobody asks", {}, {}],
    ["nothing where there will be no ID token", { acr_values: "urn:test:poor", scope: "read" }, {}],
  ] as const) {
    it(`binds ${name}`, async () => {
      const journey = await (await scene()).journey(changes);
      assert.deepEqual(await hooks.bindToCode?.(agreementOf(journey)), expected);
    });
  }

  for (const [name, bindings, expected] of [
    ["what was bound", { authentication_request: { acr: "urn:test:poor" } }, { sub: "ann", acr: "urn:test:poor" }],
    ["nothing where nothing was", {}, { sub: "ann" }],
  ] as const) {
    it(`says in ID tokens ${name}`, async () => {
      const context = { bindings } as unknown as IdTokenContext;
      assert.deepEqual(await hooks.idTokenClaims?.({ sub: "ann" }, context), expected);
    });
  }

  it("has its pages come before the sign-in page", () => {
    assert.deepEqual(
      steps.map(({ name, before }) => [name, before]),
      [
        ["select_account", "login"],
        ["wanted_person", "login"],
      ],
    );
  });
});
