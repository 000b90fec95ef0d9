import { assert } from "chai";
import { client } from "../../../test/support/cast.ts";
import { changedMembers, faulted } from "../../../test/support/faulted.ts";
import type { LabIssuer } from "../../../test/support/lab_issuer.ts";
import { bodyOf, textIn } from "../../../test/support/replies.ts";
import { parseChallenge, type Reply } from "../../protocol/mod.ts";
import { textOf } from "./_reply.ts";
import { RESOURCE_METADATA_FAULTS } from "./resource_metadata_faults.ts";

const ISSUER = "https://issuer.test";
const RESOURCE = `${ISSUER}/resource`;
const WELL_KNOWN = "/.well-known/oauth-protected-resource";

function read(lab: LabIssuer): Promise<Reply> {
  return lab.get(`${WELL_KNOWN}/resource`);
}

function knock(lab: LabIssuer): Promise<Reply> {
  return lab.get("/resource");
}

async function enter(lab: LabIssuer): Promise<Reply> {
  const form = { grant_type: "client_credentials", scope: "read" };
  const bearer = textIn(await lab.post("/token", { as: await client(lab.issuer), form }), "access_token");
  return lab.get("/resource", { bearer });
}

function paramsOf({ headers }: Reply): Readonly<Record<string, string>> {
  return { ...parseChallenge(headers["WWW-Authenticate"] ?? "").params };
}

/** Name, and the members of the description that are other than in a right one. */
const DOCUMENTS: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ["other_resource", { resource: `${RESOURCE}/other` }],
  ["no_servers", { authorization_servers: undefined }],
  ["empty_servers", { authorization_servers: [] }],
  ["stranger_first", { authorization_servers: [`${ISSUER}/elsewhere`, ISSUER] }],
  ["moved", { authorization_servers: [`${ISSUER}/elsewhere`] }],
  ["server_slash", { authorization_servers: [`${ISSUER}/`] }],
  ["no_scopes", { scopes_supported: undefined }],
];

/** Name, and the whole of the challenge. */
const CHALLENGES: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ["no_metadata", { scope: "read" }],
  ["no_scope", { resource_metadata: `${ISSUER}${WELL_KNOWN}/resource` }],
  ["other_host", { scope: "read", resource_metadata: "https://elsewhere.example/resource.json" }],
  ["other_document", { scope: "read", resource_metadata: `${ISSUER}${WELL_KNOWN}` }],
];

describe("RESOURCE_METADATA_FAULTS", () => {
  for (const [name, changes] of DOCUMENTS) {
    it(`${name} changes ${Object.keys(changes).join(" and ")} of the description and nothing else`, async () => {
      const { before, after, served } = await faulted(`resource_metadata_${name}`, read);
      const wrong = bodyOf(after);
      assert.deepEqual(changedMembers(bodyOf(before), wrong), Object.keys(changes).toSorted());
      for (const [member, value] of Object.entries(changes)) assert.deepEqual(wrong[member], value);
      assert.deepEqual([after.status, after.headers, served], [200, before.headers, ["resource_metadata"]]);
    });
  }

  it("404 has no description", async () => {
    const { after, served } = await faulted("resource_metadata_404", read);
    assert.deepEqual([after.status, served], [404, ["resource_metadata"]]);
  });

  it("broken_json ends in the middle", async () => {
    const { before, after, served } = await faulted("resource_metadata_broken_json", read);
    assert.isTrue(textOf(before).startsWith(textOf(after)));
    assert.throws(() => JSON.parse(textOf(after)), SyntaxError);
    assert.deepEqual([after.status, served], [200, ["resource_metadata"]]);
  });

  for (const [name, params] of CHALLENGES) {
    it(`${name} challenges who has no token otherwise`, async () => {
      const { before, after, served } = await faulted(`resource_challenge_${name}`, knock);
      assert.notDeepEqual(paramsOf(before), params);
      assert.deepEqual([after.status, paramsOf(after), served], [401, params, ["resource"]]);
    });

    it(`${name} leaves who has a token alone`, async () => {
      const { after, served } = await faulted(`resource_challenge_${name}`, enter);
      assert.deepEqual([after.status, served], [200, []]);
    });
  }

  it("always demands more scope of who has a token, and says so in the challenge", async () => {
    const { after, served } = await faulted("resource_challenge_always", enter);
    assert.deepInclude(paramsOf(after), { error: "insufficient_scope", scope: "read write" });
    assert.deepEqual([after.status, served], [403, ["resource"]]);
  });

  it("always leaves the first challenge alone", async () => {
    const { before, after, served } = await faulted("resource_challenge_always", knock);
    assert.deepEqual([paramsOf(after), served], [paramsOf(before), []]);
  });

  it("has no fault that is not looked at here", () => {
    assert.sameMembers(
      RESOURCE_METADATA_FAULTS.map(({ name }) => name),
      [
        ...[...DOCUMENTS.map(([name]) => name), "404", "broken_json"].map((name) => `resource_metadata_${name}`),
        ...[...CHALLENGES.map(([name]) => name), "always"].map((name) => `resource_challenge_${name}`),
      ],
    );
  });
});
