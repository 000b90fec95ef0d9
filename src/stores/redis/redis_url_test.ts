import { assert } from "chai";
import * as fc from "fast-check";

import { parseRedisUrl, type RedisAddress } from "./redis_url.ts";

const READ: readonly (readonly [string, RedisAddress])[] = [
  ["redis://localhost", { kind: "server", host: "localhost", port: 6379, tls: false, db: 0 }],
  ["redis://10.0.0.1:6380/3", { kind: "server", host: "10.0.0.1", port: 6380, tls: false, db: 3 }],
  ["REDISS://h/", { kind: "server", host: "h", port: 6379, tls: true, db: 0 }],
  ["redis://[::1]:6380", { kind: "server", host: "::1", port: 6380, tls: false, db: 0 }],
  ["redis://[::1]", { kind: "server", host: "::1", port: 6379, tls: false, db: 0 }],
  ["redis://:p%40ss@h", { kind: "server", host: "h", port: 6379, tls: false, db: 0, password: "p@ss" }],
  ["redis://u:p:q@h", { kind: "server", host: "h", port: 6379, tls: false, db: 0, username: "u", password: "p:q" }],
  ["redis://:a/b@c@h:1/2", { kind: "server", host: "h", port: 1, tls: false, db: 2, password: "a/b@c" }],
  ["redis://h?prefix=mine:", { kind: "server", host: "h", port: 6379, tls: false, db: 0, prefix: "mine:" }],
  ["unix:/run/redis.sock", { kind: "socket", path: "/run/redis.sock", db: 0 }],
  ["unix:///run/redis.sock?db=2", { kind: "socket", path: "/run/redis.sock", db: 2 }],
  ["redis+unix://u:p@/run/a%20b.sock", { kind: "socket", path: "/run/a b.sock", db: 0, username: "u", password: "p" }],
  [
    "redis+sentinel://:pw@a:1,b/main/4?sentinelPassword=s%26t",
    {
      kind: "sentinel",
      tls: false,
      sentinels: [
        { host: "a", port: 1 },
        { host: "b", port: 26379 },
      ],
      master: "main",
      db: 4,
      password: "pw",
      sentinelPassword: "s&t",
    },
  ],
  [
    "rediss+sentinel://a/main?sentinelUsername=u",
    {
      kind: "sentinel",
      tls: true,
      sentinels: [{ host: "a", port: 26379 }],
      master: "main",
      db: 0,
      sentinelUsername: "u",
    },
  ],
  [
    "redis+cluster://a:1,[::2]:2,c",
    {
      kind: "cluster",
      tls: false,
      nodes: [
        { host: "a", port: 1 },
        { host: "::2", port: 2 },
        { host: "c", port: 6379 },
      ],
    },
  ],
  ["rediss+cluster://:pw@a/0", { kind: "cluster", tls: true, nodes: [{ host: "a", port: 6379 }], password: "pw" }],
];

const REFUSED: readonly (readonly [string, string])[] = [
  ["", "its scheme is none of"],
  ["localhost:6379", "its scheme is none of"],
  ["http://:secret@h", "its scheme is none of"],
  ["redis://:secret@", "a host name is missing or malformed"],
  ["redis://:secret@a,b", "it names more than one host"],
  ["redis://:secret@h:0", "the port of 'h' is not a number from 1 to 65535"],
  ["redis://:secret@h:65536", "the port of 'h'"],
  ["redis://:secret@h:x", "the port of 'h'"],
  ["redis://:secret@h:", "the port of 'h'"],
  ["redis://::1", "a host name is missing or malformed"],
  ["redis://:secret@h/x", "its database is not a number"],
  ["redis://:secret@h/-1", "its database is not a number"],
  ["redis://:secret%@h", "its password is not percent-encoded properly"],
  ["redis://:secret@h?prefx=a", "its parameter 'prefx' is none of prefix"],
  ["redis://:secret@h?db=1", "its parameter 'db' is none of prefix"],
  ["redis://:secret@h?prefix=a&prefix=b", "its parameter 'prefix' is repeated"],
  ["redis://:secret@h?prefix={a}", "its prefix is not made of"],
  ["redis://:secret@h?prefix=", "its prefix is not made of"],
  ["unix:", "the path of the socket is missing"],
  ["redis+unix://:secret@host/path", "a host stands where the path of a socket is due"],
  ["redis+sentinel://:secret@a", "the name of the master is missing"],
  ["redis+sentinel://:secret@a/main/1/2", "its path is longer than /master/db"],
  ["redis+sentinel://:secret@a,/main", "a host name is missing or malformed"],
  ["redis+cluster://:secret@a/1", "a cluster has no database but 0"],
];

describe("parseRedisUrl()", () => {
  for (const [url, address] of READ) it(`reads ${url}`, () => assert.deepEqual(parseRedisUrl(url), address));

  for (const [url, reason] of REFUSED) {
    it(`refuses '${url}' as ${reason}`, () => {
      assert.throws(() => parseRedisUrl(url), SyntaxError, `Cannot read REDIS_URL as ${reason}`);
    });

    it(`tells no password when it refuses '${url}'`, () => {
      try {
        parseRedisUrl(url);
      } catch (error) {
        assert.notInclude(String(error), "secret");
      }
    });
  }

  describe("properties", () => {
    it("throws nothing but SyntaxError", () => {
      const scheme = fc.constantFrom(
        "redis:",
        "rediss://",
        "unix:",
        "redis+unix://",
        "redis+sentinel://",
        "redis+cluster://",
        "",
      );
      const rest = fc.string({
        unit: fc.constantFrom("a", "1", ":", "/", "@", "?", "=", "&", ",", "%", "[", "]", "\0"),
      });
      const property = fc.property(scheme, rest, (scheme, rest) => {
        try {
          parseRedisUrl(scheme + rest);
        } catch (error) {
          assert.instanceOf(error, SyntaxError);
        }
      });
      fc.assert(property, { numRuns: 2_000 });
    });

    it("gives back every user name and password that were percent-encoded", () => {
      const text = fc.string({ unit: "grapheme", minLength: 1 });
      const property = fc.property(text, text, (username, password) => {
        const url = `redis://${encodeURIComponent(username)}:${encodeURIComponent(password)}@h`;
        assert.deepInclude(parseRedisUrl(url), { username, password, host: "h" });
      });
      fc.assert(property);
    });
  });
});
