import { assert } from "chai";
import * as fc from "fast-check";
import { parseNetworks } from "./mod.ts";

describe("parseNetworks()", () => {
  for (const [words, inside, outside] of [
    [["loopback"], ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", ""], ["128.0.0.1", "::2", "10.0.0.1"]],
    [["192.0.2.7"], ["192.0.2.7", "::ffff:192.0.2.7", "::FFFF:192.0.2.7"], ["192.0.2.8", "127.0.0.1", ""]],
    [["10.0.0.0/8"], ["10.0.0.0", "10.255.255.255", "10.1.2.3:4711"], ["11.0.0.0", "9.255.255.255", "::a00:1"]],
    [["10.1.2.3/8"], ["10.0.0.0", "10.9.9.9"], ["11.0.0.0"]],
    [["2001:db8::/32"], ["2001:db8::1", "2001:DB8:ffff::", "2001:db8::1%eth0"], ["2001:db9::", "32.1.13.184"]],
    [["::1"], ["::1", "0:0:0:0:0:0:0:1"], ["::", "127.0.0.1", ""]],
    [["0.0.0.0/0"], ["8.8.8.8", "127.0.0.1", "::ffff:8.8.8.8"], ["::1", "2001:db8::1", ""]],
    [["192.0.2.1", "2001:db8::7", "10.0.0.0/31"], ["192.0.2.1", "2001:db8::7", "10.0.0.1"], ["10.0.0.2"]],
    [[], [], ["127.0.0.1", "::1", "", "8.8.8.8"]],
  ] as const) {
    it(`knows what lies in '${words.join(" ")}', and what does not`, () => {
      const networks = parseNetworks(words);
      for (const address of inside) assert.isTrue(networks.has(address), address);
      for (const address of [...outside, "no address", "1.2.3", "999.1.1.1"])
        assert.isFalse(networks.has(address), address);
    });
  }

  for (const word of [
    "",
    "localhost",
    "Loopback",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/",
    "10.0.0.0/8/8",
    "10.0.0/8",
    "2001:db8::/129",
    "2001:db8::/1e1",
    "fe80::1%eth0",
    "10.0.0.1-10.0.0.9",
    "*",
    "x".repeat(1_000),
  ]) {
    it(`refuses '${word.slice(0, 30)}', briefly`, () => {
      assert.throws(() => parseNetworks(["loopback", word]), SyntaxError, /^Cannot read '.{0,60}' as a network/);
    });
  }

  it("holds in a block exactly the addresses that begin with its bits", () => {
    const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
    function bits(parts: readonly number[]): string {
      return parts.map((part) => part.toString(2).padStart(8, "0")).join("");
    }
    fc.assert(
      fc.property(octets, octets, fc.nat(32), (network, address, prefix) => {
        const isInside = bits(address).startsWith(bits(network).slice(0, prefix));
        assert.equal(parseNetworks([`${network.join(".")}/${prefix}`]).has(address.join(".")), isInside);
      }),
    );
  });
});
