import { assert } from "chai";
import * as fc from "fast-check";
import type { z } from "zod";
import {
  issuerUrl,
  oneOf,
  postgresUrl,
  redisUrl,
  scopeSentences,
  seconds,
  secondsOrNone,
  secretKey,
  text,
  uriSchemes,
  webAddress,
  wholeNumber,
  wordList,
  yesOrNo,
} from "./setting_schemas.ts";

function messages(schema: z.ZodType, value: unknown): readonly string[] {
  const { error } = schema.safeParse(value);
  return (error?.issues ?? []).map(({ message }) => message);
}

describe("yesOrNo()", () => {
  it("reads its words in any case and with blanks around", () => {
    const words = fc.constantFrom("true", "1", "yes", "on", "false", "0", "no", "off");
    const written = fc.tuple(
      words,
      fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
      fc.constantFrom("", " ", "\t"),
    );
    fc.assert(
      fc.property(written, ([word, upper, blank]) => {
        const mixed = Array.from(word, (letter, at) => (upper[at] === true ? letter.toUpperCase() : letter)).join("");
        assert.equal(yesOrNo().parse(blank + mixed + blank), ["true", "1", "yes", "on"].includes(word));
      }),
    );
  });

  for (const odd of ["", "y", "yess", "1.0", "00", 1, 0, null]) {
    it(`refuses ${JSON.stringify(odd)}, as nobody knows what is meant`, () => {
      assert.deepEqual(messages(yesOrNo(), odd), ["say true or false"]);
    });
  }
});

describe("wholeNumber()", () => {
  it("takes each whole number between its ends, as text as well, and no other", () => {
    fc.assert(
      fc.property(fc.integer({ min: -5, max: 20 }), (number) => {
        for (const given of [number, String(number)]) {
          const said = messages(wholeNumber(3, 12), given);
          assert.deepEqual([...new Set(said)], number >= 3 && number <= 12 ? [] : ["give a whole number from 3 to 12"]);
        }
      }),
    );
  });

  for (const odd of [
    "+5",
    "5.0",
    "5e0",
    "0x5",
    "5 5",
    "5s",
    "५",
    "",
    " ",
    5.5,
    Number.NaN,
    Infinity,
    "Infinity",
    [5],
  ]) {
    it(`refuses ${typeof odd} ${String(odd)} rather than guess`, () => {
      assert.include(messages(wholeNumber(3, 12), odd), "give a whole number from 3 to 12");
    });
  }

  for (const nothing of ["", " "]) {
    it(`does not take '${nothing}' for 0`, () => assert.isNotEmpty(messages(wholeNumber(0, 5), nothing)));
  }

  it("reads leading zeros as a person does, not as octal", () => assert.equal(wholeNumber(3, 12).parse("010"), 10));
});

describe("seconds() and secondsOrNone()", () => {
  it("end at fifty years, which every store can add to a date", () => {
    const fiftyYears = 1_576_800_000;
    for (const schema of [seconds(), secondsOrNone()]) {
      assert.equal(schema.parse(String(fiftyYears)), fiftyYears);
      assert.isNotEmpty(messages(schema, fiftyYears + 1));
    }
  });

  it("begin at one, unless nothing is allowed by name", () => {
    assert.isNotEmpty(messages(seconds(), 0));
    assert.equal(seconds(0).parse(0), 0);
  });

  for (const none of ["none", null, undefined]) {
    it(`read ${String(none)} as no limit where there may be none, and nowhere else`, () => {
      assert.isUndefined(secondsOrNone().parse(none));
      assert.isNotEmpty(messages(seconds(), none));
    });
  }

  it("do not take 0 for no limit", () => assert.isNotEmpty(messages(secondsOrNone(), "0")));
});

describe("wordList()", () => {
  it("finds the same words whatever stands between and around them", () => {
    const word = fc.stringMatching(/^[a-z:/]{1,8}$/);
    const between = fc.stringMatching(/^[ ,\t\n]{1,3}$/);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5 }), between, (words, gap) => {
        assert.deepEqual(wordList().parse(gap + words.join(gap) + gap), words);
      }),
    );
  });

  it("leaves the words of a list as they are", () => assert.deepEqual(wordList().parse(["a b", ""]), ["a b", ""]));

  for (const odd of [5, true, { a: "b" }, [5], ["a", null]]) {
    it(`refuses ${JSON.stringify(odd)}`, () => {
      assert.deepEqual(messages(wordList(), odd), ["give words separated by spaces"]);
    });
  }
});

describe("uriSchemes()", () => {
  it("writes them small, as schemes are compared", () => {
    assert.deepEqual(uriSchemes().parse("HTTPS Com.Example.App a+b-c.1"), ["https", "com.example.app", "a+b-c.1"]);
  });

  for (const odd of ["1a", "https:", "a_b", "a/b", "ä", "-a"]) {
    it(`refuses '${odd}', beside others that are right too`, () => {
      const says = ["give schemes without colon and slashes, such as https com.example.app"];
      assert.deepEqual(messages(uriSchemes(), `https ${odd}`), says);
    });
  }
});

describe("oneOf()", () => {
  it("takes its words exactly, and names all of them", () => {
    const schema = oneOf("auto", "force");
    assert.equal(schema.parse("force"), "force");
    for (const odd of ["Force", "force ", "", "auto,force", 0, ["auto"]]) {
      assert.deepEqual(messages(schema, odd), ["give one of auto, force"]);
    }
  });
});

describe("scopeSentences()", () => {
  const rows: readonly (readonly [string, unknown, Readonly<Record<string, string>>])[] = [
    ["words, which stand for themselves", "read, write", { read: "read", write: "write" }],
    ["a JSON object as text", '{"read":"See it"}', { read: "See it" }],
    ["a JSON object with blanks before it", '\n {"read":"See it"}', { read: "See it" }],
    ["an object of the file", { read: "See it" }, { read: "See it" }],
    ["no scope at all", "{}", {}],
    ["the whole range of a name", { "!#[]~": "odd" }, { "!#[]~": "odd" }],
    ["a name that objects have of themselves", '{"constructor":"Build"}', { constructor: "Build" }],
  ];
  for (const [name, given, expected] of rows) {
    it(`takes ${name}`, () => assert.deepEqual(scopeSentences().parse(given), expected));
  }

  for (const name of ["a b", 'a"b', "a\\b", "", "ä", "a\u007f", "a\n"]) {
    it(`refuses the name ${JSON.stringify(name)} in an object`, () => {
      const said = messages(scopeSentences(), { [name]: "s" }).concat(
        messages(scopeSentences(), { ok: "s", [name]: "s" }),
      );
      assert.isAtLeast(said.length, 2);
      for (const says of said) assert.match(says, /^a scope name holds printable ASCII/);
    });
  }

  for (const odd of ["{", '{"a":}', 5, ["read"], null]) {
    it(`says what to give in the place of ${JSON.stringify(odd)}`, () => {
      const says = "give a JSON object of scope names and their sentences, or words";
      assert.deepEqual(messages(scopeSentences(), odd), [says]);
    });
  }
});

describe("addresses of stores", () => {
  const SECRET = "hunter2";

  for (const url of [
    `redis://u:${SECRET}@`,
    `redis://u:${SECRET}@h:99999`,
    `redis://u:${SECRET}@h/notanumber`,
    `redis+sentinel://u:${SECRET}@a,b`,
    `redis+cluster://u:${SECRET}@a:b`,
    `http://u:${SECRET}@h`,
    `${SECRET}@h`,
  ]) {
    it(`refuses ${url} without repeating the password`, () => {
      const said = messages(redisUrl(), url);
      assert.isNotEmpty(said);
      assert.notInclude(said.join(), SECRET);
    });
  }

  for (const url of [`postgres//u:${SECRET}@h`, `postgresql://u:${SECRET}@h:99999/d`, `mysql://u:${SECRET}@h/d`]) {
    it(`refuses ${url} without repeating the password`, () => {
      const says = "give a URL such as postgresql://user:password@host:5432/database";
      assert.deepEqual(messages(postgresUrl(), url), [says]);
    });
  }

  for (const url of [
    "postgresql:///d?host=/var/run/postgresql",
    "postgres://h/d?sslmode=require",
    "postgres://%2Frun/d",
  ]) {
    it(`takes ${url} as it stands`, () => assert.equal(postgresUrl().parse(url), url));
  }
});

describe("issuerUrl()", () => {
  for (const url of ["https://id.example", "https://id.example:8443/a/b", "http://[::1]:8000", "http://id.example"]) {
    it(`takes ${url} as it stands, since it is compared letter by letter`, () => {
      assert.equal(issuerUrl().parse(url), url);
    });
  }

  for (const url of ["", "id.example", "HTTPS:id", "https://id.example?", "https://id.example#"]) {
    it(`refuses '${url}' with a reason`, () => {
      const [says = ""] = messages(issuerUrl(), url);
      assert.match(says, /^Cannot use '.*' as an issuer as /);
    });
  }
});

describe("webAddress()", () => {
  for (const url of ["https://id.example", "http://localhost:8000/about?a=b#c", "HTTPS://id.example/"]) {
    it(`takes ${url} as it stands`, () => assert.equal(webAddress().parse(url), url));
  }

  for (const url of [
    "",
    "id.example/about",
    "https://",
    "javascript:alert(1)",
    "data:,x",
    "ftp://id.example",
    "/about",
  ]) {
    it(`refuses '${url}'`, () => {
      assert.deepEqual(messages(webAddress(), url), ["give a web address such as https://id.example/about"]);
    });
  }
});

describe("text() and secretKey()", () => {
  it("want something, and keep it as it is", () => {
    assert.deepEqual(messages(text(), ""), ["give a text"]);
    assert.equal(text().parse("  "), "  ");
  });

  it("want a key of 32 characters, and never repeat one that is shorter", () => {
    const says = "give at least 32 characters, such as the output of: openssl rand -base64 48";
    assert.deepEqual(messages(secretKey(), "hunter2".repeat(4)), [says]);
    assert.isEmpty(messages(secretKey(), "x".repeat(32)));
  });
});
