import { assert } from "chai";
import type { Endpoint } from "../../src/engine/mod.ts";
import { digest } from "../../src/platform/mod.ts";
import { standardFeatures } from "../../src/server/mod.ts";
import { testConfig } from "../support/config.ts";
import { markupOf } from "../support/replies.ts";
import { administrationOf } from "./administration.ts";
import { pairFor } from "./tokens.ts";

/** All that staff can look at. */
const PAGES: readonly Endpoint[] = standardFeatures(testConfig({}))
  .flatMap(({ endpoints = [] }) => endpoints)
  .filter(({ authority, methods }) => authority === "staff" && methods.includes("GET"));

/** An issuer with something to show on every page. */
async function furnished() {
  const on = await administrationOf();
  const { durable, sessions } = on.issuer;
  await durable.clients.change(on.app.id, { ownerId: on.ann.id });
  const { id: cookie, session } = await sessions.start(on.ann);
  await sessions.join(session, on.app.id);
  const pair = await pairFor(on);
  const [family] = await durable.families.listOf(on.ann.id);
  return { ...on, cookie, session, pair, tag: family!.tag };
}

type Furnished = Awaited<ReturnType<typeof furnished>>;

/** A path with the names of things that are there. */
function pathOf({ path }: Endpoint, on: Furnished): string {
  const id = path.startsWith("/admin/users") ? on.ann.id : on.app.id;
  return path.replace(":id", String(id)).replace(":sid", on.session.sid).replace(":tag", on.tag);
}

/** Everything at rest, and everything in hands, that would let somebody be somebody, or guess at it. */
async function secretsOf(on: Furnished): Promise<Readonly<Record<string, readonly string[]>>> {
  const { accounts, sessions, families, clients, keys } = on.issuer.durable;
  const people = await accounts.list({ limit: 9 });
  const found = await sessions.search({ at: on.clock.now(), limit: 9 });
  const family = await families.find(on.tag);
  const { secrets = [] } = (await clients.findByNumber(on.app.id)) ?? {};
  const tokens = [on.cookie, on.pair.access, on.pair.refresh];
  return {
    passwords: people.map(({ passwordHash }) => passwordHash),
    sessions: found.map(({ session }) => session.digest),
    "refresh tokens": [family?.refreshDigest ?? ""],
    clients: secrets.map(({ hash }) => hash),
    keys: (await keys.list()).map(({ sealedPrivate }) => sealedPrivate),
    tokens,
    "digests of tokens": tokens.map((token) => digest(token)),
  };
}

describe("the pages of the administration", () => {
  it("are shown around secrets of every kind", async () => {
    const kinds = Object.entries(await secretsOf(await furnished()));
    for (const [kind, secrets] of kinds) {
      assert.isNotEmpty(secrets, kind);
      for (const secret of secrets) assert.isAbove(secret.length, 15, kind);
    }
  });

  for (const page of PAGES) {
    it(`hold no secret, no digest and no hash: ${page.path}`, async () => {
      const on = await furnished();
      const query = page.path === "/admin/authorizations/revoke" ? { person: on.ann.username } : {};
      const reply = await on.desk.get(pathOf(page, on), { query });
      assert.equal(reply.status, 200);
      const shown = reply.kind === "html" ? markupOf(reply) : JSON.stringify(reply);
      for (const [kind, secrets] of Object.entries(await secretsOf(on)))
        for (const secret of secrets) assert.notInclude(shown, secret, kind);
    });
  }
});
