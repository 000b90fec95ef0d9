import { assert } from "chai";
import { describe, it } from "mocha";
import { type LabIssuer, labIssuer } from "../../../test/support/lab_issuer.ts";
import { bodyOf } from "../../../test/support/replies.ts";
import type { Reply } from "../../protocol/mod.ts";
import { assertServed, difference, seen } from "./_openid_lab_test.ts";
import { DISCOVERY_FAULTS } from "./discovery_faults.ts";

type Members = Readonly<Record<string, unknown>>;

const OIDC = "/.well-known/openid-configuration";
const OAUTH = "/.well-known/oauth-authorization-server";
const ISSUER = "https://issuer.test";

async function asked(
  fault: string | undefined,
  { path = OIDC, url = ISSUER }: { readonly path?: string; readonly url?: string } = {},
): Promise<{ readonly lab: LabIssuer; readonly reply: Reply }> {
  const lab = await labIssuer({ faults: fault === undefined ? [] : [{ fault }], url });
  return { lab, reply: await lab.get(path) };
}

/** How the metadata differs; undefined = the member is gone. */
const MEMBERS: Readonly<Record<string, Members>> = {
  wrong_issuer: { issuer: `${ISSUER}INVALID` },
  issuer_slash: { issuer: `${ISSUER}/` },
  issuer_other_host: { issuer: "https://elsewhere.example" },
  issuer_case: { issuer: "HTTPS://issuer.test" },
  missing_issuer: { issuer: undefined },
  missing_authorization_endpoint: { authorization_endpoint: undefined },
  missing_token_endpoint: { token_endpoint: undefined },
  missing_jwks_uri: { jwks_uri: undefined },
  http_endpoints: {
    token_endpoint: "http://issuer.test/token",
    userinfo_endpoint: "http://issuer.test/userinfo",
    jwks_uri: "http://issuer.test/jwks",
  },
  other_jwks_uri: { jwks_uri: `${ISSUER}/.well-known/jwks.json` },
  assertion_algs_other: { token_endpoint_auth_signing_alg_values_supported: ["RS512"] },
  mtls_aliases: {
    mtls_endpoint_aliases: {
      token_endpoint: `${ISSUER}/mtls/token`,
      userinfo_endpoint: `${ISSUER}/mtls/userinfo`,
      introspection_endpoint: `${ISSUER}/mtls/introspect`,
      revocation_endpoint: `${ISSUER}/mtls/revoke`,
    },
  },
};

describe("DISCOVERY_FAULTS", () => {
  for (const [name, changed] of Object.entries(MEMBERS)) {
    for (const path of [OIDC, OAUTH]) {
      it(`changes what it says and nothing else: metadata_${name} at ${path}`, async () => {
        const [right, wrong] = [await asked(undefined, { path }), await asked(`metadata_${name}`, { path })];
        assert.deepEqual(difference(bodyOf(right.reply), bodyOf(wrong.reply)), changed);
        assert.deepEqual(wrong.reply.headers, right.reply.headers);
        assertServed(wrong.lab, `metadata_${name}`, "discovery");
      });
    }
  }

  it("is not at work where the issuer has no https that could be missed", async () => {
    const { lab, reply } = await asked("metadata_http_endpoints", { url: "http://127.0.0.1:3000" });
    assert.equal(bodyOf(reply)["token_endpoint"], "http://127.0.0.1:3000/token");
    assertServed(lab, "metadata_http_endpoints");
  });

  it("keeps what metadata must have, and says nothing new", async () => {
    const [right, { reply }] = [await asked(undefined), await asked("metadata_minimal")];
    const [whole, minimal] = [bodyOf(right.reply), bodyOf(reply)];
    assert.containsAllKeys(
      minimal,
      "issuer authorization_endpoint token_endpoint jwks_uri response_types_supported subject_types_supported".split(
        " ",
      ),
    );
    assert.isBelow(Object.keys(minimal).length, Object.keys(whole).length / 2);
    assert.deepEqual(
      Object.values(difference(whole, minimal)).filter((value) => value !== undefined),
      [],
    );
  });

  it("adds members and words that nobody knows to all that is right", async () => {
    const [right, { reply }] = [await asked(undefined), await asked("metadata_unknown_members")];
    const changed = difference(bodyOf(right.reply), bodyOf(reply));
    for (const [name, value] of Object.entries(changed)) {
      const { [name]: before = [] } = bodyOf(right.reply);
      if (Array.isArray(value) && Array.isArray(before)) assert.deepEqual(value.slice(0, -1), before, name);
    }
    assert.hasAllKeys(changed, [
      "lab_member",
      "https://metadata.example/extension",
      "scopes_supported",
      "id_token_signing_alg_values_supported",
      "token_endpoint_auth_methods_supported",
    ]);
  });

  it("has the same response types, in other words' order", async () => {
    const [right, { reply }] = [await asked(undefined), await asked("metadata_response_types_turned")];
    const changed = difference(bodyOf(right.reply), bodyOf(reply));
    const sorted = (types: unknown): readonly string[] =>
      (Array.isArray(types) ? types : []).map((type) => String(type).split(" ").toSorted().join(" ")).toSorted();
    assert.hasAllKeys(changed, ["response_types_supported"]);
    assert.deepEqual(
      sorted(changed["response_types_supported"]),
      sorted(bodyOf(right.reply)["response_types_supported"]),
    );
  });

  const replies = [
    ["500", 500, "application/json", /"error":"server_error"/],
    ["404", 404, "application/json", /"error":"not_found"/],
    ["html", 200, "text/html; charset=utf-8", /^<!doctype html>/],
    ["empty", 200, "application/json", /^$/],
    ["json_array", 200, "application/json", /^\[\{"[^]*\}\]$/],
    ["broken_json", 200, "application/json", /^\{"[^]*[^}]$/],
    ["wrong_content_type", 200, "text/plain; charset=utf-8", /^\{"[^]*\}$/],
    ["redirect", 302, undefined, /^$/],
  ] as const;
  for (const [name, status, type, text] of replies) {
    it(`answers as it says: metadata_${name}`, async () => {
      const { lab, reply } = await asked(`metadata_${name}`);
      const { text: sent, ...others } = seen(reply);
      assert.deepEqual(others, { status, type });
      assert.match(sent, text);
      assertServed(lab, `metadata_${name}`, "discovery");
    });
  }

  it("redirects to the same metadata", async () => {
    const { lab, reply } = await asked("metadata_redirect");
    const { pathname } = new URL(reply.headers["Location"] ?? "");
    lab.use([]);
    assert.equal(bodyOf(await lab.get(pathname))["issuer"], ISSUER);
  });

  for (const [name, after] of [
    ["slow", 2_000],
    ["too_slow", 8_000],
  ] as const) {
    it(`says the same, later: metadata_${name}`, async () => {
      const [right, { reply }] = [await asked(undefined), await asked(`metadata_${name}`)];
      assert(reply.kind === "raw");
      assert.deepEqual(JSON.parse(reply.text), bodyOf(right.reply));
      assert.equal(reply.after, after);
    });
  }

  it("says the same among five megabytes of something else", async () => {
    const [right, { reply }] = [await asked(undefined), await asked("metadata_huge")];
    assert(reply.kind === "raw");
    assert.isAbove(reply.text.length, 5_000_000);
    const { lab_padding: padding, ...rest } = JSON.parse(reply.text);
    assert.match(padding, /^0+$/);
    assert.deepEqual(rest, bodyOf(right.reply));
  });

  it("leaves the metadata of an API alone", async () => {
    const lab = await labIssuer({ faults: [{ fault: "metadata_500" }] });
    const reply = await lab.get("/.well-known/oauth-protected-resource/api");
    assert.equal(reply.status, 200);
    assertServed(lab, "metadata_500");
  });

  it("has a case above for each fault", () => {
    const others = ["minimal", "unknown_members", "response_types_turned", "slow", "too_slow", "huge"];
    const names = [...Object.keys(MEMBERS), ...replies.map(([name]) => name), ...others];
    assert.sameMembers(
      DISCOVERY_FAULTS.map(({ name }) => name),
      names.map((name) => `metadata_${name}`),
    );
  });
});
