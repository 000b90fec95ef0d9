import { assert } from "chai";
import { clientRecord } from "../../../test/support/records.ts";
import type { Endpoint } from "../../engine/mod.ts";
import { html } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { consumerActions, consumerGroups } from "./consumer_group.ts";

const LEGS = ["/oauth1/request_token", "/oauth1/authorize", "/oauth1/access_token"];

function endpoint(path: string): Endpoint {
  return { name: path, path, methods: ["GET"], speaks: "page", handle: () => html(200, "") };
}

function issuerWith(paths: readonly string[]) {
  return { url: "https://id.test/t", base: "/t", endpoints: ["/token", ...paths].map(endpoint) };
}

function consumer(said: Partial<ClientRecord> = {}): ClientRecord {
  return clientRecord({ clientId: "printer", grantTypes: ["oauth1"], ...said });
}

function groups(said: Partial<ClientRecord>, paths: readonly string[] = LEGS) {
  return consumerGroups(consumer(said), issuerWith(paths));
}

/** The facts of an item, as they are read. */
function facts(said: Partial<ClientRecord>, name: string): readonly string[] {
  const item = groups(said)[0]?.items.find((one) => one.name === name);
  return (item?.facts ?? []).map((fact) => `${fact.name}: ${fact.value}`);
}

describe("consumerGroups()", () => {
  it("names the three addresses, as the issuer is reached", () => {
    const [group, ...others] = groups({});
    assert.isEmpty(others);
    assert.deepEqual(
      group?.items.slice(0, 3).map((item) => item.facts[0]?.value),
      LEGS.map((path) => `https://id.test/t${path}`),
    );
  });

  it("names what goes into the fields of a library", () => {
    const said = {
      redirectUris: ["https://a.test/cb"],
      metadata: { oauth_signature_methods: ["RSA-SHA1", "PLAINTEXT"] },
    };
    assert.deepEqual(facts(said, "What it signs with"), [
      "Consumer key: printer",
      "Consumer secret: the client secret",
      "Signature method: RSA-SHA1 PLAINTEXT",
      "Callback: https://a.test/cb",
    ]);
  });

  it("says what holds where nothing was registered of it", () => {
    const told = facts({ redirectUris: [] }, "What it signs with");
    assert.include(told, "Signature method: any that the server takes");
    assert.include(told, "Callback: oob");
  });

  it("is not there for other applications, nor where the server does not know the protocol", () => {
    assert.isEmpty(groups({ grantTypes: ["authorization_code"] }));
    assert.isEmpty(groups({}, []));
  });
});

describe("consumerActions()", () => {
  const CHECK = "/oauth1/check";

  it("lead a consumer to the page that checks signatures", () => {
    const link = { kind: "link", href: `/t${CHECK}?application=7`, text: "Check a signature" } as const;
    assert.deepEqual(consumerActions(consumer(), issuerWith([CHECK])), [link]);
  });

  it("are none for other applications, nor where there is no such page", () => {
    assert.isEmpty(consumerActions(consumer({ grantTypes: ["password"] }), issuerWith([CHECK])));
    assert.isEmpty(consumerActions(consumer(), issuerWith(LEGS)));
  });
});
