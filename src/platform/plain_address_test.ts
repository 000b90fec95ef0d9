import { assert } from "chai";
import * as fc from "fast-check";
import { plainAddress } from "./mod.ts";

describe("plainAddress()", () => {
  for (const [given, plain] of [
    ["192.0.2.7", "192.0.2.7"],
    ["192.0.2.7:4711", "192.0.2.7"],
    [" 192.0.2.7 ", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["::FFFF:192.0.2.7", "192.0.2.7"],
    ["[::ffff:192.0.2.7]:80", "192.0.2.7"],
    ["2001:DB8::1", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["[2001:db8::1]:443", "2001:db8::1"],
    ["fe80::1%eth0", "fe80::1"],
    ["[fe80::1%eth0]:443", "fe80::1"],
    ["::1", "::1"],
    // Not wrapped: it only begins like it.
    ["::ffff:1", "::ffff:1"],
    ["64:ff9b::192.0.2.7", "64:ff9b::192.0.2.7"],
    ["", ""],
    ["unknown", "unknown"],
    ["_hidden:80", "_hidden:80"],
    ["[", ""],
    ["[ 192.0.2.7:80 ]", "192.0.2.7"],
    ["192.0.2.7 %eth0", "192.0.2.7"],
  ] as const) {
    it(`writes '${given}' as '${plain}'`, () => assert.equal(plainAddress(given), plain));
  }

  it("leaves what it wrote as it is, and throws at nothing", () => {
    const text = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), fc.stringMatching(/^[[\]:%.\da-f]{0,20}$/));
    fc.assert(
      fc.property(text, (given) => {
        const once = plainAddress(given);
        if (!once.includes("[")) assert.equal(plainAddress(once), once);
      }),
    );
  });

  it("is the same for every port", () => {
    const port = fc.integer({ min: 0, max: 65_535 });
    fc.assert(fc.property(fc.ipV4(), port, (ip, number) => assert.equal(plainAddress(`${ip}:${number}`), ip)));
    fc.assert(
      fc.property(fc.ipV6(), port, (ip, number) => assert.equal(plainAddress(`[${ip}]:${number}`), plainAddress(ip))),
    );
  });
});
