import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { locationOf } from "../../../test/support/replies.ts";
import { thrownBy } from "../../../test/support/refusals.ts";
import type { Approval, Feature, ResponseMode } from "../../engine/mod.ts";
import { OAuthError } from "../../protocol/mod.ts";
import { answer, answerError } from "./answer.ts";
import { scene } from "./_journey_test.ts";

/** A feature that notes what it is shown of each approval. */
function noting(seen: (Approval | undefined)[]): Feature {
  return {
    name: "noting",
    spec: "test",
    hooks: {
      bindToCode: () => ({ noting: "bound" }),
      authorizeReply(parameters, { approval }) {
        seen.push(approval);
        return [...parameters, ["noted", "yes"]];
      },
    },
  };
}

describe("answer()", () => {
  rule(["RFC6749-4.1.2-1", "RFC6749-4.1.2-8"], "sends a code and the state to the redirect URI", async () => {
    const reply = await answer(await (await scene()).journey());
    const { origin, pathname, searchParams } = locationOf(reply);
    assert.equal(origin + pathname, "https://client.test/cb");
    assert.deepEqual([...searchParams.keys()], ["code", "state", "iss"]);
    assert.equal(searchParams.get("state"), "a state");
    assert.equal(reply.status, 303);
    assert.equal(reply.headers["Cache-Control"], "no-store");
  });

  it("gives what the person allowed, else what was asked for", async () => {
    const seen: (Approval | undefined)[] = [];
    const on = await scene({ features: (standard) => [...standard, noting(seen)] });
    const journey = await on.journey();
    await answer(journey);
    await answer({ ...journey, progress: { allowed: ["read"] } });
    await answer({ ...journey, progress: { allowed: [] } });
    assert.deepEqual(
      seen.map((approval) => approval?.scope),
      [["read", "write"], ["read"], []],
    );
  });

  it("shows features who agreed and what was bound, and sends what they add", async () => {
    const seen: (Approval | undefined)[] = [];
    const on = await scene({ features: (standard) => [...standard, noting(seen)] });
    const reply = await answer(await on.journey());
    assert.deepInclude(seen[0]?.subject, { accountId: on.ann.id, username: on.ann.username });
    assert.equal(seen[0]?.bindings["noting"], "bound");
    assert.equal(seen[0]?.session.authTime, on.clock.now());
    assert.equal(locationOf(reply).searchParams.get("noted"), "yes");
  });

  it("sends what a mode makes of it, once all features have had their say", async () => {
    const on = await scene({ features: (standard) => [...standard, noting([])] });
    const { request, ...journey } = await on.journey();
    const sealed: ResponseMode = {
      ...request.target.mode,
      seal: async (parameters, { client }) => [
        ["all", `${client.clientId} ${parameters.map(([name]) => name).join(" ")}`],
      ],
    };
    const reply = await answer({ ...journey, request: { ...request, target: { ...request.target, mode: sealed } } });
    const said = [["all", `${on.app.clientId} code state iss noted`]];
    assert.deepEqual([...locationOf(reply).searchParams], said);
  });

  it("sends code and token together where both are asked for", async () => {
    const { hash } = locationOf(await answer(await (await scene()).journey({ response_type: "code token" })));
    const sent = new URLSearchParams(hash.slice(1));
    assert.isTrue(sent.has("code") && sent.has("access_token"));
  });

  it("has no state where the request had none", async () => {
    const reply = await answer(await (await scene()).journey({ state: undefined }));
    assert.isFalse(locationOf(reply).searchParams.has("state"));
  });

  it("refuses to answer before anybody has signed in, which would be a mistake of ours", async () => {
    const journey = await (await scene()).journey();
    assert.instanceOf(await thrownBy(() => answer({ ...journey, session: undefined })), TypeError);
  });
});

describe("answerError()", () => {
  const error = new OAuthError("invalid_scope", "Cannot grant the scope 'x'", { rule: "RFC6749-3.3-2" });

  rule(["RFC6749-4.1.2.1-4", "RFC9207-2-2"], "sends code, description, state and issuer, and no more", async () => {
    const { request } = await (await scene()).journey();
    const reply = await answerError(error, request.target, request.exchange);
    assert.deepEqual(
      [...locationOf(reply).searchParams],
      [
        ["error", "invalid_scope"],
        ["error_description", "Cannot grant the scope 'x'"],
        ["state", "a state"],
        ["iss", "https://issuer.test"],
      ],
    );
    assert.equal(reply.headers["Cache-Control"], "no-store");
  });

  for (const [code, event] of [
    ["access_denied", "consent.denied"],
    ["invalid_scope", "client.refused"],
  ] as const) {
    it(`says that ${event} when it sends ${code}`, async () => {
      const on = await scene();
      const { request } = await on.journey();
      await answerError(new OAuthError(code, "Cannot go on"), request.target, request.exchange);
      assert.deepEqual(on.events, [event]);
    });
  }
});
