import { assert } from "chai";
import { labParts } from "../../../test/support/lab_issuer.ts";
import { wireRequest } from "../../protocol/mod.ts";
import { recordUnanswered } from "./unanswered.ts";

const ISSUER = { url: "https://issuer.test/lab/i/a" };

describe("recordUnanswered()", () => {
  it("writes down what was asked for, without secrets", async () => {
    const { live, journal } = labParts();
    const request = wireRequest({
      path: "/lab/i/a/oauth/token",
      query: "client_secret=hush",
      headers: { authorization: "Bearer hush" },
    });
    await recordUnanswered(live, { issuer: ISSUER, request, status: 404 });
    const [entry] = journal();
    assert.deepInclude(entry, {
      n: 1,
      place: "unknown",
      url: "https://issuer.test/lab/i/a/oauth/token",
      credentials: "query",
      status: 404,
      faults: [],
    });
    assert.notInclude(JSON.stringify(entry), "hush");
  });

  it("has the time of the machine", async () => {
    const { live, journal } = labParts();
    await recordUnanswered({ ...live, time: () => 5 }, { issuer: ISSUER, request: wireRequest(), status: 404 });
    assert.deepInclude(journal()[0], { at: 5, took: 0 });
  });
});
