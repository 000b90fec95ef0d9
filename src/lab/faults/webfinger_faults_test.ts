import { assert } from "chai";
import { changedMembers, faulted } from "../../../test/support/faulted.ts";
import type { LabIssuer } from "../../../test/support/lab_issuer.ts";
import { bodyOf } from "../../../test/support/replies.ts";
import type { Reply } from "../../protocol/mod.ts";
import { textOf } from "./_reply.ts";
import { WEBFINGER_FAULTS } from "./webfinger_faults.ts";

const ISSUER = "https://issuer.test";
const RELATION = "http://openid.net/specs/connect/1.0/issuer";
const LINK = { rel: RELATION, href: ISSUER };

function asking(resource: string): (lab: LabIssuer) => Promise<Reply> {
  return (lab) => lab.get("/.well-known/webfinger", { query: { resource } });
}

const ask = asking("acct:ann@issuer.test");

/** Name, and the members of the answer that are other than in a right one. */
const CHANGED: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ["other_issuer", { links: [{ ...LINK, href: `${ISSUER}/` }] }],
  ["http_href", { links: [{ ...LINK, href: "http://issuer.test" }] }],
  [
    "other_rel_first",
    { links: [{ rel: "http://webfinger.net/rel/profile-page", href: "https://elsewhere.example/" }, LINK] },
  ],
  ["no_link", { links: [] }],
  [
    "extra",
    {
      aliases: ["https://elsewhere.example/alias"],
      properties: { "https://elsewhere.example/property": null },
      touchstone_extra: { deep: [1, null] },
    },
  ],
];

describe("WEBFINGER_FAULTS", () => {
  for (const [name, changes] of CHANGED) {
    it(`${name} changes ${Object.keys(changes).join(" and ")} and nothing else`, async () => {
      const { before, after, served } = await faulted(`webfinger_${name}`, ask);
      const wrong = bodyOf(after);
      assert.deepEqual(changedMembers(bodyOf(before), wrong), Object.keys(changes).toSorted());
      for (const [member, value] of Object.entries(changes)) assert.deepEqual(wrong[member], value);
      assert.deepEqual([after.status, after.headers, served], [before.status, before.headers, ["webfinger"]]);
    });
  }

  it("404 knows nobody", async () => {
    const { after, served } = await faulted("webfinger_404", ask);
    assert.deepEqual([after.status, served], [404, ["webfinger"]]);
  });

  it("broken_json ends in the middle, and says of itself what a right one says", async () => {
    const { before, after, served } = await faulted("webfinger_broken_json", ask);
    assert.isTrue(textOf(before).startsWith(textOf(after)));
    assert.throws(() => JSON.parse(textOf(after)), SyntaxError);
    assert.equal(after.headers["Content-Type"], before.headers["Content-Type"]);
    assert.deepEqual([after.status, served], [200, ["webfinger"]]);
  });

  it("http_href is not at work where the issuer has no https that could be missed", async () => {
    const plain = asking("acct:ann@127.0.0.1:3000");
    const { after, served } = await faulted("webfinger_http_href", plain, { url: "http://127.0.0.1:3000" });
    assert.deepEqual([after.status, served], [200, []]);
  });

  for (const [name, location] of [
    ["redirect", `${ISSUER}/.well-known/webfinger?resource=acct%3Aann%40issuer.test&hop=1`],
    ["redirect_loop", `${ISSUER}/.well-known/webfinger?resource=acct%3Aann%40issuer.test`],
    ["redirect_http", "http://issuer.test/.well-known/webfinger?resource=acct%3Aann%40issuer.test&hop=1"],
  ] as const) {
    it(`${name} leads to ${location}`, async () => {
      const { after, served } = await faulted(`webfinger_${name}`, ask);
      assert.deepEqual([after.status, textOf(after), served], [307, "", ["webfinger"]]);
      assert.deepEqual(after.headers, { Location: location });
    });
  }

  for (const [name, expected] of [
    ["redirect", 200],
    ["redirect_http", 200],
    ["redirect_loop", 307],
  ] as const) {
    it(`${name} answers ${expected} where the question was sent on already`, async () => {
      const query = { resource: "acct:ann@issuer.test", hop: "1" };
      const { after } = await faulted(`webfinger_${name}`, (lab) => lab.get("/.well-known/webfinger", { query }));
      assert.equal(after.status, expected);
    });
  }

  it("redirect_http is not at work where there is no TLS to be left", async () => {
    const plain = asking("acct:ann@127.0.0.1:3000");
    const { after, served } = await faulted("webfinger_redirect_http", plain, { url: "http://127.0.0.1:3000" });
    assert.deepEqual([after.status, served], [200, []]);
  });

  it("leaves refusals, and answers without a link, as they are", async () => {
    for (const resource of ["acct:ann@elsewhere.test", "ann"]) {
      for (const fault of ["webfinger_extra", "webfinger_redirect"]) {
        const { before, after, served } = await faulted(fault, asking(resource));
        assert.deepEqual([textOf(after), served], [textOf(before), []]);
      }
    }
  });

  it("has no fault that is not looked at here", () => {
    assert.sameMembers(
      WEBFINGER_FAULTS.map(({ name }) => name),
      [...CHANGED.map(([name]) => name), "404", "broken_json", "redirect", "redirect_http", "redirect_loop"].map(
        (name) => `webfinger_${name}`,
      ),
    );
  });
});
