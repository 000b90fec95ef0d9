import { assert } from "chai";
import { entryOf } from "../../../test/support/journal.ts";
import { timed } from "../../../test/support/observed.ts";
import { beside, secondOf, withAnswersOf } from "./second_issuer.ts";

const ONE = { client_name: "One", redirect_uris: ["https://client.test/cb"] };
const OTHER = { client_name: "Two" };
const WANTED = {
  users: [{ username: "alice" }, { username: "bob" }],
  clients: [ONE, OTHER],
  faults: [{ fault: "authorization_sent_on" }, { fault: "x", nth: 2, options: { seconds: 3 } }],
  settings: { PKCE_REQUIRED: "none" },
};
const SECOND = {
  url: "https://server.test/lab/i/second",
  clients: [{ client_id: "c1", client_secret: "s1" }],
  users: [{ username: "alice", sub: "1", password: "p1" }],
};

describe("secondOf()", () => {
  it("is the same, and right", () => {
    assert.deepEqual(secondOf(WANTED), { ...WANTED, faults: [] });
  });
});

describe("beside()", () => {
  const first = beside(SECOND, WANTED);

  it("names its clients as they are named there, and takes over no secret", () => {
    assert.deepEqual(first.clients, [{ ...ONE, client_id: "c1" }, OTHER]);
  });

  it("has people who sign in there by the same password", () => {
    assert.deepEqual(first.users, [{ username: "alice", password: "p1" }, { username: "bob" }]);
  });

  it("tells each fault where the second issuer is, beside what it was told", () => {
    assert.deepEqual(first.faults, [
      { fault: "authorization_sent_on", options: { issuer: SECOND.url } },
      { fault: "x", nth: 2, options: { seconds: 3, issuer: SECOND.url } },
    ]);
  });

  it("leaves all else as it is", () => {
    assert.deepEqual(first.settings, WANTED.settings);
    assert.deepEqual(beside(SECOND, {}), { clients: [], users: [], faults: [] });
  });
});

describe("withAnswersOf()", () => {
  const FIRST = timed([0, entryOf("discovery")], [1, entryOf("authorize")], [5, entryOf("token")]);
  const ANSWER = entryOf("callback", { url: "https://second.test/cb" });

  it("puts what the second issuer answered where it belongs", () => {
    const both = withAnswersOf(timed([2, entryOf("authorize")], [3, entryOf("person")], [4, ANSWER]), FIRST);
    assert.deepEqual(
      both.map(({ n, place }) => [n, place]),
      [
        [1, "discovery"],
        [2, "authorize"],
        [3, "callback"],
        [4, "token"],
      ],
    );
    assert.equal(both[2]?.url, "https://second.test/cb");
  });

  for (const [what, second] of [
    ["was asked for nothing", []],
    ["answered nothing", timed([2, entryOf("authorize")], [3, entryOf("person")])],
  ] as const) {
    it(`leaves a journal alone where the second issuer ${what}`, () => {
      assert.strictEqual(withAnswersOf(second, FIRST), FIRST);
    });
  }

  it("counts on from where a journal begins that was cut", () => {
    const [, ...cut] = timed([0, entryOf("discovery")], [1, entryOf("authorize")], [5, entryOf("token")]);
    const numbers = withAnswersOf(timed([4, ANSWER]), cut).map(({ n }) => n);
    assert.deepEqual(numbers, [2, 3, 4]);
  });
});
