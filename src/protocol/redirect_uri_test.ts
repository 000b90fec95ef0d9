import { assert } from "chai";
import { assert as forAll, constantFrom, integer, nat, property, string, tuple } from "fast-check";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { checkRedirectUri, isLoopbackUri, isWildcardUri, matchesRedirectUri, redirectOrigin } from "./mod.ts";
import type { CheckRedirectUriOptions } from "./mod.ts";
import { characterOf, hostileText } from "./_arbitrary_test.ts";
import { answersOrRefuses, assertRefused } from "./_refusal_test.ts";

const WEB: CheckRedirectUriOptions = { schemes: ["https", "http"] };
const ANY: CheckRedirectUriOptions = { schemes: new Set(["https", "http"]), privateUse: true };

interface Unregistrable {
  readonly options?: CheckRedirectUriOptions;
  readonly rule?: string;
}

function assertUnregistrable(uri: string, says: string, { options = ANY, rule: broken }: Unregistrable = {}): void {
  const expected = { code: "invalid_redirect_uri", status: 400, says } as const;
  assertRefused(() => checkRedirectUri(uri, options), broken === undefined ? expected : { ...expected, rule: broken });
}

describe("checkRedirectUri()", () => {
  for (const uri of [
    "https://client.example",
    "https://client.example/cb",
    "https://client.example/cb?from=ts&x=%2F",
    "https://client.example:8443/cb",
    "https://CLIENT.example/a;b/c,d/*",
    "https://xn--grn-ioa.example/cb",
    "https://[2001:db8::1]:8443/cb",
    "http://127.0.0.1/cb",
    "http://[::1]:3000/cb",
    "http://localhost:3000/cb",
    "https://client.example/a@b",
    "com.example.app:/cb",
    "com.example.app://cb",
    "COM.example.app:/cb?x=1",
    `https://client.example/${"a".repeat(2000 - 23)}`,
  ]) {
    it(`lets ${uri.slice(0, 50)} through`, () => checkRedirectUri(uri, ANY));
  }

  for (const uri of [
    "",
    "/cb",
    "cb",
    "//client.example/cb",
    "://client.example",
    "1a://client.example",
    "client.example/cb",
    "a_b:/cb",
  ]) {
    rule("RFC6749-3.1.2-1", `refuses '${uri}' as it is not absolute`, () =>
      assertUnregistrable(uri, "not absolute", { rule: "RFC6749-3.1.2-1" }),
    );
  }

  for (const uri of [
    "https://client.example/cb#top",
    "https://client.example/cb#",
    "com.example.app:/cb#a",
    "https://client.example#@x",
  ]) {
    rule("RFC6749-3.1.2-2", `refuses the fragment of ${uri}`, () =>
      assertUnregistrable(uri, "fragment", { rule: "RFC6749-3.1.2-2" }),
    );
  }

  for (const scheme of ["myapp", "javascript", "data", "vbscript", "file", "blob", "about", "JavaScript", "urn"]) {
    rule("RFC8252-8.4-6", `refuses ${scheme}: even where it is listed`, () => {
      const options = { schemes: ["https", scheme.toLowerCase()], privateUse: true };
      assertUnregistrable(`${scheme}:/cb`, "scheme", { options, rule: "RFC8252-8.4-6" });
    });
  }

  for (const [name, uri, says] of [
    ["a user", "https://user@client.example/cb", "user information"],
    ["a user that looks like the host", "https://client.example:443@evil.example/", "user information"],
    ["an empty user", "https://@client.example/cb", "user information"],
    ["a user of a private-use scheme", "com.example.app://user@cb", "user information"],
    ["a backslash", "https://client.example\\@evil.example/", "no URI may hold"],
    ["a space", "https://client.example/a b", "no URI may hold"],
    ["CR and LF", "https://client.example/\r\nX: 1", "no URI may hold"],
    ["NUL", "https://client.example/\0", "no URI may hold"],
    ["a letter beyond ASCII", "https://grün.example/cb", "no URI may hold"],
    ["the first character beyond ASCII", "https://client.example/\u0080", "no URI may hold"],
    ["a double quote", 'https://client.example/"', "no URI may hold"],
    ["angle brackets", "https://client.example/<script>", "no URI may hold"],
    ["braces", "https://{tenant}.example/cb", "no URI may hold"],
    ["half an escape", "https://client.example/%4", "percent-encoding"],
    ["an escape of no digits", "https://client.example/%zz", "percent-encoding"],
    ["an escape whose first digit is none", "https://client.example/%za", "percent-encoding"],
    ["a percent sign at the end", "https://client.example/%", "percent-encoding"],
    ["no authority", "https:/client.example/cb", "no host"],
    ["an empty host", "https:///cb", "no host"],
    ["a port without a host", "https://:443/cb", "no host"],
    ["a wildcard host", "https://*.client.example/cb", "not a name"],
    ["an encoded host", "https://client%2Eexample/cb", "not a name"],
    ["a host that begins with a dot", "https://.example/cb", "not a name"],
    ["a number that is read as an address", "https://0/cb", "not a name"],
    ["an address in a short form", "https://127.1/cb", "not a name"],
    ["an address in hexadecimal", "https://0x7f.0.0.1/cb", "not a name"],
    ["two dots in a row", "https://client..example/cb", "not a name"],
    ["a bracket that never closes", "https://[::1/cb", "host"],
    ["a bracket around no address", "https://[client]/cb", "not a name"],
    ["text behind the address", "https://[::1]x/cb", "port"],
    ["an empty port", "https://client.example:/cb", "port"],
    ["port 0", "https://client.example:0/cb", "port"],
    ["port 65536", "https://client.example:65536/cb", "port"],
    ["a port with a leading zero", "https://client.example:0443/cb", "port"],
    ["two ports", "https://client.example:1:2/cb", "port"],
    ["a port of letters", "https://client.example:http/cb", "port"],
    ["a private-use scheme without a path", "com.example.app:cb", "no path"],
    ["2001 bytes", `https://client.example/${"a".repeat(2001 - 23)}`, "2000 bytes"],
  ] as const) {
    it(`refuses ${name}`, () => assertUnregistrable(uri, says));
  }

  it("lets the greatest port through", () => checkRedirectUri("https://client.example:65535/cb", WEB));

  it("refuses a scheme that is not listed", () => {
    assertUnregistrable("http://client.example/cb", "not allowed", { options: { schemes: ["https"] } });
    assertUnregistrable("com.example.app:/cb", "not allowed", { options: WEB });
  });

  it("lets a listed private-use scheme through, and no other", () => {
    const options = { schemes: ["com.example.app"] };
    checkRedirectUri("com.example.app:/cb", options);
    assertUnregistrable("com.example.other:/cb", "not allowed", { options });
  });

  describe("with http on the loopback address only", () => {
    const options: CheckRedirectUriOptions = { ...WEB, http: "loopback" };

    for (const host of ["127.0.0.1", "127.0.0.1:80", "[::1]:9", "localhost", "localhost:3000"]) {
      it(`lets http://${host} through`, () => checkRedirectUri(`http://${host}/cb`, options));
    }

    for (const host of ["client.example", "127.0.0.1.evil.example", "localhost.evil.example", "127.0.0.2", "[::2]"]) {
      rule("RFC9700-2.6-4", `refuses http://${host}`, () =>
        assertUnregistrable(`http://${host}/cb`, "loopback", { options, rule: "RFC9700-2.6-4" }),
      );
    }

    it("lets https through anywhere", () => checkRedirectUri("https://client.example/cb", options));
  });
});

describe("matchesRedirectUri()", () => {
  for (const [asked, registered] of [
    ["https://client.example/cb", "https://client.example/cb"],
    ["http://127.0.0.1:51004/cb", "http://127.0.0.1/cb"],
    ["http://127.0.0.1:1/cb?x=1", "http://127.0.0.1:65535/cb?x=1"],
    ["http://127.0.0.1/cb", "http://127.0.0.1:8080/cb"],
    ["http://[::1]:51004/cb", "http://[::1]/cb"],
    ["http://127.0.0.1:51004", "http://127.0.0.1"],
    ["http://127.0.0.1:51004?x", "http://127.0.0.1?x"],
  ] as const) {
    rule(["RFC8252-7.3-1", "RFC9700-4.1.3-2"], `takes ${asked} for ${registered}`, () => {
      assert.isTrue(matchesRedirectUri(asked, registered));
    });
  }

  for (const [name, asked, registered] of [
    ["a longer path", "https://client.example/cb/x", "https://client.example/cb"],
    ["a slash at the end", "https://client.example/cb/", "https://client.example/cb"],
    ["the slash of an empty path", "https://client.example/", "https://client.example"],
    ["another case", "https://client.example/CB", "https://client.example/cb"],
    ["the host in another case", "https://Client.example/cb", "https://client.example/cb"],
    ["a letter encoded", "https://client.example/%63b", "https://client.example/cb"],
    ["a way back in the path", "https://client.example/x/../cb", "https://client.example/cb"],
    ["a query more", "https://client.example/cb?x=1", "https://client.example/cb"],
    ["a path parameter more", "https://client.example/cb;x", "https://client.example/cb"],
    ["the usual port written out", "https://client.example:443/cb", "https://client.example/cb"],
    ["a fragment", "https://client.example/cb#", "https://client.example/cb"],
    ["a user", "https://client.example@evil.example/cb", "https://client.example/cb"],
    ["another scheme", "http://client.example/cb", "https://client.example/cb"],
    ["nothing", "", "https://client.example/cb"],
    ["a prefix of a wildcard", "https://client.example/cb", "https://client.example/*"],
  ] as const) {
    rule(["RFC6749-3.1.2.3-3", "RFC9700-4.1.3-1"], `refuses ${name}`, () => {
      assert.isFalse(matchesRedirectUri(asked, registered));
    });
  }

  for (const [name, asked, registered] of [
    ["another path", "http://127.0.0.1:1/other", "http://127.0.0.1/cb"],
    ["another query", "http://127.0.0.1:1/cb?x=2", "http://127.0.0.1/cb?x=1"],
    ["the other address family", "http://[::1]:1/cb", "http://127.0.0.1/cb"],
    ["https", "https://127.0.0.1:1/cb", "https://127.0.0.1/cb"],
    ["the scheme in capitals", "HTTP://127.0.0.1:1/cb", "http://127.0.0.1/cb"],
    ["a host that begins like the address", "http://127.0.0.1.evil.example/cb", "http://127.0.0.1/cb"],
    ["a user that looks like the address", "http://127.0.0.1:1@evil.example/cb", "http://127.0.0.1/cb"],
    ["an address behind the port", "http://127.0.0.1:1:2/cb", "http://127.0.0.1/cb"],
    ["an empty port", "http://127.0.0.1:/cb", "http://127.0.0.1/cb"],
    ["port 0", "http://127.0.0.1:0/cb", "http://127.0.0.1/cb"],
    ["port 65536", "http://127.0.0.1:65536/cb", "http://127.0.0.1/cb"],
    ["a port of letters", "http://127.0.0.1:a/cb", "http://127.0.0.1/cb"],
    ["a registration of a longer host", "http://127.0.0.10:1/cb", "http://127.0.0.10/cb"],
  ] as const) {
    rule("RFC8252-8.4-2", `refuses ${name} on the loopback address`, () => {
      assert.isFalse(matchesRedirectUri(asked, registered));
    });
  }

  beyond("RFC8252-7.3-1", "compares localhost with its port", () => {
    assert.isFalse(matchesRedirectUri("http://localhost:51004/cb", "http://localhost/cb"));
    assert.isTrue(matchesRedirectUri("http://localhost:51004/cb", "http://localhost:51004/cb"));
  });
});

describe("matchesRedirectUri() where localhost counts as the loopback address", () => {
  const options = { localhost: true };

  for (const [asked, registered, expected] of [
    ["http://localhost:51004/cb", "http://localhost/cb", true],
    ["http://localhost/cb", "http://localhost:3000/cb", true],
    ["http://127.0.0.1:1/cb", "http://127.0.0.1/cb", true],
    ["http://localhost:1/other", "http://localhost/cb", false],
    ["http://127.0.0.1:1/cb", "http://localhost/cb", false],
    ["http://localhost.evil.example/cb", "http://localhost/cb", false],
    ["http://localhost:1@evil.example/cb", "http://localhost/cb", false],
    ["https://localhost:1/cb", "https://localhost/cb", false],
  ] as const) {
    it(`${expected ? "takes" : "refuses"} ${asked} for ${registered}`, () =>
      assert.equal(matchesRedirectUri(asked, registered, options), expected));
  }
});

describe("redirect URIs that stand for many", () => {
  const options = { schemes: ["https", "http"], wildcards: true };
  const registered = "https://*.apps.example/cb?x=1";

  for (const uri of [
    registered,
    "https://*.apps.example",
    "https://*.a.b.example:8443/",
    "https://*.apps.example./cb",
  ]) {
    it(`may be registered as ${uri}, where that is allowed`, () => {
      checkRedirectUri(uri, options);
      assert.isTrue(isWildcardUri(uri));
    });

    it(`may not be registered as ${uri}, where it is not`, () => assertUnregistrable(uri, "not a name"));
  }

  for (const uri of [
    "https://*/cb",
    "https://*.example/cb",
    "https://*.example./cb",
    "https://*.*.example/cb",
    "https://a.*.example/cb",
    "https://*a.apps.example/cb",
    "https://*.apps.example:*/cb",
    "http://*.apps.example/cb",
    "HTTPS://*.apps.example/cb",
    "https://*.10.0.0.1/cb",
    "https://*.[::1]/cb",
    "https://*.user@apps.example/cb",
    "https://*./cb",
    "https://*.apps.example/cb#top",
  ]) {
    it(`may not be registered as ${uri}`, () =>
      assert.throws(() => checkRedirectUri(uri, options), /^Cannot register the redirect URI as/));
  }

  for (const asked of [
    "https://a.apps.example/cb?x=1",
    "https://pr-17.apps.example/cb?x=1",
    "https://0.apps.example/cb?x=1",
  ]) {
    it(`take ${asked}, where that is allowed`, () => {
      assert.isTrue(matchesRedirectUri(asked, registered, options));
      assert.isFalse(matchesRedirectUri(asked, registered));
    });
  }

  for (const asked of [
    registered,
    "https://apps.example/cb?x=1",
    "https://.apps.example/cb?x=1",
    "https://a.b.apps.example/cb?x=1",
    "https://a.apps.example/cb",
    "https://a.apps.example/CB?x=1",
    "https://a.apps.example:443/cb?x=1",
    "https://A.apps.example/cb?x=1",
    "https://-a.apps.example/cb?x=1",
    "https://evil.example/.apps.example/cb?x=1",
    "https://evil?.apps.example/cb?x=1",
    "https://evil#.apps.example/cb?x=1",
    "https://evil@.apps.example/cb?x=1",
    "https://a%2e.apps.example/cb?x=1",
    `https://${"a".repeat(64)}.apps.example/cb?x=1`,
    "http://a.apps.example/cb?x=1",
    "https://",
    "",
  ]) {
    rule("RFC9700-4.1.3-1", `do not take ${asked.slice(0, 60)}`, () =>
      assert.isFalse(matchesRedirectUri(asked, registered, options)),
    );
  }
});

describe("isLoopbackUri()", () => {
  for (const [uri, loopback] of [
    ["http://127.0.0.1", true],
    ["http://[::1]:1/cb", true],
    ["http://localhost?x", true],
    ["https://localhost/cb", false],
    ["http://localhost.evil.example/", false],
    ["http://localhost@evil.example/", false],
    ["http://client.example/", false],
  ] as const) {
    it(`says ${loopback} for ${uri}`, () => assert.equal(isLoopbackUri(uri), loopback));
  }
});

describe("redirectOrigin()", () => {
  for (const [uri, origin] of [
    ["https://client.example", "https://client.example"],
    ["https://client.example/cb", "https://client.example"],
    ["https://client.example:8443?x=/", "https://client.example:8443"],
    ["HTTPS://client.example/cb", "https://client.example"],
    ["http://127.0.0.1:3000/cb", "http://127.0.0.1:3000"],
    ["http://[::1]:3000/cb", "http:"],
    ["com.example.app:/cb", "com.example.app:"],
    ["com.example.app://host/cb", "com.example.app:"],
  ] as const) {
    it(`answers ${origin} for ${uri}`, () => assert.equal(redirectOrigin(uri), origin));
  }

  for (const uri of [
    "/cb",
    "https://a;script-src.example/cb",
    "https:///cb",
    "https://a b/cb",
    "https://u@client.example/",
  ]) {
    it(`will not answer for ${uri}, which was never checked`, () =>
      assert.throws(() => redirectOrigin(uri), TypeError));
  }
});

describe("redirect_uri properties", () => {
  const path = string({ unit: characterOf("abcXYZ019-._~/"), maxLength: 12 });
  const registered = tuple(
    constantFrom("https://client.example", "com.example.app:", "http://localhost:3000"),
    path,
  ).map(([start, rest]) => `${start}/${rest}`);

  it("refuses any one-character change of a registered URI", () => {
    forAll(
      property(registered, nat(), characterOf("aA0/?#:@.;%\\ "), (uri, at, character) => {
        const index = at % uri.length;
        const changes = [
          uri.slice(0, index) + character + uri.slice(index + 1),
          uri.slice(0, index) + character + uri.slice(index),
          uri.slice(0, index) + uri.slice(index + 1),
        ];
        for (const changed of changes) assert.equal(matchesRedirectUri(changed, uri), changed === uri);
      }),
    );
  });

  it("takes every port of the loopback address, both ways", () => {
    const port = integer({ min: 1, max: 65_535 });
    forAll(
      property(constantFrom("127.0.0.1", "[::1]"), port, port, path, (host, a, b, rest) => {
        assert.isTrue(matchesRedirectUri(`http://${host}:${a}/${rest}`, `http://${host}:${b}/${rest}`));
        assert.isTrue(matchesRedirectUri(`http://${host}:${a}/${rest}`, `http://${host}/${rest}`));
      }),
    );
  });

  it("lets through only what URL parsers read as the same host, without user and fragment", () => {
    const hostile = tuple(constantFrom("https://", "https://client.example", "http://[::1]"), hostileText);
    forAll(
      property(hostile, ([start, rest]) => {
        const uri = start + rest;
        if (!answersOrRefuses(() => checkRedirectUri(uri, ANY))) return;
        const parsed = new URL(uri);
        assert.deepEqual([parsed.username, parsed.password, parsed.hash], ["", "", ""]);
        assert.include([`${parsed.protocol}//${parsed.host}`, "http:"], redirectOrigin(uri).toLowerCase());
      }),
    );
  });
});
