import { assert } from "chai";
import * as fc from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { printRateLimit, printRateLimitPolicy } from "./mod.ts";

const HOURLY = { name: "user", rate: { limit: 100, period: 3_600 }, left: 99, endsIn: 3_599 };
const BURST = { name: "burst", rate: { limit: 5, period: 1 }, left: 0, endsIn: 1 };

describe("printRateLimitPolicy()", () => {
  rule(["RATELIMIT-3-1", "RATELIMIT-3.1-1", "RATELIMIT-3.1.1-1", "RATELIMIT-3.1.3-1"], "names quota and window", () =>
    assert.equal(printRateLimitPolicy([HOURLY]), '"user";q=100;w=3600'),
  );

  it("lists several policies", () => {
    assert.equal(printRateLimitPolicy([BURST, HOURLY]), '"burst";q=5;w=1, "user";q=100;w=3600');
  });

  it("quotes what a string of structured fields must", () => {
    assert.equal(printRateLimitPolicy([{ ...BURST, name: String.raw`a"b\c` }]), String.raw`"a\"b\\c";q=5;w=1`);
  });
});

describe("printRateLimit()", () => {
  rule(["RATELIMIT-4.1-1", "RATELIMIT-4.1.1-1", "RATELIMIT-4.1.2-1"], "names what is left, and for how long", () =>
    assert.equal(printRateLimit([BURST, HOURLY]), '"burst";r=0;t=1, "user";r=99;t=3599'),
  );
});

describe("the name of a policy", () => {
  it("is refused where no string of structured fields can hold it", () => {
    for (const name of ["ü", "a\nb", "a\r\nSet-Cookie: x", "\0", "\u007f", "漢"]) {
      assert.throws(() => printRateLimit([{ ...HOURLY, name }]), TypeError, "printable ASCII");
      assert.throws(() => printRateLimitPolicy([{ ...HOURLY, name }]), TypeError, "printable ASCII");
    }
  });

  it("can be read back from what is written", () => {
    const name = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) });
    fc.assert(
      fc.property(name, (given) => {
        const [, quoted = ""] =
          /^"((?:[^"\\]|\\["\\])*)";r=99;t=3599$/.exec(printRateLimit([{ ...HOURLY, name: given }])) ?? [];
        assert.equal(quoted.replaceAll(/\\(["\\])/g, "$1"), given);
      }),
    );
  });
});
