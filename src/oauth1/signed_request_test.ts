import { assert } from "chai";
import { array, assert as forAll, constantFrom, property, string, tuple } from "fast-check";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { assertRefused, refusalOf } from "../../test/support/refusals.ts";
import { OAuthError } from "../protocol/mod.ts";
import { encodePercent, isSigned, printOauthAuthorization, readSigned, type SignedRequest } from "./mod.ts";
import { received, SIGNED_PARAMS, signedForm } from "./_received_test.ts";
import rfc5849 from "./testdata/rfc5849.json" with { type: "json" };

/** Reads what stands in the query. */
function readQuery(query: string): SignedRequest {
  return readSigned(received({ query }));
}

describe("isSigned()", () => {
  const nothing = { authorization: undefined, query: "", form: undefined };

  for (const [name, request, expected] of [
    ["a header of its scheme", { authorization: "OAuth a" }, true],
    ["a bearer token", { authorization: "Bearer oauth_signature=" }, false],
    ["a signature in the query", { query: "a=b&oauth_signature=c" }, true],
    ["a consumer key in the form", { form: "oauth_consumer_key=c&a=b" }, true],
    ["a signature method without a value", { query: "oauth_signature_method" }, true],
    ["a token alone", { query: "oauth_token=a&oauth_verifier=b" }, false],
    ["a name that only begins alike", { query: "oauth_signatures=a" }, false],
    ["a name that only ends alike", { query: "xoauth_signature=a" }, false],
    ["a value that is called so", { query: "a=oauth_signature" }, false],
    ["a later name after a value that is called so", { query: "a=oauth_signature&oauth_signature=b" }, true],
    ["nothing", {}, false],
  ] as const) {
    it(`answers ${expected} for ${name}`, () => assert.equal(isSigned({ ...nothing, ...request }), expected));
  }
});

describe("readSigned()", () => {
  for (const place of ["header", "form", "query"] as const) {
    const where = {
      header: { authorization: rfc5849.header.authorization },
      form: { form: rfc5849.header.form, method: "POST" },
      query: { query: rfc5849.header.form },
    };
    const id = { header: "RFC5849-3.5.1-3", form: "RFC5849-3.5.2-1", query: "RFC5849-3.5.3-1" }[place];
    rule(id, `reads the ${place} of RFC 5849 3.5`, () => {
      const { place: found, params, body: _body, isForm: _isForm, ...said } = readSigned(received(where[place]));
      assert.equal(found, place);
      assert.sameDeepMembers<unknown>(
        [...params],
        rfc5849.header.params.filter(([name]) => name !== "oauth_signature"),
      );
      assert.deepInclude(said, {
        consumerKey: "0685bd9184jfhq22",
        token: "ad180jjd733klru7",
        signatureMethod: "HMAC-SHA1",
        signature: "wOJIO9A2W5mFwDgiDvZbTSMK/PY=",
        timestamp: 137_131_200,
        nonce: "4572616e48616d6d65724c61686176",
      });
    });
  }

  rule(
    ["RFC5849-3.4.1.3.1-1", "RFC5849-3.4.1.3.1-2", "RFC5849-3.4.1.3.1-3", "RFC5849-3.4.1.3.1-4"],
    "collects what RFC 5849 3.4.1.3.1 lists",
    () => {
      const request = rfc5849.baseStrings[0]?.request ?? {};
      const listed = rfc5849.parameters.map(([name, value]) => [name, value]);
      assert.sameDeepMembers<unknown>([...readSigned(received(request)).params], listed);
    },
  );

  rule("RFC5849-3.4.1.3.1-5", "adds no parameter that the request does not hold", () => {
    assert.lengthOf(readQuery(signedForm()).params, 4);
  });

  it("reads callback, verifier, body hash and realm", () => {
    const params = Object.entries({
      ...SIGNED_PARAMS,
      oauth_callback: "oob",
      oauth_verifier: "v",
      oauth_body_hash: "h",
    });
    const signed = readSigned(received({ authorization: printOauthAuthorization({ realm: "r", params }) }));
    assert.deepInclude(signed, { callback: "oob", verifier: "v", bodyHash: "h", realm: "r" });
  });

  rule("RFC5849-2.1-9", "takes an empty token for none, and signs it all the same", () => {
    const signed = readQuery(signedForm({ oauth_token: "" }));
    assert.notProperty(signed, "token");
    assert.deepInclude(signed.params, ["oauth_token", ""]);
  });

  beyond("RFC5849-3.2-9", "signs parameters by the prefix that it does not know, and ignores them", () => {
    assert.deepInclude(readQuery(signedForm({ oauth_session_handle: "x" })).params, ["oauth_session_handle", "x"]);
  });

  rule(
    "RFC5849-3.4.1.3.1-1",
    "signs empty, repeated and nameless parameters, and control characters of an API's own",
    () => {
      const { params } = readQuery(`${signedForm()}&a&a=&=b&&c=%00%0A&a=1`);
      assert.deepEqual(params.slice(4), [
        ["a", ""],
        ["a", ""],
        ["", "b"],
        ["c", "\0\n"],
        ["a", "1"],
      ]);
    },
  );

  rule("RFC5849-3.4.1.3.1-3", "leaves a body alone that is no form", () => {
    const signed = readSigned(received({ query: signedForm(), body: "a=b" }));
    assert.deepInclude(signed, { isForm: false, body: "a=b" });
    assert.notDeepInclude(signed.params, ["a", "b"]);
  });

  rule("RFC5849-2-6", "takes consumer keys and tokens that need encoding", () => {
    const signed = readQuery(signedForm({ oauth_consumer_key: "a&b=é 🎵", oauth_token: "+%" }));
    assert.deepInclude(signed, { consumerKey: "a&b=é 🎵", token: "+%" });
  });

  for (const [id, name, query, expected] of [
    [
      "RFC5849-3.1-7",
      "PLAINTEXT without timestamp and nonce",
      { oauth_signature_method: "PLAINTEXT", oauth_timestamp: undefined, oauth_nonce: undefined },
      {},
    ],
    [
      "RFC5849-3.3-2",
      "a timestamp of twelve digits",
      { oauth_timestamp: "999999999999" },
      { timestamp: 999_999_999_999 },
    ],
    ["RFC5849-3.3-1", "a timestamp with zeros before it", { oauth_timestamp: "007" }, { timestamp: 7 }],
    ["RFC5849-3.2-6", "the version 1.0", { oauth_version: "1.0" }, {}],
    ["RFC5849-3.2-6", "an empty version", { oauth_version: "" }, {}],
    ["RFC5849-2-6", "a nonce of 255 characters", { oauth_nonce: "n".repeat(255) }, { nonce: "n".repeat(255) }],
  ] as const) {
    rule(id, `takes ${name}`, () => assert.deepInclude(readQuery(signedForm(query)), expected));
  }
});

describe("readSigned(), when parameters are missing", () => {
  for (const [id, name] of [
    ["RFC5849-3.1-2", "oauth_consumer_key"],
    ["RFC5849-3.1-4", "oauth_signature_method"],
    ["RFC5849-3.1-10", "oauth_signature"],
    ["RFC5849-3.1-5", "oauth_timestamp"],
    ["RFC5849-3.1-6", "oauth_nonce"],
  ] as const) {
    for (const value of [undefined, ""]) {
      rule(
        [id, "RFC5849-3.2-11", "OAUTHPROBLEM-5-1"],
        `refuses ${value === "" ? "an empty" : "no"} ${name}`,
        async () => {
          const refusal = await refusalOf(() => readQuery(signedForm({ [name]: value })));
          const { code, status, rule: broken, extra } = refusal;
          assert.deepEqual<unknown>(
            { code, status, broken, extra },
            {
              code: "parameter_absent",
              status: 400,
              broken: id,
              extra: { oauth_parameters_absent: name },
            },
          );
        },
      );
    }
  }

  rule("OAUTHPROBLEM-5-1", "names all of them at once", async () => {
    const { extra, description } = await refusalOf(() => readQuery("oauth_consumer_key=a"));
    const names = ["oauth_signature_method", "oauth_signature", "oauth_timestamp", "oauth_nonce"];
    assert.equal(extra["oauth_parameters_absent"], names.join("&"));
    assert.include(description, "'oauth_signature_method', 'oauth_signature'");
  });

  rule(
    ["RFC5849-3.1-2", "RFC5849-3.1-7"],
    "lets PLAINTEXT leave out timestamp and nonce, and nothing else",
    async () => {
      const { extra } = await refusalOf(() => readQuery("oauth_signature_method=PLAINTEXT"));
      assert.equal(extra["oauth_parameters_absent"], "oauth_consumer_key&oauth_signature");
    },
  );

  for (const authorization of ["OAuth", 'OAuth realm="a"']) {
    rule("RFC5849-3.1-2", `refuses the header '${authorization}'`, () =>
      assertRefused(() => readSigned(received({ authorization })), { code: "parameter_absent", rule: "RFC5849-3.1-2" }),
    );
  }
});

describe("readSigned(), when parameters are wrong", () => {
  for (const [id, name, changes] of [
    ["RFC5849-3.3-1", "a timestamp of zero", { oauth_timestamp: "0" }],
    ["RFC5849-3.3-1", "a negative timestamp", { oauth_timestamp: "-1" }],
    ["RFC5849-3.3-1", "a timestamp with a sign", { oauth_timestamp: "+1" }],
    ["RFC5849-3.3-1", "a fraction of a second", { oauth_timestamp: "1.5" }],
    ["RFC5849-3.3-1", "a timestamp in hexadecimal digits", { oauth_timestamp: "0x10" }],
    ["RFC5849-3.3-1", "a timestamp with a blank", { oauth_timestamp: "1 " }],
    ["RFC5849-3.3-1", "a timestamp of fourteen digits", { oauth_timestamp: "10000000000000" }],
    ["RFC5849-3.3-1", "digits of another script", { oauth_timestamp: "١٢٣" }],
    ["RFC5849-3.2-16", "a nonce of 256 characters", { oauth_nonce: "n".repeat(256) }],
    ["RFC5849-3.2-16", "a nonce with a line end", { oauth_nonce: "a\nb" }],
    ["RFC5849-3.2-9", "a consumer key with NUL", { oauth_consumer_key: "a\0" }],
    ["RFC5849-3.2-9", "a token of 256 characters", { oauth_token: "t".repeat(256) }],
    ["RFC5849-3.2-9", "a signature of 2,001 characters", { oauth_signature: "s".repeat(2001) }],
    ["RFC5849-3.2-9", "a callback with DEL", { oauth_callback: "https://a.test/\x7f" }],
    ["RFC5849-3.2-9", "a verifier with C1 controls", { oauth_verifier: "\x85" }],
    ["RFC5849-3.2-9", "a body hash of 129 characters", { oauth_body_hash: "h".repeat(129) }],
  ] as const) {
    beyond([id, "OAUTHPROBLEM-6-1"], `refuses ${name} by its name alone`, async () => {
      const refusal = await refusalOf(() => readQuery(signedForm(changes)));
      const [parameter = "", value = ""] = Object.entries(changes)[0] ?? [];
      assert.deepInclude(refusal, { code: "parameter_rejected", status: 400, rule: id });
      assert.deepEqual(refusal.extra, { oauth_parameters_rejected: parameter });
      assert.notInclude(refusal.description, value.length > 8 ? value : ` '${value}'`);
    });
  }

  for (const [name, value] of [
    ["1.0a", "1.0a"],
    ["2.0", "2.0"],
    ["1", "1"],
    ["1.00", "1.00"],
  ] as const) {
    rule(["RFC5849-3.2-6", "OAUTHPROBLEM-3-1"], `refuses the version ${name}, and says which it takes`, async () => {
      const refusal = await refusalOf(() => readQuery(signedForm({ oauth_version: value })));
      assert.deepInclude(refusal, { code: "version_rejected", status: 400, rule: "RFC5849-3.2-6" });
      assert.deepEqual(refusal.extra, { oauth_acceptable_versions: "1.0-1.0" });
    });
  }

  for (const name of [...Object.keys(SIGNED_PARAMS), "oauth_version", "oauth_unknown"]) {
    rule(
      ["RFC5849-3.1-9", "RFC5849-3.2-12"],
      `refuses ${name} twice, though both are alike or one is empty`,
      async () => {
        for (const second of [SIGNED_PARAMS[name] ?? "1.0", ""]) {
          const one = signedForm({ [name]: SIGNED_PARAMS[name] ?? "1.0" });
          const other = `${name}=${encodePercent(second)}`;
          const refused = { code: "parameter_rejected", status: 400, rule: "RFC5849-3.1-9" } as const;
          for (const query of [`${one}&${other}`, `${other}&${one}`])
            await assertRefused(() => readQuery(query), refused);
        }
      },
    );
  }

  const AUTHORIZATION = printOauthAuthorization({ params: Object.entries(SIGNED_PARAMS) });
  for (const [name, request] of [
    ["header and query", { authorization: AUTHORIZATION, query: "oauth_token=a" }],
    ["header and form", { authorization: AUTHORIZATION, form: "oauth_unknown=" }],
    ["form and query", { form: signedForm(), query: "oauth_version=1.0" }],
    ["all three", { authorization: AUTHORIZATION, form: signedForm(), query: signedForm() }],
    ["header and an encoded name in the query", { authorization: AUTHORIZATION, query: "oauth%5Ftoken=a" }],
  ] as const) {
    rule(["RFC5849-3.5-1", "RFC5849-3.2-12"], `refuses protocol parameters in ${name}`, () =>
      assertRefused(() => readSigned(received(request)), {
        code: "parameter_rejected",
        status: 400,
        rule: "RFC5849-3.5-1",
      }),
    );
  }

  for (const [name, broken] of [
    ["broken percent-encoding", "a=%zz"],
    ["broken UTF-8 in a name", "%ff=a"],
    ["raw text that is not ASCII", "a=caf\xe9"],
    ["a raw line end", "a=b\nc"],
  ] as const) {
    beyond("RFC5849-3.4.1.3.1-6", `refuses ${name} in query and form`, async () => {
      const refusal = { code: "parameter_rejected", status: 400, rule: "RFC5849-3.4.1.3.1-6" } as const;
      await assertRefused(() => readQuery(`${signedForm()}&${broken}`), refusal);
      await assertRefused(() => readSigned(received({ query: signedForm(), form: broken })), refusal);
    });
  }
});

describe("readSigned(), when there is too much", () => {
  it("takes 200 parameters of all places together", () => {
    const form = Array.from({ length: 195 }, (_, index) => `p${index}=1`).join("&");
    assert.lengthOf(readSigned(received({ query: signedForm(), form })).params, 199);
  });

  for (const [name, request] of [
    ["201 of all places together", { query: signedForm(), form: "a=1&".repeat(196) }],
    ["10,000 in the query", { query: "a=1&".repeat(10_000) }],
    ["a million in the form", { form: "a&".repeat(1_000_000) }],
    ["10,000 in the header", { authorization: `OAuth ${'a="1",'.repeat(10_000)}` }],
  ] as const) {
    rule("RFC5849-4.10-2", `refuses ${name} at once`, async () => {
      const started = performance.now();
      await assertRefused(() => readSigned(received(request)), {
        code: "parameter_rejected",
        status: 400,
        rule: "RFC5849-4.10-2",
      });
      assert.isBelow(performance.now() - started, 500);
    });
  }

  it("looks for marks of a signature in a megabyte of the same letters without delay", () => {
    const started = performance.now();
    assert.isFalse(isSigned({ authorization: undefined, query: "", form: "oauth_".repeat(200_000) }));
    assert.isFalse(isSigned({ authorization: undefined, query: "", form: "oauth_signature".repeat(70_000) }));
    assert.isBelow(performance.now() - started, 500);
  });
});

describe("signed requests, as laws", () => {
  const name = constantFrom(...Object.keys(SIGNED_PARAMS), "oauth_token", "oauth_version", "a", "%", "b=c", "\0");
  const anything = array(tuple(name, string({ unit: "binary" })), { maxLength: 10 });

  it("end in what they say or in a refusal of 400", () => {
    forAll(
      property(anything, string(), (pairs, tail) => {
        const query = `${pairs.map(([key, value]) => `${key}=${value}`).join("&")}&${tail}`;
        try {
          assert.isNotEmpty(readQuery(query).signature);
        } catch (error) {
          assert.instanceOf(error, OAuthError);
          assert.equal(error.status, 400);
        }
      }),
    );
  });

  it("say the same from header, form and query", () => {
    const own = array(
      tuple(
        string({ unit: "grapheme", minLength: 1 }).map((each) => `x${each}`),
        string({ unit: "grapheme" }),
      ),
    );
    forAll(
      property(own, (pairs) => {
        const params = [...Object.entries(SIGNED_PARAMS), ...pairs];
        const raw = params.map((pair) => pair.map(encodePercent).join("=")).join("&");
        const { params: inQuery } = readSigned(received({ query: raw }));
        const { params: inForm } = readSigned(received({ form: raw }));
        const { params: inHeader } = readSigned(received({ authorization: printOauthAuthorization({ params }) }));
        assert.deepEqual([inForm, inHeader], [inQuery, inQuery]);
      }),
    );
  });
});
