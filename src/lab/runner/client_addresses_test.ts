import { assert } from "chai";
import { clientAddresses, mayRunAtOnce } from "./client_addresses.ts";

describe("clientAddresses()", () => {
  it("puts all on one port of the loopback address", () => {
    assert.deepEqual(clientAddresses({ port: 4242 }), {
      redirect_uri: "http://127.0.0.1:4242/cb",
      post_logout_redirect_uri: "http://127.0.0.1:4242/signed_out",
      backchannel_logout_uri: "http://127.0.0.1:4242/backchannel_logout",
      frontchannel_logout_uri: "http://127.0.0.1:4242/frontchannel_logout",
      initiate_login_uri: "http://127.0.0.1:4242/initiate_login",
      request_uri: "http://127.0.0.1:4242/request_object",
    });
  });

  for (const [redirectUri, uri, logout] of [
    ["http://localhost:{port}/x", "http://localhost:4242/x", "http://localhost:4242/backchannel_logout"],
    ["https://app.test/x?y=z", "https://app.test/x?y=z", "https://app.test/backchannel_logout"],
    ["com.example.app:/cb", "com.example.app:/cb", "http://127.0.0.1:4242/backchannel_logout"],
  ] as const) {
    it(`takes ${redirectUri}, and puts the others beside it where it is of the web`, () => {
      const found = clientAddresses({ port: 4242, redirectUri });
      assert.deepEqual([found.redirect_uri, found.backchannel_logout_uri], [uri, logout]);
    });
  }
});

describe("mayRunAtOnce()", () => {
  for (const [uri, expected] of [
    [undefined, true],
    ["http://localhost:{port}/cb", true],
    ["com.example.app:/cb", true],
    ["http://localhost:3000/cb", false],
    ["https://app.test/cb", false],
  ] as const) {
    it(`says ${String(expected)} of ${uri ?? "no redirect URI"}`, () => assert.equal(mayRunAtOnce(uri), expected));
  }
});
