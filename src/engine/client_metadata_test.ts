import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { metadataContext } from "../../test/support/metadata.ts";
import { assertRefused, thrownBy } from "../../test/support/refusals.ts";
import { OAuthError } from "../protocol/mod.ts";
import { flagField, type MetadataField, readMetadata, refuseMetadata, textField } from "./mod.ts";

const NAME = textField("client_name", "", { localized: true });
const FLAG = flagField("flag", "", { standard: () => false });

interface Said {
  readonly standards?: boolean;
  readonly fields?: readonly MetadataField[];
}

async function read(
  document: Readonly<Record<string, unknown>>,
  { standards = false, fields = [NAME, FLAG] }: Said = {},
) {
  const byName = new Map(fields.map((field) => [field.name, field]));
  const { held, refused } = await readMetadata({ fields: byName, context: metadataContext(document), standards });
  return { held, refused: refused.map(({ name, error }) => `${name} ${error.rule}`) };
}

describe("readMetadata()", () => {
  it("keeps what was sent of what is known, and puts no standard in where none is asked for", async () => {
    assert.deepEqual(await read({ client_name: " App " }), { held: { client_name: "App" }, refused: [] });
  });

  it("puts standards in the place of what was not sent", async () => {
    for (const document of [{}, { flag: null }, { "flag#fr": true }])
      assert.deepEqual((await read(document, { standards: true })).held, { flag: false });
    assert.deepEqual((await read({ flag: true }, { standards: true })).held, { flag: true });
  });

  rule("RFC7591-2-3", "drops members that no field knows, whatever they are called", async () => {
    const document: unknown = JSON.parse('{"__proto__":{"flag":true},"constructor":1,"toString":2,"x":3,"flag#de":1}');
    assert(typeof document === "object" && document !== null);
    assert.deepEqual(await read({ ...document }), { held: {}, refused: [] });
  });

  rule("RFC7591-2.2-1", "keeps what was said in several languages, each under its own name", async () => {
    const document = { client_name: "App", "client_name#fr": "Appli", "client_name#ja-Hani-JP": "アプリ" };
    assert.deepEqual((await read(document)).held, document);
    assert.deepEqual((await read({ "client_name#fr": "Appli" })).held, { "client_name#fr": "Appli" });
  });

  for (const tag of ["", "f", "x y", "fr#de", "französisch", "fr_FR", "a".repeat(300)]) {
    rule("RFC7591-2.2-1", `refuses '${tag.slice(0, 20)}' for a language`, async () => {
      assert.deepEqual((await read({ [`client_name#${tag}`]: "App" })).refused, [`client_name#${tag} RFC7591-2.2-1`]);
    });
  }

  it("takes 100 languages of a member and no more", async () => {
    const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(97 + index));
    const tags = letters.flatMap((one) => letters.map((other) => `client_name#${one}${other}`)).slice(0, 101);
    const document = Object.fromEntries(tags.map((tag) => [tag, "App"]));
    assert.deepEqual((await read(document)).refused, ["client_name RFC7591-3.2.2-2"]);
    assert.isEmpty((await read({ ...document, [tags[0]!]: null })).refused);
  });

  rule("RFC7591-3.2.2-2", "tells every member that is refused, in the order of the fields", async () => {
    const { held, refused } = await read({ flag: 1, client_name: "", "client_name#fr": "Appli" });
    assert.deepEqual(held, { "client_name#fr": "Appli" });
    assert.deepEqual(refused, ["client_name RFC7591-3.2.2-2", "flag RFC7591-3.2.2-2"]);
  });

  it("waits for fields that take their time, and leaves out what they answer nothing for", async () => {
    const slow: MetadataField = { name: "slow", says: "", shape: "number", parse: async (value) => value };
    const mute: MetadataField = { name: "mute", says: "", shape: "number", parse: () => undefined };
    assert.deepEqual((await read({ slow: 1, mute: 1 }, { fields: [slow, mute] })).held, { slow: 1 });
  });

  it("tells a refusal that comes late, and one of a standard that cannot hold", async () => {
    const late: MetadataField = {
      name: "late",
      says: "",
      shape: "text",
      parse: async () => refuseMetadata("it is late"),
    };
    const needed: MetadataField = {
      name: "needed",
      says: "",
      shape: "text",
      parse: () => 1,
      standard: () => refuseMetadata("it lacks"),
    };
    const { refused } = await read({ late: 1 }, { standards: true, fields: [late, needed] });
    assert.deepEqual(refused, ["late RFC7591-3.2.2-2", "needed RFC7591-3.2.2-2"]);
  });

  it("lets mistakes of a field through as they are", async () => {
    const broken: MetadataField = {
      name: "broken",
      says: "",
      shape: "text",
      parse() {
        throw new TypeError("odd");
      },
    };
    const thrown = await thrownBy(() => read({ broken: 1 }, { fields: [broken] }));
    assert.instanceOf(thrown, TypeError);
    assert.notInstanceOf(thrown, OAuthError);
  });
});

describe("refuseMetadata()", () => {
  it("names the sentence that is broken where there is a nearer one", async () => {
    const code = "invalid_client_metadata";
    await assertRefused(() => refuseMetadata("x"), { code, rule: "RFC7591-3.2.2-2", says: "the client as x" });
    await assertRefused(() => refuseMetadata("x", "OIDCREG-2-3"), { code, rule: "OIDCREG-2-3", status: 400 });
  });
});
