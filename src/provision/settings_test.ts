import { assert } from "chai";
import { postgresArgs, postgresUrl } from "./postgres_settings.ts";
import { redisConfig, redisUrl } from "./redis_settings.ts";

describe("postgresArgs()", () => {
  const args = (durable: boolean): string => postgresArgs({ data: "/a b/data", port: 5000, durable }).join("\n");

  it("names the data folder as one word", () => assert.include(args(true), "-D\n/a b/data\n-c"));

  for (const durable of [true, false]) {
    it(`listens on the loopback address alone (durable: ${durable})`, () => {
      assert.include(args(durable), "listen_addresses=127.0.0.1\n");
      assert.include(args(durable), "unix_socket_directories=\n");
      assert.include(args(durable), "port=5000\n");
    });
  }

  it("keeps what is committed where that is asked", () => {
    assert.include(args(true), "fsync=on\n");
    assert.include(args(true), "synchronous_commit=on\n");
    assert.notInclude(args(true), "full_page_writes=off");
  });

  it("waits for no disk where all is thrown away", () => assert.include(args(false), "fsync=off\n"));
});

describe("redisConfig()", () => {
  const config = (durable: boolean): string =>
    redisConfig({ folder: '/a "b" \\c', port: 6000, password: "secret", durable });

  it("listens on the loopback address alone and demands the password", () => {
    assert.match(config(true), /^bind 127\.0\.0\.1$/m);
    assert.match(config(true), /^requirepass "secret"$/m);
  });

  it("quotes a folder with blanks, quotes and backslashes", () => {
    assert.include(config(true), 'dir "/a \\"b\\" \\\\c"\n');
  });

  it("writes to disk each second where tokens should be kept", () => {
    assert.match(config(true), /^appendonly yes$/m);
    assert.match(config(true), /^appendfsync everysec$/m);
  });

  it("never writes to disk where all is thrown away", () => {
    assert.match(config(false), /^appendonly no$/m);
    assert.match(config(false), /^save ""$/m);
  });
});

describe("the URLs of private servers", () => {
  const password = "a/b:c@d?e";

  for (const url of [postgresUrl({ port: 5000, password }), redisUrl({ port: 5000, password })]) {
    it(`keep the odd characters of a password: ${url}`, () => {
      const { password: encoded, hostname, port } = new URL(url);
      assert.deepEqual([decodeURIComponent(encoded), hostname, port], [password, "127.0.0.1", "5000"]);
    });
  }
});
