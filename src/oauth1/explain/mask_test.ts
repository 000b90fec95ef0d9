import { assert } from "chai";
import { assert as forAll, constantFrom, nat, property, string } from "fast-check";
import { encoded } from "./_trial_test.ts";
import { isSecretParam, MASK, maskBases, maskParams, maskSecrets, OTHER_MASK } from "./mask.ts";

const URI = "https%3A%2F%2Fapi.test%2F";

describe("isSecretParam()", () => {
  for (const name of [
    "oauth_signature",
    "oauth_verifier",
    "x_auth_password",
    "oauth_token_secret",
    "access_token",
    "refresh_token",
    "client_assertion",
    "code",
    "Api-Key",
    "new%5Fpassword",
    "new%255Fpassword",
  ]) {
    it(`hides ${name}`, () => assert.isTrue(isSecretParam(name)));
  }

  for (const name of ["oauth_token", "oauth_consumer_key", "oauth_nonce", "file", "keys", "", "%zz"]) {
    it(`shows '${name}'`, () => assert.isFalse(isSecretParam(name)));
  }
});

describe("maskParams()", () => {
  it("hides values by their names, and known secrets wherever they stand", () => {
    const from = "query" as const;
    const params = maskParams(
      [
        { name: "password", value: "wonderland", from },
        { name: "password", value: "", from },
        { name: "q", value: "a secret-of-mine b", from },
      ],
      ["secret-of-mine"],
    );
    assert.deepEqual(
      params.map(({ value }) => value),
      [MASK, "", "a *** b"],
    );
  });
});

describe("maskBases()", () => {
  for (const [what, base, masked] of [
    ["a value", `GET&${URI}&a%3D1%26password%3Dx%2520y%26z%3D2`, `GET&${URI}&a%3D1%26password%3D***%26z%3D2`],
    ["a value with an ampersand", `GET&${URI}&password%3Da%2526b%26c%3D1`, `GET&${URI}&password%3D***%26c%3D1`],
    ["pairs that are not encoded", `GET&${URI}&password=a%26b&c=1`, `GET&${URI}&password=***&c=1`],
    [
      "pairs that are encoded twice",
      `GET&${URI}&a%253D1%2526password%253Dx`,
      `GET&${URI}&a%253D1%2526password%253D***`,
    ],
    ["small hexadecimal digits", `GET&${URI}&a%3d1%26password%3dx`, `GET&${URI}&a%3d1%26password%3d***`],
    ["a query in the address", `GET&${URI}%3Fpassword%3Dx&a%3D1`, `GET&${URI}%3Fpassword%3D***&a%3D1`],
    ["a text without parts", "password=x", "password=***"],
    ["an empty value", `GET&${URI}&password%3D`, `GET&${URI}&password%3D`],
    ["an encoded name", `GET&${URI}&pass%2577ord%3Dx`, `GET&${URI}&pass%2577ord%3D***`],
    ["nothing else", `GET&${URI}&a%3D1%26oauth_token%3Dx`, `GET&${URI}&a%3D1%26oauth_token%3Dx`],
  ] as const) {
    it(`hides ${what}`, () => assert.equal(maskBases({ ours: base }).ours, masked));
  }

  it("tells a secret apart that is another one in the client's base string", () => {
    const ours = `GET&${URI}&oauth_verifier%3Dabc%26password%3Dx`;
    const theirs = `GET&${URI}&oauth_verifier%3Dabc%26password%3Dy`;
    assert.equal(maskBases({ ours, theirs }).theirs, `GET&${URI}&oauth_verifier%3D${MASK}%26password%3D${OTHER_MASK}`);
  });

  it("lets no secret through, whatever it is and however often it is encoded", () => {
    forAll(
      property(
        string({ minLength: 6, unit: "grapheme-ascii" }),
        nat(3),
        constantFrom("a", "password"),
        (secret, depth, name) => {
          let value = `<${secret}>`;
          for (let time = 0; time < depth; time += 1) value = encoded(value);
          const { ours } = maskBases({ ours: `GET&${URI}&${name}%3D${value}` }, { secrets: [secret] });
          assert.isFalse(ours.includes(value));
        },
      ),
    );
  });
});

describe("maskSecrets()", () => {
  it("leaves texts alone that are too short to be secrets", () => {
    assert.equal(maskSecrets("GET&a", ["", "a", "GET"]), "GET&a");
  });
});
