import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { issuerUnderTest, type IssuerUnderTestOptions } from "../../../test/support/issuer_under_test.ts";
import { bodyOf } from "../../../test/support/replies.ts";
import type { Feature } from "../../engine/mod.ts";

const PATH = "/.well-known/openid-configuration";

async function configuration(options: IssuerUnderTestOptions = {}): Promise<Readonly<Record<string, unknown>>> {
  return bodyOf(await (await issuerUnderTest(options)).get(PATH));
}

/** Tells something in the metadata. */
function telling(members: Readonly<Record<string, unknown>>): Pick<IssuerUnderTestOptions, "features"> {
  const feature: Feature = { name: "telling", spec: "test", hooks: { metadata: () => members } };
  return { features: (standard) => [...standard, feature] };
}

/** What stays when request objects are left out. */
function without(...names: readonly string[]): Pick<IssuerUnderTestOptions, "features"> {
  return { features: (standard) => standard.filter(({ name }) => !names.includes(name)) };
}

describe("openidDiscovery()", () => {
  rule(["DISCOVERY-4-1", "DISCOVERY-4.2-1"], "answers with all that the issuer says of itself", async () => {
    const under = await issuerUnderTest();
    const reply = await under.get(PATH);
    assert.equal(reply.status, 200);
    assert.deepInclude(bodyOf(reply), JSON.parse(JSON.stringify(under.issuer.metadata)));
  });

  it("says the same as the metadata of OAuth, and what a client would have to guess", async () => {
    const under = await issuerUnderTest();
    const plain = bodyOf(await under.get("/.well-known/oauth-authorization-server"));
    const whole = bodyOf(await under.get(PATH));
    const guessed = Object.keys(whole).filter((name) => !Object.hasOwn(plain, name));
    assert.includeMembers(
      ["claims_parameter_supported", "request_parameter_supported", "request_uri_parameter_supported"],
      guessed,
    );
  });

  rule("DISCOVERY-3-17", "says that there is no request_uri where no feature brings it", async () => {
    const body = await configuration(without("request_object", "openid"));
    assert.isFalse(body["request_uri_parameter_supported"]);
    assert.isFalse(body["request_parameter_supported"]);
    assert.isFalse(body["claims_parameter_supported"]);
  });

  rule("DISCOVERY-3-17", "leaves the word to the feature that brings it", async () => {
    const { features } = without("request_object");
    const more = telling({ request_uri_parameter_supported: true }).features;
    const body = await configuration({ features: (standard) => more?.(features?.(standard) ?? []) ?? [] });
    assert.isTrue(body["request_uri_parameter_supported"]);
  });

  rule("DISCOVERY-4.2-2", "leaves out lists without elements", async () => {
    assert.notProperty(await configuration(telling({ nothing: [] })), "nothing");
  });

  it("is not sent again to who has it", async () => {
    const under = await issuerUnderTest();
    const { headers } = await under.get(PATH);
    const reply = await under.get(PATH, { headers: { "If-None-Match": headers["ETag"] ?? "" } });
    assert.deepEqual(reply, { kind: "empty", status: 304, headers });
  });

  it("has a tag of its own, so that a cache never takes the one document for the other", async () => {
    const under = await issuerUnderTest(without("request_object"));
    const [one, other] = await Promise.all([under.get(PATH), under.get("/.well-known/oauth-authorization-server")]);
    assert.notEqual(one.headers["ETag"], other.headers["ETag"]);
  });

  it("is missing where the server is no OpenID provider", async () => {
    const { issuer } = await issuerUnderTest({ settings: { OIDC_ENABLED: "false" } });
    assert.notInclude(
      issuer.endpoints.map(({ path }) => path),
      PATH,
    );
  });
});
