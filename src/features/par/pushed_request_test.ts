import { assert } from "chai";
import * as fc from "fast-check";
import { beyond, rule } from "../../../conformance/support/rule.ts";
import { START } from "../../../test/support/issuer_under_test.ts";
import { seededRandom, settableClock } from "../../platform/mod.ts";
import { Params } from "../../protocol/mod.ts";
import { memoryEphemeralStore } from "../../stores/memory/mod.ts";
import { claimPushed, findPushed, storePushed } from "./pushed_request.ts";

const PARAMS = Params.parse("client_id=a&scope=read&resource=x&resource=y&state=%20%26");

function shelf() {
  const clock = settableClock(START);
  const kept: string[] = [];
  const ephemeral = memoryEphemeralStore({ clock });
  const watched: typeof ephemeral = {
    ...ephemeral,
    put: (kind, entry) => {
      kept.push(`${kind.code} ${entry.key} ${JSON.stringify(entry.value)} ${entry.ttl}`);
      return ephemeral.put(kind, entry);
    },
  };
  return { clock, ephemeral: watched, random: seededRandom("pushed"), kept };
}

/** Keeps a request. */
function pushed(on: ReturnType<typeof shelf>, lifetime = 60): Promise<string> {
  return storePushed(on, { client: 7, params: PARAMS, lifetime });
}

describe("storePushed() and findPushed()", () => {
  it("have a request back as it was, as often as it is looked for", async () => {
    const on = shelf();
    const name = await pushed(on);
    for (let time = 0; time < 2; time += 1) {
      const found = await findPushed(name, on);
      assert.deepEqual(found, { client: 7, params: PARAMS.toString(), expiresAt: START + 60 });
    }
  });

  rule(["RFC9126-2.2-3", "RFC9126-7.1-1"], "keep it under a digest, so that the store opens nothing", async () => {
    const on = shelf();
    const reference = (await pushed(on)).split(":").at(-1) ?? "";
    assert.lengthOf(on.kept, 1);
    assert.notInclude(on.kept.join(" "), reference);
    assert.match(on.kept[0] ?? "", /^pr .* 60$/);
  });

  rule("RFC9126-4-5", "know nothing of it when it has expired, by the clock of the issuer", async () => {
    const on = shelf();
    const name = await pushed(on, 5);
    on.clock.advance(4);
    assert.isDefined(await findPushed(name, on));
    on.clock.advance(1);
    assert.isUndefined(await findPushed(name, on));
  });

  for (const name of ["", "nonsense", "https://client.test/", "urn:ietf:params:oauth:request_uri:x"]) {
    it(`find nothing by '${name}'`, async () => assert.isUndefined(await findPushed(name, shelf())));
  }

  it("find no request by the name of another", () =>
    fc.assert(
      fc.asyncProperty(fc.nat({ max: 42 }), async (at) => {
        const on = shelf();
        const name = await pushed(on);
        const place = name.length - 1 - at;
        const other = name[place] === "A" ? "B" : "A";
        assert.isUndefined(await findPushed(`${name.slice(0, place)}${other}${name.slice(place + 1)}`, on));
      }),
    ));
});

describe("claimPushed()", () => {
  rule("RFC9126-4-2", "lets one of many use it", async () => {
    const on = shelf();
    const name = await pushed(on);
    const won = await Promise.all(Array.from({ length: 20 }, () => claimPushed(name, on)));
    assert.lengthOf(won.filter(Boolean), 1);
    assert.isUndefined(await findPushed(name, on));
  });

  it("uses up one request, and no other", async () => {
    const on = shelf();
    const [one, other] = [await pushed(on), await pushed(on)];
    await claimPushed(one, on);
    assert.isTrue(await claimPushed(other, on));
  });

  beyond("RFC9126-4-5", "says no to names that there are not", async () => {
    const on = shelf();
    for (const name of ["", "nonsense", `urn:ietf:params:oauth:request_uri:${"x".repeat(43)}`])
      assert.isFalse(await claimPushed(name, on), name);
  });
});
