import { assert } from "chai";
import { DEVICE_GRANT } from "../../../test/support/device_flow.ts";
import { device } from "./mod.ts";

describe("device()", () => {
  const { endpoints = [], grants = [], name, spec } = device({ lifetime: 600, interval: 5 });

  it("is one grant, one endpoint for devices, and pages for people", () => {
    assert.deepEqual([name, spec], ["device", "RFC 8628"]);
    assert.deepEqual(
      grants.map(({ type, publicClients }) => [type, publicClients]),
      [[DEVICE_GRANT, true]],
    );
    assert.deepEqual(
      endpoints.map(({ path, speaks }) => [path, speaks]),
      [
        ["/device_authorization", "json"],
        ["/device", "page"],
        ["/device/sign_in", "page"],
        ["/device/decision", "page"],
      ],
    );
  });

  it("lets no script of another origin read a page", () => {
    for (const { cors, speaks } of endpoints) assert.equal(cors, speaks === "json" ? "client" : undefined);
  });

  it("changes nothing by GET", () => {
    for (const { methods, path } of endpoints) assert.equal(methods.includes("GET"), path === "/device");
  });
});
