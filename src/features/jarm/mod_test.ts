import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { openidFlow } from "../../../test/support/openid_flow.ts";
import { assertProblemPage } from "../../../test/support/replies.ts";
import { CONTENT_ALGS, ISSUED_KEY_ALGS } from "../../protocol/mod.ts";
import { jarm } from "./mod.ts";

describe("jarm()", () => {
  rule("JARM-4-1", "publishes by which algorithms it signs and encrypts", async () => {
    const { under } = await openidFlow({ settings: { SIGNING_ALGS: "ES256 EdDSA" } });
    assert.deepInclude(under.issuer.metadata, {
      authorization_signing_alg_values_supported: ["ES256", "EdDSA", "HS256"],
      authorization_encryption_alg_values_supported: ISSUED_KEY_ALGS,
      authorization_encryption_enc_values_supported: CONTENT_ALGS,
    });
  });

  rule("JARM-4-2", "publishes its response modes", async () => {
    const { under } = await openidFlow();
    const modes = under.issuer.metadata["response_modes_supported"];
    assert.includeMembers(modes as string[], ["query.jwt", "fragment.jwt", "form_post.jwt", "jwt"]);
    assert.deepEqual(
      jarm().responseModes?.map(({ name }) => name),
      ["query.jwt", "fragment.jwt", "form_post.jwt", "jwt"],
    );
  });

  rule("JARM-2.2-1", "tells a person alone of a client for which nothing can be signed or encrypted", async () => {
    const flow = await openidFlow();
    await flow.change({ authorization_encrypted_response_alg: "RSA-OAEP" });
    const refused = { error: "invalid_request", says: "Cannot answer the client as it offers no key" } as const;
    assertProblemPage(await flow.ask({ response_mode: "jwt" }), refused);
    assert.include((await flow.ask({ response_mode: "query" })).kind, "redirect");
  });
});
