import { assert } from "chai";
import { leanClient } from "../../test/contract/record_samples.ts";
import { fakeIo } from "./_fake_io_test.ts";
import { printClient } from "./print_registered.ts";

describe("printClient()", () => {
  const machine = { id: 1, ...leanClient({ clientId: "c1", name: "My Machine" }) };

  function printed(changes: Partial<typeof machine>, options: { readonly asJson: boolean; readonly secret?: string }) {
    const { io, out } = fakeIo();
    const { asJson, secret } = options;
    const client = { ...machine, ...changes };
    printClient(io, { client, asJson, user: undefined, ...(secret === undefined ? {} : { clientSecret: secret }) });
    return out();
  }

  it("shows the secret to a person, and says that it is this once", () => {
    const text = printed({ type: "confidential" }, { asJson: false, secret: "s3cret" });
    assert.match(text, /client_secret +s3cret\n[^]*\nKeep the secret now: .* cannot be shown again\.\n$/);
  });

  it("says that a public client has none, and nothing of keeping it", () => {
    const text = printed({ type: "public" }, { asJson: false });
    assert.match(text, /client_secret +\(none: a public client\)\n/);
    assert.notInclude(text, "Keep");
  });

  it("says of one that signs with its own key that it needs none", () => {
    const text = printed({ type: "confidential", authMethod: "private_key_jwt" }, { asJson: false });
    assert.match(text, /client_secret +\(none: it signs with its own key\)\n/);
  });

  const scopes: readonly (readonly [Partial<typeof machine>, RegExp, object])[] = [
    [{}, /scope +\(all\)\n +default scope +\(as the settings say\)\n/, { scope: null, default_scope: null }],
    [
      { scope: ["read", "write"], defaultScope: ["read"] },
      /scope +read write\n +default scope +read\n/,
      { scope: "read write", default_scope: "read" },
    ],
    [{ scope: [], defaultScope: [] }, /scope +\(none\)\n +default scope +\(none\)\n/, { scope: "", default_scope: "" }],
  ];
  for (const [changes, text, json] of scopes) {
    it(`tells ${JSON.stringify(json)} in words and in JSON`, () => {
      assert.match(printed(changes, { asJson: false }), text);
      assert.deepInclude(JSON.parse(printed(changes, { asJson: true })), json);
    });
  }

  for (const [how, secret] of [
    ["as a digest", { kind: "sha256", hash: "h", createdAt: 1 }],
    ["as a digest and under seal", { kind: "sha256", hash: "h", createdAt: 1, sealed: "s1.x" }],
  ] as const) {
    it(`says that the secret is kept ${how}`, () => {
      const text = printed({ secrets: [secret] }, { asJson: false, secret: "s" });
      assert.include(text, `Keep the secret now: it is stored ${how} and cannot be shown again.`);
    });
  }

  it("leaves the secret out of JSON where there is none, and never says what is stored of it", () => {
    const secrets = [{ kind: "sha256", hash: "digest", createdAt: 1 }] as const;
    assert.notInclude(printed({ secrets }, { asJson: true }), "digest");
    assert.notProperty(JSON.parse(printed({ secrets }, { asJson: true })), "client_secret");
    assert.propertyVal(JSON.parse(printed({ secrets }, { asJson: true, secret: "s" })), "client_secret", "s");
  });
});
