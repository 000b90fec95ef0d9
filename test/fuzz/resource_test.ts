import { assert } from "chai";
import * as fc from "fast-check";
import type { Reply } from "../../src/protocol/mod.ts";
import { readIntrospection } from "../../src/resource_server/introspection_answer.ts";
import { codeFlow, codeRequest } from "../support/code_flow.ts";
import { client } from "../support/cast.ts";
import { issuerUnderTest } from "../support/issuer_under_test.ts";
import { bodyOf, locationOf } from "../support/replies.ts";
import { ask, scene } from "../http/tokens.ts";

/** How long each property looks for trouble; FUZZ_SECONDS asks for more. */
const SECONDS = Number(process.env["FUZZ_SECONDS"] ?? "3");
/** Another one each run; fast-check prints it with what it found, and FUZZ_SEED runs it again. */
const SEED = Number(process.env["FUZZ_SEED"] ?? String(Math.floor(performance.timeOrigin) % 2 ** 31));

/** Resources that are right, nearly right, and anything but. */
const RESOURCE = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc
    .tuple(fc.constantFrom("https://", "urn:", "//", "javascript:", "https:", "HTTPS://a@"), fc.string())
    .map((parts) => parts.join("")),
  fc.string({ unit: "binary" }),
  fc.constantFrom("__proto__", "resource:https://api.test", "https://api.test#", `https://api.test/${"a".repeat(600)}`),
);
const RESOURCES = fc.array(RESOURCE, { minLength: 1, maxLength: 12 });

function look(answer: (resources: readonly string[]) => Promise<void>): Promise<void> {
  const property = fc.asyncProperty(RESOURCES, answer);
  return fc.assert(property, { seed: SEED, interruptAfterTimeLimit: SECONDS * 1_000, numRuns: 1_000_000 });
}

function encoded(resources: readonly string[], others: Readonly<Record<string, string>>): string {
  const params = new URLSearchParams(others);
  for (const resource of resources) params.append("resource", resource);
  return params.toString();
}

/** Fails unless what is refused is refused as the client's mistake. */
function assertClientsFault(reply: Reply): void {
  assert.equal(reply.status, 400, JSON.stringify(reply).slice(0, 300));
  assert.include(["invalid_target", "invalid_request"], bodyOf(reply)["error"]);
}

describe("whatever stands in for a resource", function () {
  this.timeout((SECONDS + 20) * 1_000);

  it("is refused at the token endpoint, or is what the token is for, letter by letter", async () => {
    const on = await scene();
    await look(async (resources) => {
      const reply = await ask(on, on.app, { grant_type: "client_credentials", resource: [...resources] });
      if (reply.status !== 200) return assertClientsFault(reply);
      const token = bodyOf(reply)["access_token"] as string;
      const answer = bodyOf(await on.post("/introspect", { as: on.app, form: { token } }));
      const said = readIntrospection(JSON.stringify(answer), { now: on.clock.now() });
      assert.sameMembers([...(said?.audience ?? [])], [...new Set(resources.filter((one) => one !== ""))]);
    });
  });

  it("is refused at the authorization endpoint, or goes as far as the person", async () => {
    const under = await issuerUnderTest();
    const app = await client(under.issuer);
    const { browser } = await codeFlow(under, { client: app });
    const others = codeRequest(app) as Readonly<Record<string, string>>;
    await look(async (resources) => {
      const reply = await browser.get("/authorize", { query: encoded(resources, others) });
      if (reply.kind !== "redirect") return assert.equal(reply.status, 400);
      const { pathname, hostname, searchParams } = locationOf(reply);
      if (pathname.startsWith("/interaction/")) {
        assert.equal((await browser.follow(reply)).status, 200);
        return;
      }
      assert.equal(hostname, "client.test");
      assert.include(["invalid_target", "invalid_request"], searchParams.get("error"));
    });
  });
});
