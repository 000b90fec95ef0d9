import { assert } from "chai";
import { networkOf } from "./network.ts";

describe("networkOf()", () => {
  for (const [name, address, network] of [
    ["an IPv4 address as it is", "192.0.2.7", "192.0.2.7"],
    ["an IPv4 address within IPv6 as IPv4", "::ffff:192.0.2.7", "192.0.2.7"],
    ["one in capitals as well", "::FFFF:192.0.2.7", "192.0.2.7"],
    ["the first four groups", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["the four groups of an address that leaves zeros out behind them", "2001:db8:1:2::6", "2001:db8:1:2"],
    ["zeros that were left out", "2001:db8::6", "2001:db8:0:0"],
    ["zeros that were left out in the middle", "2001::3:4:5:6:7:8", "2001:0:3:4"],
    ["zeros of the loopback address", "::1", "0:0:0:0"],
    ["zeros of the unspecified address", "::", "0:0:0:0"],
    ["groups without zeros in front", "2001:0db8:0001:0000:3:4:5:6", "2001:db8:1:0"],
    ["groups in small letters", "2001:DB8:A::1", "2001:db8:a:0"],
    ["an address without its zone", "fe80::1%eth0", "fe80:0:0:0"],
    ["an address that ends like IPv4", "64:ff9b::192.0.2.7", "64:ff9b:0:0"],
    ["an IPv4 address without the port that a proxy wrote behind it", "192.0.2.7:4711", "192.0.2.7"],
    ["an address in brackets without the port behind it", "[2001:db8:1:2::6]:4711", "2001:db8:1:2"],
    ["nothing of nothing", "", ""],
  ] as const) {
    it(`answers ${name}`, () => assert.equal(networkOf(address), network));
  }

  it("answers the same for all addresses of a /64, however they are written", () => {
    const addresses = ["2001:db8::1", "2001:db8::ffff", "2001:db8:0:0:1:2:3:4", "2001:0DB8:0::a:b:c:d"];
    assert.deepEqual([...new Set(addresses.map(networkOf))], ["2001:db8:0:0"]);
  });
});
