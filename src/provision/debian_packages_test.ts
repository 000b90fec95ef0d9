import { assert } from "chai";
import { parseDependencies, parseInstalled } from "./debian_packages.ts";

const TREE = `redis-server
  Depends: redis-tools
  Depends: <default-logind>
redis-tools
  Depends: libjemalloc2
<default-logind>
libjemalloc2
libjemalloc2
libstdc++6
libc6:i386
`;

describe("parseDependencies()", () => {
  it("names each package once, without virtual packages and other architectures", () => {
    assert.deepEqual(parseDependencies(TREE), ["redis-server", "redis-tools", "libjemalloc2", "libstdc++6"]);
  });

  it("finds nothing in nothing", () => assert.deepEqual(parseDependencies(""), []));
});

describe("parseInstalled()", () => {
  it("names what is installed, not what has left its settings behind", () => {
    const text = "libc6 installed\nredis-server config-files\nlibatomic1 installed\nhalf half-installed\n";
    assert.deepEqual([...parseInstalled(text)], ["libc6", "libatomic1"]);
  });
});
