import { assert } from "chai";
import { clientRecord } from "../../test/support/records.ts";
import { lifetimeOf } from "./lifetime.ts";

const CLIENT = clientRecord({ type: "public" });

describe("lifetimeOf()", () => {
  it("is the same for every client where it is a number", () => {
    assert.equal(lifetimeOf(600, CLIENT, { of: "access token" }), 600);
  });

  it("is what a function says of the client", () => {
    const lifetime = ({ type }: typeof CLIENT) => (type === "public" ? 60 : 600);
    assert.equal(lifetimeOf(lifetime, CLIENT, { of: "access token" }), 60);
  });

  it("is never longer than what others rely on", () => {
    assert.equal(
      lifetimeOf(() => 601, CLIENT, { of: "access token", longest: 600 }),
      600,
    );
    assert.equal(lifetimeOf(601, CLIENT, { of: "access token", longest: 600 }), 600);
  });

  for (const answer of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "600" as unknown as number]) {
    it(`is not ${String(answer)}, and says whose mistake that is`, () => {
      assert.throws(() => lifetimeOf(() => answer, CLIENT, { of: "access token" }), TypeError, "access token");
    });
  }
});
