import { assert } from "chai";
import { assert as forAll, asyncProperty, property, string, webUrl } from "fast-check";
import { FetchRefused } from "./mod.ts";
import type { ResolvedAddress } from "./mod.ts";
import { parseFetchTarget, resolveTarget } from "./fetch_target.ts";

const STRICT = { loopback: false, ports: [443] };
const LOCAL = { loopback: true, ports: [443] };

/** The reason and the words of a refusal, or the answer. */
async function outcome(judge: () => unknown): Promise<unknown> {
  try {
    return await judge();
  } catch (thrown) {
    assert.instanceOf(thrown, FetchRefused);
    return `${thrown.reason}: ${thrown.message}`;
  }
}

describe("parseFetchTarget()", () => {
  for (const [text, host, label] of [
    ["https://client.example/jwks?key=s3cret", "client.example", "https://client.example/jwks"],
    ["HTTPS://Client.Example:443", "client.example", "https://client.example/"],
    ["https://[2606:4700::0:1]:8443/a/../b", "2606:4700::1", "https://[2606:4700::1]:8443/b"],
    ["https://client.example/@a:b", "client.example", "https://client.example/@a:b"],
    ["https://client.example/?to=x@y", "client.example", "https://client.example/"],
  ] as const) {
    it(`reads ${text}, and hides its query in messages`, () => {
      const target = parseFetchTarget(text, STRICT);
      assert.deepEqual([target.host, target.label], [host, label]);
    });
  }

  // what looks like a name but is a number in disguise must be judged as the number
  for (const host of ["2130706433", "0x7f.1", "017700000001", "127.1", "%31%32%37.0.0.1", "127.0.0.1."]) {
    it(`reads the host ${host} as 127.0.0.1`, () => {
      assert.equal(parseFetchTarget(`https://${host}/`, STRICT).host.replace(/\.$/, ""), "127.0.0.1");
    });
  }

  for (const text of [
    "",
    "client.example/jwks",
    "//client.example/jwks",
    "ftp://client.example/",
    "file:///etc/passwd",
    "data:application/json,{}",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "https:client.example",
    "https:/client.example",
    "https:///client.example",
    "https://",
    "https://client.example:99999/",
    "https://client.example\\@127.0.0.1/",
    "https:\\\\client.example/",
    " https://client.example/",
    "https://client.example/a b",
    "https://client.example/\r\nHost: other",
    "https://client.exa\tmple/",
    "https://client.example/\0",
    "https://clïent.example/",
    "https://client.example/ﬀ",
    "https://[::1/",
    "https://[fe80::1%25eth0]/",
  ]) {
    it(`refuses ${JSON.stringify(text)} without repeating it`, async () => {
      const words = "url: Cannot fetch as this is not an https URL in printable ASCII";
      assert.equal(await outcome(() => parseFetchTarget(text, LOCAL)), words);
    });
  }

  for (const [text, why] of [
    ["https://user:s3cret@client.example/a", "the URL holds credentials"],
    ["https://user@client.example/a", "the URL holds credentials"],
    ["https://@client.example/a", "the URL holds credentials"],
    ["https://:@client.example/a", "the URL holds credentials"],
    ["https://client.example/a#keys", "the URL has a fragment"],
    ["https://client.example/a#", "the URL has a fragment"],
    ["http://client.example/a", "only https is fetched"],
  ] as const) {
    it(`refuses ${text} as ${why}`, async () => {
      const label = `${text.slice(0, text.indexOf(":"))}://client.example/a`;
      assert.equal(await outcome(() => parseFetchTarget(text, STRICT)), `url: Cannot fetch '${label}' as ${why}`);
    });
  }

  it("takes 2,000 bytes and no more", async () => {
    const longest = `https://client.example/${"a".repeat(1977)}`;
    assert.equal(parseFetchTarget(longest, STRICT).url.href, longest);
    assert.equal(
      await outcome(() => parseFetchTarget(`${longest}a`, STRICT)),
      "url: Cannot fetch as the URL exceeds 2000 bytes",
    );
  });

  describe("properties", () => {
    it("ends any text in a target or a refusal", async () => {
      const anyText = asyncProperty(string({ unit: "binary" }), async (text) => {
        assert.isDefined(await outcome(() => parseFetchTarget(`https://${text}`, LOCAL)));
      });
      await forAll(anyText);
    });

    it("keeps the query of any URL out of its label", () => {
      forAll(
        property(webUrl({ validSchemes: ["https"] }), (text) => {
          const { label } = parseFetchTarget(`${text}?s3cret=1`, STRICT);
          assert.notMatch(label, /[?]/);
          assert.isTrue(text.startsWith(label) || new URL(text).href.startsWith(label));
        }),
      );
    });
  });
});

describe("resolveTarget()", () => {
  function resolveAs(text: string, addresses: readonly string[], options = STRICT): Promise<unknown> {
    const asked: string[] = [];
    const found = addresses.map((address): ResolvedAddress => ({ address, family: address.includes(":") ? 6 : 4 }));
    const resolve = (host: string) => {
      asked.push(host);
      return Promise.resolve(found);
    };
    return outcome(async () => {
      const answers = await resolveTarget(parseFetchTarget(text, options), { ...options, resolve });
      return [asked.join(" "), ...answers.map(({ address, family }) => `${address}/${family}`)].join(" ");
    });
  }

  const CLOSED = "address: Cannot fetch 'https://client.example/' as it does not lead to a public address";

  it("answers all addresses of a name, asked for once", async () => {
    const answer = await resolveAs("https://client.example/", ["2606:4700::1", "8.8.8.8"]);
    assert.equal(answer, "client.example 2606:4700::1/6 8.8.8.8/4");
  });

  it("asks nobody about an address", async () => {
    assert.equal(await resolveAs("https://8.8.8.8/", ["127.0.0.1"]), " 8.8.8.8/4");
    assert.equal(await resolveAs("https://[2606:4700::1]/", ["::1"]), " 2606:4700::1/6");
  });

  for (const addresses of [
    ["127.0.0.1"],
    ["8.8.8.8", "10.0.0.1"],
    ["169.254.169.254", "8.8.8.8"],
    ["::ffff:8.8.8.8"],
  ]) {
    it(`refuses a name that leads to ${addresses.join(" and ")}, and does not tell where it leads`, async () => {
      assert.equal(await resolveAs("https://client.example/", addresses), CLOSED);
    });
  }

  for (const host of ["127.0.0.1", "[::1]", "[::ffff:8.8.8.8]", "0", "169.254.169.254", "[64:ff9b::808:808]"]) {
    it(`refuses the address ${host}`, async () => {
      assert.match(String(await resolveAs(`https://${host}/`, ["8.8.8.8"])), /^address: /);
    });
  }

  it("refuses a name that leads nowhere", async () => {
    const words = "name: Cannot fetch 'https://client.example/' as its name leads nowhere";
    assert.equal(await resolveAs("https://client.example/", []), words);
  });

  it("keeps the resolver's own words for the log", async () => {
    const cause = new Error("getaddrinfo ENOTFOUND client.example");
    const target = parseFetchTarget("https://client.example/", STRICT);
    const resolving = resolveTarget(target, { ...STRICT, resolve: () => Promise.reject(cause) });
    const refused = await resolving.catch((thrown: unknown) => thrown);
    assert.instanceOf(refused, FetchRefused);
    assert.deepEqual([refused.reason, refused.cause], ["name", cause]);
    assert.notInclude(refused.message, "ENOTFOUND");
  });

  for (const [port, ports, open] of [
    ["", [443], true],
    [":443", [443], true],
    ["", [8443], false],
    [":8443", [443], false],
    [":8443", [443, 8443], true],
    [":22", [443], false],
  ] as const) {
    it(`${open ? "takes" : "refuses"} '${port}' where ${ports.join(" and ")} is open`, async () => {
      const answer = await resolveAs(`https://client.example${port}/`, ["8.8.8.8"], {
        loopback: false,
        ports: [...ports],
      });
      assert.match(String(answer), open ? /8\.8\.8\.8\/4$/ : /^url: .* as port '\d+' is not open$/);
    });
  }

  describe("with origins that the operator named", () => {
    const NAMED = { ...STRICT, origins: ["http://auth:8000", "https://idp.example"] };

    for (const [text, address] of [
      ["http://auth:8000/introspect", "10.0.0.7"],
      ["http://AUTH:8000/introspect?a=b", "172.16.0.1"],
      ["https://idp.example/jwks", "192.168.1.1"],
    ] as const) {
      it(`takes ${text} at ${address}`, async () => {
        assert.match(String(await resolveAs(text, [address], NAMED)), new RegExp(`${address}/4$`));
      });
    }

    for (const [what, text, says] of [
      ["another port", "http://auth:8001/", "only https is fetched"],
      ["another scheme", "https://auth:8000/", "does not lead to a public address"],
      ["plain http where https was named", "http://idp.example/", "only https is fetched"],
      ["a name that only begins alike", "http://auth.example:8000/", "only https is fetched"],
      ["another host", "https://other.example/", "does not lead to a public address"],
      ["credentials", "http://a:b@auth:8000/", "credentials"],
    ] as const) {
      it(`refuses ${what} as ever`, async () => {
        assert.include(String(await outcome(() => resolveAs(text, ["10.0.0.7"], NAMED))), says);
      });
    }
  });

  describe("with this machine open", () => {
    for (const [text, address] of [
      ["http://localhost:3000/", "127.0.0.1"],
      ["http://client.example:81/", "::1"],
      ["https://client.example:6000/", "127.8.8.8"],
      ["http://[::1]:3000/", "::1"],
    ] as const) {
      it(`takes ${text} at ${address}, whatever its port`, async () => {
        assert.match(String(await resolveAs(text, [address], LOCAL)), new RegExp(`${address}/[46]$`));
      });
    }

    for (const addresses of [["10.0.0.1"], ["169.254.169.254"], ["0.0.0.0"], ["127.0.0.1", "8.8.8.8"]]) {
      it(`opens nothing else: ${addresses.join(" and ")}`, async () => {
        assert.equal(await resolveAs("https://client.example/", addresses, LOCAL), CLOSED);
      });
    }

    it("keeps plain http and strange ports away from public addresses", async () => {
      const plain = "url: Cannot fetch 'http://client.example/' as plain http is for this machine only";
      assert.equal(await resolveAs("http://client.example/", ["8.8.8.8"], LOCAL), plain);
      assert.match(
        String(await resolveAs("https://client.example:3000/", ["8.8.8.8"], LOCAL)),
        /port '3000' is not open$/,
      );
    });
  });
});
