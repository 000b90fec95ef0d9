import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { type HttpServer, httpServer } from "../support/http_server.ts";

type Members = Readonly<Record<string, unknown>>;

/** A server on which all that can be turned on is on. */
const EVERYTHING = { CLIENT_REGISTRATION: "open" };
const ISSUERS = ["https://issuer.test", "https://issuer.test/tenant", "https://issuer.test/a/b/"];

/** What a client may ask for by name. */
function outer<T extends { readonly inner?: true }>(known: ReadonlyMap<string, T>): readonly T[] {
  return [...known.values()].filter(({ inner }) => inner !== true);
}

/** Of each list, what the server is composed of that it must tell, and nothing else. */
const COMPOSED: readonly (readonly [string, string, (server: HttpServer) => Iterable<string>])[] = [
  ["DISCOVERY-3-8", "scopes_supported", ({ issuer }) => issuer.settings.scopes.keys()],
  ["RFC8414-2-4", "token_endpoint_auth_methods_supported", ({ issuer }) => issuer.clientAuth.map(({ name }) => name)],
  [
    "RFC8414-2-4",
    "grant_types_supported",
    ({ issuer }) =>
      new Set([...issuer.grants.keys(), ...outer(issuer.responseWords).map(({ grantType }) => grantType)]),
  ],
  ["RFC8414-2-4", "response_modes_supported", ({ issuer }) => outer(issuer.responseModes).map(({ name }) => name)],
];

describe("the configuration, beside what the server is made of", () => {
  let server: HttpServer;
  afterEach(async () => server.stop());

  async function configuration(url = "https://issuer.test", settings = EVERYTHING): Promise<Members> {
    server = await httpServer({ url, settings });
    const path = new URL(url).pathname.replace(/\/$/, "");
    return (await fetch(`${server.origin}${path}/.well-known/openid-configuration`)).json();
  }

  for (const url of ISSUERS) {
    rule(["DISCOVERY-4.3-1", "DISCOVERY-3-2"], `names addresses below ${url}, and each of them answers`, async () => {
      const members = await configuration(url);
      const named = Object.entries(members).filter(([name]) => /_endpoint$|^jwks_uri$|_iframe$/.test(name));
      assert.isAbove(named.length, 8);
      for (const [name, address] of named) {
        assert.isTrue(String(address).startsWith(`${url.replace(/\/$/, "")}/`), name);
        const { status } = await fetch(server.origin + new URL(String(address)).pathname, { redirect: "manual" });
        assert.notEqual(status, 404, name);
        assert.isBelow(status, 500, name);
      }
    });
  }

  rule("DISCOVERY-3-7", "names where clients register, where they may", async () => {
    assert.equal((await configuration())["registration_endpoint"], "https://issuer.test/register");
    await server.stop();
    assert.notProperty(
      await configuration("https://issuer.test", { CLIENT_REGISTRATION: "off" }),
      "registration_endpoint",
    );
  });

  for (const [id, member, composed] of COMPOSED) {
    rule(id, `tells in ${member} what there is, and nothing else`, async () => {
      const told = (await configuration())[member];
      assert.sameMembers(told as string[], [...composed(server)]);
    });
  }

  it("says nothing of OAuth 1.0a, which has no part in it", async () => {
    const members = JSON.stringify(await configuration());
    assert.isTrue(server.issuer.responseWords.has("oauth1"));
    assert.notInclude(members, "oauth1");
  });

  rule("DISCOVERY-3-9", "tells response types whose every word is there", async () => {
    const types = (await configuration())["response_types_supported"] as readonly string[];
    for (const word of new Set(types.flatMap((type) => type.split(" "))))
      assert.isTrue(server.issuer.responseWords.has(word), word);
  });

  it("tells each endpoint that has a member of its own", async () => {
    const members = await configuration();
    for (const { metadata } of server.issuer.endpoints) if (metadata !== undefined) assert.property(members, metadata);
  });
});
