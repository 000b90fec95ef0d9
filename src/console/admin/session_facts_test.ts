import { assert } from "chai";
import { leanSession } from "../../../test/contract/record_samples.ts";
import { START } from "../../../test/support/issuer_under_test.ts";
import { namedBySessions, sessionFacts } from "./session_facts.ts";

const NAMES = { application: (id: number) => ({ name: "Application", value: `App ${id}`, href: "/x" }) };
const TIMES = { createdAt: START, authTime: START, expiresAt: START + 60 };

describe("sessionFacts()", () => {
  it("tell where, since when and until when", () => {
    const facts = sessionFacts(leanSession(3, TIMES), NAMES);
    assert.deepEqual(
      facts.map(({ name, value }) => [name, value]),
      [
        ["Browser", "A browser"],
        ["Since", "2026-01-01 00:00 UTC"],
        ["Ends", "2026-01-01 00:01 UTC"],
      ],
    );
  });

  it("tell of a later sign-in, and of the applications that know of it", () => {
    const facts = sessionFacts(leanSession(3, { ...TIMES, authTime: START + 60, clients: [4, 5] }), NAMES);
    assert.deepInclude(facts, { name: "Signed in again", value: "2026-01-01 00:01 UTC" });
    assert.deepInclude(facts, { name: "Applications", value: "App 4, App 5" });
  });

  it("tell nothing by which one could go on with it", () => {
    const session = leanSession(3, { ...TIMES, agent: "curl/8" });
    assert.notInclude(JSON.stringify(sessionFacts(session, NAMES)), session.digest);
  });
});

describe("namedBySessions()", () => {
  it("are the clients of all of them", () => {
    const named = namedBySessions([
      leanSession(3, { clients: [4, 5] }),
      leanSession(3),
      leanSession(4, { clients: [5] }),
    ]);
    assert.deepEqual(named, [{ client: 4 }, { client: 5 }, { client: 5 }]);
  });
});
