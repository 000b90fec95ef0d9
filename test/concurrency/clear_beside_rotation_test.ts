import { assert } from "chai";
import { describe, it } from "mocha";
import { clearFamilies } from "../../src/cli/cleartokens.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { leanFamily, unique } from "../contract/record_samples.ts";
import { client, PASSWORD, person } from "../support/cast.ts";
import { type Answered, ask, isActive, textOf } from "../support/journey.ts";
import { serverPair, type ServerPair } from "./server_pair.ts";

const CHAINS = 6;
const LINKS = 8;
const LONG_AGO = 1_000_000;

describe("clearing away what ended, beside two processes that are busy", function () {
  this.timeout(60_000);
  let pair: ServerPair;
  let application: ClientRecord;

  before(async () => {
    pair = await serverPair();
    application = await client(pair.issuer);
  });

  async function firstTokens(): Promise<Answered> {
    const { username } = await person(pair.issuer);
    return ask(`${pair.servers[0]}/token`, {
      form: { grant_type: "password", username, password: PASSWORD },
      as: application,
    });
  }

  /** Refreshes again and again, at the one and the other in turn; answers the last tokens. */
  async function chain(): Promise<Answered> {
    let tokens = await firstTokens();
    for (let link = 0; link < LINKS; link += 1) {
      const form = { grant_type: "refresh_token", refresh_token: textOf(tokens, "refresh_token") };
      tokens = await ask(`${pair.servers[link % 2]!}/token`, { form, as: application });
      assert.equal(tokens.status, 200, tokens.text);
    }
    return tokens;
  }

  /** Families that ended long ago: some expired, some were revoked. */
  async function leaveDead(count: number): Promise<readonly string[]> {
    const dead = Array.from({ length: count }, (_, index) =>
      leanFamily(application.id, {
        tag: unique("dead"),
        createdAt: LONG_AGO - 1,
        ...(index % 2 === 0 ? { expiresAt: LONG_AGO } : { revokedAt: LONG_AGO }),
      }),
    );
    await Promise.all(dead.map((family) => pair.issuer.durable.families.open(family)));
    return dead.map(({ tag }) => tag);
  }

  function clear(batchSize: number): Promise<number> {
    const { durable, clock, settings } = pair.issuer;
    const { longestAccessToken } = settings;
    const progress = () => undefined;
    return clearFamilies({ families: durable.families, clock, longestAccessToken, batchSize, interval: 0, progress });
  }

  it("breaks no chain of refresh tokens, however small its batches are", async () => {
    await leaveDead(60);
    const [removed, ...ends] = await Promise.all([clear(1), ...Array.from({ length: CHAINS }, chain)]);
    assert.isAtLeast(removed, 60);
    for (const tokens of ends) {
      for (const name of ["access_token", "refresh_token"])
        assert.isTrue(await isActive(pair.servers[1], textOf(tokens, name), application), name);
    }
  });

  it("removes each record once when two do it at the same time, and none is left", async () => {
    const tags = await leaveDead(80);
    const removed = await Promise.all([clear(7), clear(11)]);
    const left = await Promise.all(tags.map((tag) => pair.issuer.durable.families.find(tag)));
    assert.deepEqual([...new Set(left)], [undefined]);
    assert.equal(removed[0] + removed[1], tags.length);
  });

  it("leaves what was revoked a moment ago, so that it stays dead", async () => {
    const tokens = await firstTokens();
    const revoke = ask(`${pair.servers[0]}/revoke`, {
      form: { token: textOf(tokens, "refresh_token") },
      as: application,
    });
    await Promise.all([revoke, clear(1_000), clear(1)]);
    await clear(1_000);
    const form = { grant_type: "refresh_token", refresh_token: textOf(tokens, "refresh_token") };
    const again = await ask(`${pair.servers[1]}/token`, { form, as: application });
    assert.include(again.text, "expired or was revoked", "its record is still known");
  });
});
