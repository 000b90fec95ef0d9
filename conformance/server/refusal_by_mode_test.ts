import { assert } from "chai";
import type { Context } from "mocha";
import { authorize, type Journey } from "../support/journey.ts";
import { rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import type { Target } from "../support/target.ts";

type Change = Readonly<Record<string, string | undefined>>;

interface Refused extends Journey {
  /** Parameters where the mode puts them. */
  readonly told: URLSearchParams;
  /** Parameters where it does not. */
  readonly leaked: URLSearchParams;
}

async function refused(context: Context, target: Target, change: Change): Promise<Refused> {
  const journey = await authorize(target, { change, mind: "deny" });
  const { response_mode: mode = "" } = change;
  const modes = journey.config.serverMetadata().response_modes_supported;
  need(
    context,
    modes?.find((one) => one === mode),
    `response mode ${mode}`,
  );
  const query = new URLSearchParams(journey.sentTo?.search);
  const fragment = new URLSearchParams(journey.sentTo?.hash.slice(1));
  const [told, leaked] = mode === "fragment" ? [fragment, query] : [query, fragment];
  return { ...journey, told, leaked };
}

/** What is wrong with a request, and the error that says so. */
const FAULTS: readonly (readonly [says: string, rule: string, error: string, change: Change])[] = [
  ["that the person denied", "RFC6749-4.1.2.1-2", "access_denied", {}],
  ["that there is no such scope", "RFC6749-4.1.2.1-2", "invalid_scope", { scope: "no-such-scope" }],
  ["that a challenge is missing", "RFC7636-4.4.1-1", "invalid_request", { code_challenge: undefined }],
];

suite("a refusal", (open) => {
  for (const mode of ["query", "fragment", "form_post"]) {
    for (const [says, id, error, change] of FAULTS) {
      rule([id, "RFC6749-4.1.2.1-4", "RFC9207-2-2"], `says by ${mode} ${says}, to what and by whom`, async function () {
        const target = await open();
        need(this, error === "access_denied" ? target : target.own, "refusal of such a request");
        const { told, leaked, state, config } = await refused(this, target, { ...change, response_mode: mode });
        assert.equal(told.get("error"), error);
        assert.equal(told.get("state"), state);
        if (config.serverMetadata().authorization_response_iss_parameter_supported === true || target.own !== undefined)
          assert.equal(told.get("iss"), target.issuer);
        assert.deepEqual([told.get("code"), [...leaked.keys()]], [null, []]);
      });
    }
  }

  rule(
    "RFC9700-4.12-1",
    "that is posted comes as a page, and others by a redirect that drops the form",
    async function () {
      const target = await open();
      const statuses = [];
      for (const response_mode of ["query", "fragment", "form_post"])
        statuses.push((await refused(this, target, { response_mode })).status);
      assert.deepEqual(
        statuses.map((status) => status >= 300 && status < 400),
        [true, true, false],
      );
      assert.notInclude(statuses, 307);
    },
  );
});
