import { assert } from "chai";
import { assertRefused } from "../../../test/support/refusals.ts";
import { SETUPS } from "../scenarios/setup.ts";
import { ADDRESSES, SETUP_OF } from "../scenarios/setups.ts";
import { addressesFor, addressMetadata, settingsForRedirect } from "./addresses.ts";

const ALL = Object.fromEntries(ADDRESSES.map((name) => [name, `http://127.0.0.1:4567/${name}`]));

describe("addressesFor()", () => {
  for (const setup of SETUPS) {
    it(`takes what '${setup}' needs, and nothing else`, () => {
      const { addresses } = SETUP_OF[setup];
      assert.hasAllKeys({ x: "", ...addressesFor(SETUP_OF[setup], ALL) }, ["x", ...addresses]);
    });

    for (const name of SETUP_OF[setup].addresses) {
      it(`refuses '${setup}' without ${name}`, async () => {
        const { [name]: _, ...others } = ALL;
        await assertRefused(() => addressesFor(SETUP_OF[setup], others), { code: "invalid_request", says: name });
      });
    }
  }

  for (const address of ["", "/cb", "127.0.0.1:80/cb", "http://", "not an address"]) {
    it(`refuses '${address}', which is no absolute address`, async () => {
      const named = { redirect_uri: address };
      await assertRefused(() => addressesFor(SETUP_OF.code, named), { code: "invalid_request", says: "redirect_uri" });
    });
  }

  for (const address of ["com.example.app:/cb", "http://[::1]:1/cb", "https://app.example/cb?x=1", "myapp://cb"])
    it(`takes '${address}' as it is`, () =>
      assert.deepEqual(addressesFor(SETUP_OF.native, { redirect_uri: address }), { redirect_uri: address }));
});

describe("addressMetadata()", () => {
  it("has lists where metadata have lists, and texts elsewhere", () => {
    assert.deepEqual(addressMetadata({ redirect_uri: "a:b", backchannel_logout_uri: "c:d" }), {
      redirect_uris: ["a:b"],
      backchannel_logout_uri: "c:d",
    });
    assert.deepEqual(addressMetadata({ post_logout_redirect_uri: "a:b" }), { post_logout_redirect_uris: ["a:b"] });
    assert.deepEqual(addressMetadata({}), {});
  });
});

describe("settingsForRedirect()", () => {
  for (const [uri, settings] of [
    [undefined, {}],
    ["nothing", {}],
    ["https://app.example/cb", {}],
    ["http://127.0.0.1:80/cb", {}],
    ["http://[::1]/cb", {}],
    ["http://localhost:3000/cb", {}],
    ["http://app.example/cb", {}],
    ["HTTP://app.example/cb", {}],
    ["com.example.app:/cb", { PRIVATE_USE_URI_SCHEMES: "true" }],
    ["httpx.example:/cb", { PRIVATE_USE_URI_SCHEMES: "true" }],
  ] as const)
    it(`allows ${uri ?? "nothing"} and no more`, () => assert.deepEqual(settingsForRedirect(uri), settings));
});
