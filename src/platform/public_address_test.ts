import { assert } from "chai";
import { assert as forAll, nat, property, tuple } from "fast-check";
import { isLoopbackAddress, isPublicAddress } from "./public_address.ts";

// the first and the last address of each closed network, and their neighbours outside where those are public
const CLOSED = `
0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.1 127.255.255.255 168.63.129.16
169.254.0.0 169.254.169.254 169.254.255.255 172.16.0.0 172.31.255.255 192.0.0.0 192.0.0.192 192.0.0.255 192.0.2.1
192.88.99.1 192.168.0.0 192.168.255.255 198.18.0.0 198.19.255.255 198.51.100.7 203.0.113.255 224.0.0.0 239.255.255.255
240.0.0.0 255.255.255.255
:: ::1 ::7f00:1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:8.8.8.8 64:ff9b::808:808 64:ff9b::7f00:1
64:ff9b:1::a00:1 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:10::1 2001:20::1
2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff 2001:db8::1 2002:7f00:1:: 2002:808:808::1 3fff::1 3fff:fff:ffff::1 4000::1
5f00::1 fc00::1 fd00:ec2::254 fdff::1 fe80::1 febf::1 fec0::1 ff02::1
`;

const OPEN = `
1.0.0.0 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 168.63.129.15 168.63.129.17
169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.0.3.0 192.88.98.255 192.88.100.0 192.167.255.255
192.169.0.0 198.17.255.255 198.20.0.0 198.51.99.255 198.51.101.0 203.0.112.255 203.0.114.0 223.255.255.255
2000::1 2001:200::1 2001:db7:ffff::1 2001:db9::1 2001:4860:4860::8888 2003::1 2606:4700:4700::1111 3ffe::1 3fff:1000::1
`;

// what some parsers take for an address, and we for none
const NO_ADDRESS = [
  "",
  " ",
  "8.8.8",
  "08.8.8.8",
  "134744072",
  "0x08080808",
  "[2000::1]",
  "8.8.8.8 ",
  "fe80::1%eth0",
  "2000::1%1",
  "dns.google",
];

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

describe("isPublicAddress()", () => {
  for (const address of [...words(CLOSED), ...NO_ADDRESS]) {
    it(`keeps '${address}' closed`, () => assert.isFalse(isPublicAddress(address)));
  }

  for (const address of words(OPEN)) {
    it(`opens ${address}`, () => assert.isTrue(isPublicAddress(address)));
  }

  it("judges an address of IPv6 in every spelling alike", () => {
    for (const spelling of ["0:0:0:0:0:0:0:1", "::0001", "::0.0.0.1", "FD00:EC2::254", "2002:7F00:0001::"]) {
      assert.isFalse(isPublicAddress(spelling), spelling);
    }
    assert.isTrue(isPublicAddress("2606:4700:4700:0:0:0:0.0.17.17"));
  });

  describe("properties", () => {
    const byte = nat(255);

    it("opens no wrapping of an address of IPv4 in one of IPv6", () => {
      forAll(
        property(tuple(byte, byte, byte, byte), (bytes) => {
          const dotted = bytes.join(".");
          const hex = Buffer.from(bytes).toString("hex").replace(/^.{4}/, "$&:");
          for (const wrapped of [`::${dotted}`, `::ffff:${dotted}`, `64:ff9b::${dotted}`, `2002:${hex}::1`]) {
            assert.isFalse(isPublicAddress(wrapped), wrapped);
          }
        }),
      );
    });

    it("never calls an address both of this machine and public", () => {
      forAll(
        property(byte, byte, byte, byte, (...bytes) => {
          const address = bytes.join(".");
          assert.equal(isLoopbackAddress(address), bytes[0] === 127);
          assert.isFalse(isLoopbackAddress(address) && isPublicAddress(address));
        }),
      );
    });
  });
});

describe("isLoopbackAddress()", () => {
  for (const [address, expected] of [
    ["127.0.0.1", true],
    ["127.255.255.254", true],
    ["::1", true],
    ["0:0::1", true],
    ["126.255.255.255", false],
    ["128.0.0.0", false],
    ["0.0.0.0", false],
    ["::", false],
    ["::2", false],
    ["::ffff:127.0.0.1", false],
    ["::1%lo", false],
    ["localhost", false],
  ] as const) {
    it(`says ${expected} for ${address}`, () => assert.equal(isLoopbackAddress(address), expected));
  }
});
