import { assert } from "chai";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { PLACES } from "../journal/entry.ts";
import { prepareThrowawayClient } from "../issuers/new_client.ts";
import { addressesFor, addressMetadata } from "../runs/addresses.ts";
import { keyFor, withKey } from "../runs/client_key.ts";
import { FLOWS, SETUPS } from "./setup.ts";
import { ADDRESSES, SETUP_OF } from "./setups.ts";

const NAMED = Object.fromEntries(ADDRESSES.map((name) => [name, `http://127.0.0.1:4567/${name}`]));

describe("SETUP_OF", () => {
  it("has every setup, and a setup for every flow", () => {
    assert.sameMembers(Object.keys(SETUP_OF), [...SETUPS]);
    assert.sameMembers([...new Set(Object.values(SETUP_OF).map(({ flow }) => flow))], [...FLOWS]);
  });

  it("has titles of their own", () => {
    const titles = Object.values(SETUP_OF).map(({ title }) => title);
    assert.lengthOf(new Set(titles), SETUPS.length);
  });

  for (const name of SETUPS) {
    const setup = SETUP_OF[name];

    it(`'${name}' tells a person what to do, in sentences without a full stop`, () => {
      assert.isAtLeast(setup.instructions.length, 2);
      for (const sentence of setup.instructions) {
        assert.match(sentence, /^[A-Z]/);
        assert.notMatch(sentence, /[.!]$/);
      }
    });

    it(`'${name}' has a control that comes to something`, () => {
      assert.isNotEmpty(setup.needs);
      assert.lengthOf(new Set(setup.needs), setup.needs.length);
      for (const place of setup.needs) assert.include(PLACES, place);
    });

    it(`'${name}' is a client that an issuer with its settings takes as it is`, async () => {
      const { client, settings } = setup;
      if (client === undefined) return assert.equal(settings["CLIENT_REGISTRATION"], "open");
      const { issuer } = await issuerUnderTest({ settings: { OAUTH1_ENABLED: "true", ...settings } });
      const wanted = withKey({ ...client, ...addressMetadata(addressesFor(setup, NAMED)) }, await keyFor(client));
      const { client: made, clientSecret } = await prepareThrowawayClient(wanted, issuer);
      assert.deepEqual(made.grantTypes, client["grant_types"]);
      const withoutSecret = ["none", "private_key_jwt"].includes(String(client["token_endpoint_auth_method"]));
      assert.equal(clientSecret === undefined, withoutSecret);
      return assert.equal(made.authMethod ?? "client_secret_basic", client["token_endpoint_auth_method"]);
    });

    it(`'${name}' asks for a code or tokens exactly where a person is asked`, () => {
      const asksPerson = setup.addresses.includes("redirect_uri");
      assert.equal(setup.response_type !== "", asksPerson && name !== "oauth1");
      assert.equal(setup.needs.includes("authorize"), asksPerson);
      assert.equal(setup.response_mode === "form_post", setup.response_type.includes("id_token"));
    });

    it(`'${name}' asks for openid exactly where an ID token is to be judged`, () => {
      const isOpenid = /^(?:oidc|logout|login|session)-/.test(name);
      assert.equal(setup.scope.split(" ").includes("openid"), isOpenid);
    });
  }

  it("demands PKCE where OAuth 2.1 does, and leaves it to the client elsewhere", () => {
    for (const name of SETUPS) {
      const { settings, response_type } = SETUP_OF[name];
      if (response_type === "") continue;
      assert.equal(settings["PKCE_REQUIRED"], name === "oauth2.1" ? "all" : "none", name);
    }
  });

  it("makes a client refresh, however quick it is", () => {
    for (const name of SETUPS)
      assert.equal(SETUP_OF[name].tokenUses, SETUP_OF[name].flow === "refresh" ? 1 : undefined);
  });

  it("ends the session where the provider is the one to do so", () => {
    for (const name of SETUPS) {
      const isTold = name === "logout-back-channel" || name === "logout-front-channel";
      assert.equal(SETUP_OF[name].acts?.includes("end_session") === true, isTold, name);
    }
  });
});
