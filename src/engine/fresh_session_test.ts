import { assert } from "chai";
import { hasFreshSession, type Journey, type Progress } from "./mod.ts";

function at(authTime: number, progress: Progress): boolean {
  return hasFreshSession({ session: { authTime } as Journey["session"], progress });
}

describe("hasFreshSession()", () => {
  for (const [name, authTime, progress, expected] of [
    ["nothing is known of the way", 100, {}, false],
    ["the person signed in before the request", 99, { askedAt: 100 }, false],
    ["they did so within the second of it", 100, { askedAt: 100 }, false],
    ["they did so after it, in another window", 101, { askedAt: 100 }, true],
    ["they did so on the way, within the second", 100, { askedAt: 100, signedInAt: 100 }, true],
    ["they did so again after that", 120, { askedAt: 100, signedInAt: 110 }, true],
    ["the session is an older one than that of the way", 105, { askedAt: 100, signedInAt: 110 }, false],
  ] as const) {
    it(`is ${expected} where ${name}`, () => assert.equal(at(authTime, progress), expected));
  }

  it("is false where nobody is signed in", () => {
    assert.isFalse(hasFreshSession({ session: undefined, progress: { askedAt: 1, signedInAt: 2 } }));
  });
});
