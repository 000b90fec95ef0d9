import { assert } from "chai";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { receivedFrom, trialOf } from "./_trial_test.ts";
import { findRefused, keepRefused, type RefusedRequest } from "./refused_request.ts";
import { reportSignature } from "./report.ts";

function refusedAt(at: number): RefusedRequest {
  const report = reportSignature(trialOf(receivedFrom({ query: "q=private" }, { method: "get" })));
  return { at, method: "GET", address: "https://photos.example.net/photos", report };
}

describe("keepRefused()", () => {
  it("keeps the last refused request of each consumer, and no other's", async () => {
    const { issuer } = await issuerUnderTest();
    await keepRefused(refusedAt(1), { client: 1, issuer });
    await keepRefused(refusedAt(2), { client: 1, issuer });
    await keepRefused(refusedAt(3), { client: 2, issuer });
    assert.deepEqual(await findRefused(1, issuer), refusedAt(2));
    assert.equal((await findRefused(2, issuer))?.at, 3);
    assert.isUndefined(await findRefused(3, issuer));
  });

  it("keeps it for a day", async () => {
    const { issuer, clock } = await issuerUnderTest();
    await keepRefused(refusedAt(1), { client: 1, issuer });
    clock.advance(86_399);
    assert.isDefined(await findRefused(1, issuer));
    clock.advance(2);
    assert.isUndefined(await findRefused(1, issuer));
  });

  it("keeps it under seal, bound to the consumer", async () => {
    const { issuer } = await issuerUnderTest();
    const puts: string[] = [];
    const put: typeof issuer.ephemeral.put = async (kind, entry) => {
      puts.push(Buffer.from(kind.encode(entry.value)).toString());
      await issuer.ephemeral.put(kind, { ...entry, key: "2" });
    };
    await keepRefused(refusedAt(1), { client: 1, issuer: { ...issuer, ephemeral: { ...issuer.ephemeral, put } } });
    assert.lengthOf(puts, 1);
    assert.notInclude(puts[0], "private");
    assert.isUndefined(await findRefused(2, issuer));
  });

  it("is as good as forgotten under another key", async () => {
    const { issuer } = await issuerUnderTest();
    await keepRefused(refusedAt(1), { client: 1, issuer });
    assert.isUndefined(await findRefused(1, { ...issuer, sealKey: new Uint8Array(32) }));
  });
});
