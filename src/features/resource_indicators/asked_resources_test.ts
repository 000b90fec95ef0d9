import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { clientRecord } from "../../../test/support/records.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import { Params } from "../../protocol/mod.ts";
import { askedResources, type ResourceIndicatorsOptions } from "./asked_resources.ts";
import { parseKnownResources } from "./known_resource.ts";

const BOOKS = "https://api.test/books";
const KNOWN = parseKnownResources({ [BOOKS]: {}, "https://all.test/": {}, "urn:songs": {} });

/** What is asked for with these values of `resource`, by a client that may have some. */
async function asked(
  values: readonly string[],
  { allowed, ...options }: Partial<ResourceIndicatorsOptions> & { readonly allowed?: unknown } = {},
): Promise<readonly string[]> {
  const { issuer } = await issuerUnderTest();
  const client = clientRecord({ metadata: allowed === undefined ? {} : { allowed_resources: allowed } });
  const params = Params.of(values.map((value) => ["resource", value]));
  return askedResources(params, { exchange: exchangeAt(issuer), client }, { resources: new Map(), ...options });
}

describe("askedResources(), where any resource will do", () => {
  rule("RFC8707-2-4", "answers each that is named, once and in order", async () => {
    assert.deepEqual(await asked([BOOKS, "urn:songs", BOOKS]), [BOOKS, "urn:songs"]);
  });

  rule("RFC8707-2.1-3", "answers none where none is named, or nothing is said of it", async () => {
    assert.deepEqual(await asked([]), []);
    assert.deepEqual(await asked(["", ""]), []);
  });

  for (const [id, values] of [
    ["RFC8707-2-1", ["/books"]],
    ["RFC8707-2-2", [`${BOOKS}#x`]],
    ["RFC8707-2-1", [BOOKS, "books"]],
  ] as const) {
    rule(["RFC8707-2-6", id], `refuses ${values.join(" and ")}`, () =>
      assertRefused(() => asked(values), { code: "invalid_target", status: 400, rule: id }),
    );
  }

  it("takes ten and no more", async () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `urn:${index}`);
    assert.lengthOf(await asked(many(10)), 10);
    await assertRefused(() => asked(many(11)), { code: "invalid_target", says: "more than 10" });
    assert.lengthOf(await asked([...many(10), ...many(10)]), 10);
  });
});

describe("askedResources(), where some are known", () => {
  for (const [text, name] of [
    [BOOKS, BOOKS],
    [`${BOOKS}/`, BOOKS],
    ["HTTPS://API.test:443/books", BOOKS],
    ["https://all.test", "https://all.test/"],
    ["urn:songs", "urn:songs"],
    ["https://issuer.test", "https://issuer.test"],
    ["https://issuer.test/", "https://issuer.test"],
    ["https://issuer.test/api/", "https://issuer.test/api"],
  ] as const) {
    it(`knows ${text} as ${name}`, async () => {
      assert.deepEqual(await asked([text], { resources: KNOWN }), [name]);
    });
  }

  for (const text of [
    `${BOOKS}/42`,
    "https://api.test",
    "https://other.test/books",
    "urn:Songs",
    "https://all.test/x",
  ]) {
    rule("RFC8707-2-6", `does not know ${text}, and does not repeat it`, async () => {
      const attempt = () => asked([text], { resources: KNOWN });
      await assertRefused(attempt, {
        code: "invalid_target",
        rule: "RFC8707-2-6",
        says: "resource as it is not known",
      });
    });
  }

  it("names the API as it is told to", async () => {
    const options = { resources: KNOWN, api: "https://public.test/v1" };
    assert.deepEqual(await asked(["https://public.test/v1"], options), ["https://public.test/v1"]);
    await assertRefused(() => asked(["https://issuer.test/api"], options), { code: "invalid_target" });
  });
});

describe("askedResources(), of a client that may have some", () => {
  for (const [allowed, text, may] of [
    [[BOOKS], BOOKS, true],
    [[BOOKS], `${BOOKS}/42`, true],
    [["https://api.test"], BOOKS, true],
    [["urn:songs", BOOKS], "urn:songs", true],
    [[BOOKS], "https://api.test/bookshop", false],
    [[BOOKS], "https://api.test", false],
    [[], BOOKS, false],
    [[7], BOOKS, false],
    ["not a list", BOOKS, true],
  ] as const) {
    it(`${may ? "lets" : "does not let"} a client with ${JSON.stringify(allowed)} ask for ${text}`, async () => {
      if (may) assert.deepEqual(await asked([text], { allowed }), [text]);
      else await assertRefused(() => asked([text], { allowed }), { code: "invalid_target", rule: "RFC8707-2-6" });
    });
  }
});
