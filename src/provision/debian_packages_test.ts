import { assert } from "chai";
import { choosePackages, parseDependencies, parseInstalled } from "./debian_packages.ts";

const TREE = `redis-server
  PreDepends: init-helpers
 |Depends: libsystemd0
  Depends: libelogind0
  Depends: redis-tools
redis-tools
  Depends: libjemalloc2
  Depends: <libvirtual>
libjemalloc2
  Depends: libstdc++6
<libvirtual>
  libreal
libsystemd0
init-helpers
  Depends: libperl
libc6:i386
`;

describe("parseDependencies()", () => {
  it("lists what each package needs, alternatives together", () => {
    assert.deepEqual(parseDependencies(TREE).get("redis-server"), [
      ["init-helpers"],
      ["libsystemd0", "libelogind0"],
      ["redis-tools"],
    ]);
  });

  it("knows no virtual packages and no other architectures", () => {
    const names = ["redis-server", "redis-tools", "libjemalloc2", "libsystemd0", "init-helpers"];
    assert.deepEqual([...parseDependencies(TREE).keys()], names);
  });

  it("finds nothing in nothing", () => assert.equal(parseDependencies("").size, 0));
});

describe("choosePackages()", () => {
  const choose = (...installed: string[]): readonly string[] =>
    choosePackages(parseDependencies(TREE), {
      wanted: ["redis-server", "redis-tools"],
      along: /^lib/,
      installed: new Set(installed),
    });

  it("takes the libraries that the wanted packages need, and what those need", () => {
    assert.deepEqual(choose(), ["redis-server", "redis-tools", "libsystemd0", "libjemalloc2", "libstdc++6"]);
  });

  it("takes nothing that is installed, and none of a choice of which one is", () => {
    assert.deepEqual(choose("libelogind0", "libjemalloc2"), ["redis-server", "redis-tools"]);
  });

  it("takes what is wanted though it is installed, as its files are needed in one place", () => {
    assert.include(choose("redis-server"), "redis-server");
  });
});

describe("parseInstalled()", () => {
  it("names what is installed, not what has left its settings behind", () => {
    const text = "libc6 installed\nredis-server config-files\nlibatomic1 installed\nhalf half-installed\n";
    assert.deepEqual([...parseInstalled(text)], ["libc6", "libatomic1"]);
  });
});
