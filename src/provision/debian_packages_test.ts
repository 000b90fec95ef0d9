import { assert } from "chai";
import { readdir, readFile, stat } from "node:fs/promises";
import { outcomeOf, scratch, withVariables } from "./_scratch_test.ts";
import {
  choosePackages,
  findLibraryFolders,
  parseDependencies,
  parseInstalled,
  unpackDebianPackages,
} from "./debian_packages.ts";
import { ProvisionError } from "./provision_error.ts";

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

describe("unpackDebianPackages(), with apt of the test's own", () => {
  const { path, file, program } = scratch();
  withVariables(() => ({ PATH: `${path("tools")}:${process.env["PATH"]}` }));
  let log: string[];
  const options = () => ({ wanted: ["redis-server"], along: /^lib/, log: (line: string) => log.push(line) });

  /** An apt whose command line is written down, and which fails when a file says so. */
  beforeEach(async () => {
    log = [];
    await file("tree", "redis-server\n  Depends: libnew\nlibnew\n");
    await program("tools/apt-cache", `cat '${path("tree")}'`);
    await program("tools/dpkg-query", "echo 'libold installed'");
    await program(
      "tools/apt-get",
      `echo "$@" >>'${path("asked")}'
      case "$*" in
        *update) [ ! -e '${path("offline")}' ] || { echo 'no network' >&2; exit 100; } ;;
        "-qq download"*) [ ! -e '${path("stale")}' ] || { echo '404' >&2; exit 100; }; touch a.deb b.deb ;;
        *download*) touch a.deb ;;
      esac`,
    );
    await program("tools/dpkg", 'mkdir -p "$3/usr/lib/x86_64-linux-gnu"; touch "$3/usr/$2"');
  });
  const asked = async (): Promise<readonly string[]> => (await readFile(path("asked"), "utf8")).trim().split("\n");

  it("unpacks each package that it fetched, and keeps none of them packed", async () => {
    const folder = await unpackDebianPackages(path("cache/redis"), options());
    assert.deepEqual(await readdir(folder), ["usr"]);
    assert.sameMembers(await readdir(`${folder}/usr`), ["a.deb", "b.deb", "lib"]);
    assert.deepEqual(await asked(), ["-qq download redis-server libnew"]);
    assert.equal((await stat(folder)).mode & 0o777, 0o755);
    assert.deepEqual(log, ["fetching Debian's redis-server (unpacked into the cache, nothing is installed)"]);
  });

  it("fetches lists of its own where the machine's are stale, for this one time", async () => {
    await file("stale", "");
    const folder = await unpackDebianPackages(path("cache/redis"), options());
    assert.deepEqual(await readdir(folder), ["usr"]);
    const [first, update, second] = await asked();
    assert.equal(first, "-qq download redis-server libnew");
    for (const line of [update, second]) assert.match(line ?? "", /-o Dir::State::Lists=\S+\/apt\/lists /);
    assert.match(second ?? "", /download redis-server libnew$/);
  });

  it("says that there is no network, and leaves nothing in the cache", async () => {
    await file("stale", "");
    await file("offline", "");
    const thrown = await outcomeOf(unpackDebianPackages(path("cache/redis"), options()));
    assert.instanceOf(thrown, ProvisionError);
    assert.match(thrown.message, /^Cannot fetch Debian's list of packages: .*no network$/);
    assert.isEmpty(await readdir(path("cache")));
  });

  it("names a package that apt does not know, even by fresh lists", async () => {
    await file("tree", "another\n");
    const thrown = await outcomeOf(unpackDebianPackages(path("cache/redis"), options()));
    assert.instanceOf(thrown, ProvisionError);
    assert.equal(thrown.message, "Cannot find the package 'redis-server'");
  });

  it("finds the folders of libraries in what was unpacked, of this kind of machine alone", async () => {
    await file("usr/lib/x86_64-linux-gnu/libx.so", "");
    await file("usr/lib/python3/x.py", "");
    await file("lib/x86_64-linux-gnu/liby.so", "");
    const found = ["usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu"].map((name) => path(name));
    assert.deepEqual(await findLibraryFolders(path()), found);
    assert.deepEqual(await findLibraryFolders(path("nowhere")), []);
  });
});
