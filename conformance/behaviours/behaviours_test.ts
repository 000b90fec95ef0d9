import { assert } from "chai";
import { isThere, textOfProject } from "../support/proof.ts";
import { SETTINGS, type SettingName } from "../../src/server/mod.ts";
import * as resourceServer from "../../src/resource_server/mod.ts";
import { ALL_BEHAVIOURS, DOT_SETTINGS, renderBehaviours, SETTING_TABLES } from "./mod.ts";

describe("what users of older servers rely on", () => {
  for (const { title, rows } of ALL_BEHAVIOURS) {
    for (const { says, verdict, because, proofs } of rows) {
      it(`has a test, or a reason: ${title}: ${says}`, () => {
        assert.equal(proofs.length === 0, verdict === "left out");
        assert.equal(because === undefined, verdict === "same");
        for (const proof of proofs) assert.isTrue(isThere(proof), `${proof.file} has no '${proof.title}'`);
      });
    }
  }

  it("is said once each", () => {
    const said = ALL_BEHAVIOURS.flatMap(({ rows }) => rows.map(({ says }) => says));
    assert.deepEqual(said, [...new Set(said)]);
  });

  it("is written down as it is (npm run trace)", () => {
    assert.equal(textOfProject("conformance/behaviours.md"), renderBehaviours(ALL_BEHAVIOURS, SETTING_TABLES));
  });
});

/** Standards of Django OAuth Toolkit, of those settings that have the same name here. */
const STANDARDS: Readonly<Record<string, unknown>> = {
  READ_SCOPE: "read",
  WRITE_SCOPE: "write",
  CLEAR_EXPIRED_TOKENS_BATCH_SIZE: 10_000,
  CLEAR_EXPIRED_TOKENS_BATCH_INTERVAL: 0,
  AUTHORIZATION_CODE_EXPIRE_SECONDS: 60,
  ACCESS_TOKEN_EXPIRE_SECONDS: 36_000,
  REFRESH_TOKEN_EXPIRE_SECONDS: undefined,
  REFRESH_TOKEN_GRACE_PERIOD_SECONDS: 0,
  REFRESH_TOKEN_REUSE_PROTECTION: false,
  ROTATE_REFRESH_TOKEN: true,
  ERROR_RESPONSE_WITH_SCOPES: false,
  REQUEST_APPROVAL_PROMPT: "force",
  ALLOW_URI_WILDCARDS: false,
  ALLOW_LOCALHOST_LOOPBACK: false,
  DEVICE_FLOW_INTERVAL: 5,
  CLIENT_ASSERTION_MAX_LIFETIME: 300,
  OIDC_ENABLED: false,
  ID_TOKEN_EXPIRE_SECONDS: 36_000,
  OIDC_USERINFO_CORS_ENABLED: true,
  OIDC_JWKS_MAX_AGE_SECONDS: 3_600,
  OIDC_RP_INITIATED_LOGOUT_ENABLED: false,
  OIDC_RP_INITIATED_LOGOUT_ALWAYS_PROMPT: true,
  OIDC_RP_INITIATED_LOGOUT_ACCEPT_EXPIRED_TOKENS: true,
};

function isSetting(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name);
}

describe("the settings of older servers", () => {
  for (const { dot, here } of SETTING_TABLES.flatMap(({ rows }) => rows)) {
    if (here.kind === "setting") {
      it(`${dot} stands for a setting that there is`, () => assert.isTrue(isSetting(here.name), here.name));
    }
    if (here.kind === "option") {
      it(`${dot} stands for an option of a function that there is`, () => {
        assert.isFunction(Reflect.get(resourceServer, here.of));
        const source = textOfProject(`src/resource_server/${here.file}.ts`);
        assert.match(source, new RegExp(`readonly ${here.name}\\??:`));
      });
    }
  }

  for (const [name, standard] of Object.entries(STANDARDS)) {
    it(`${name} has the standard of there, or a reason`, () => {
      const row = DOT_SETTINGS.find(({ dot }) => dot === name);
      assert(row?.here.kind === "setting" && isSetting(row.here.name));
      const isSame = SETTINGS[row.here.name].standard === standard;
      assert.equal(isSame, row.here.differs === undefined || name === "ALLOWED_REDIRECT_URI_SCHEMES");
    });
  }

  it("are in the table once each", () => {
    for (const { title, rows } of SETTING_TABLES) {
      const names = rows.map(({ dot }) => dot);
      assert.deepEqual(names, [...new Set(names)], title);
    }
  });
});

describe("renderBehaviours()", () => {
  it("shows each as one row, whatever is in it, with why it is not the same", () => {
    const text = renderBehaviours(
      [
        {
          title: "Things",
          rows: [
            { says: "a | b", verdict: "same", proofs: [{ file: "t.ts", title: "x|y" }] },
            { says: "c", verdict: "stricter", because: "d|e", proofs: [] },
          ],
        },
      ],
      [
        { title: "Knobs", says: "Turned thus.", rows: [{ dot: "L", here: { kind: "always", says: "m" } }] },
        {
          title: "Settings",
          says: "",
          rows: [
            { dot: "A", here: { kind: "setting", name: "B", differs: "c|d" } },
            { dot: "E", here: { kind: "option", of: "f", name: "g", file: "f" } },
            { dot: "H", here: { kind: "always", says: "i" } },
            { dot: "J", here: { kind: "none", because: "k" } },
          ],
        },
      ],
    );
    for (const line of ["| `A` | `B`; c\\|d |", "| `E` | `g` of `f()` |", "| `H` | always: i |", "| `J` | none: k |"])
      assert.include(text, line);
    assert.include(text, "## Knobs\n\nTurned thus.\n\n| there | here |\n|---|---|\n| `L` | always: m |\n");
    assert.include(text, "## Things");
    assert.include(text, "| a \\| b | same | [x\\|y](../t.ts) |");
    assert.include(text, "| c | stricter: d\\|e |  |");
  });
});
