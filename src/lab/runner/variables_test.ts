import { assert } from "chai";
import { clientConfig } from "./_client_config_test.ts";
import { clientEnvironment, configVariables, secretsOf } from "./variables.ts";

describe("configVariables()", () => {
  it("has a variable for each member, in capitals behind the name of this program", () => {
    const config = clientConfig({ control: true, scope: "openid read" });
    const variables = configVariables(config);
    assert.lengthOf(Object.keys(variables), Object.keys(config).length);
    assert.include(variables, {
      TOUCHSTONE_CLIENT_ID: config.client_id,
      TOUCHSTONE_SCOPE: "openid read",
      TOUCHSTONE_CONTROL: "true",
      TOUCHSTONE_REDIRECT_URI: config.redirect_uri,
    });
  });

  it("has none for what there is not", () => {
    assert.notProperty(configVariables(clientConfig()), "TOUCHSTONE_CLIENT_SECRET");
  });
});

describe("clientEnvironment()", () => {
  const GIVEN = { PATH: "/bin", TOUCHSTONE_TOKEN: "of another run", BROWSER: "firefox", EMPTY: undefined };

  it("adds to what is there, and names the browser", () => {
    const environment = clientEnvironment(GIVEN, { config: clientConfig(), browser: "/tmp/browser" });
    assert.include(environment, { PATH: "/bin", BROWSER: "/tmp/browser", TOUCHSTONE_FLOW: "code" });
    assert.notProperty(environment, "EMPTY");
  });

  it("leaves nothing of an earlier scenario", () => {
    assert.notProperty(clientEnvironment(GIVEN, { config: clientConfig(), browser: "b" }), "TOUCHSTONE_TOKEN");
  });
});

describe("secretsOf()", () => {
  it("names what nobody may read", () => {
    assert.deepEqual(secretsOf(clientConfig({ client_secret: "s", password: "p", token: "t" })), ["s", "p", "t"]);
    const key = '{"kty":"EC","x":"public","d":"private"}';
    assert.deepEqual(secretsOf(clientConfig({ password: "p", private_jwk: key })), ["p", key, "private"]);
    assert.deepEqual(secretsOf(clientConfig({ password: "p" })), ["p"]);
  });
});
