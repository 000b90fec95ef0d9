import { assert } from "chai";
import { signedWrongly, wayOfSigning } from "./wrongly_signed.ts";

const way = async (): Promise<string> => "text";

describe("signedWrongly()", () => {
  it("says how claims are to be signed, also once they were spread", () => {
    const claims = signedWrongly({ sub: "me" }, way);
    assert.equal(wayOfSigning(claims), way);
    assert.equal(wayOfSigning({ ...claims, aud: "you" }), way);
  });

  it("is seen by nobody who writes them down", () => {
    const claims = signedWrongly({ sub: "me" }, way);
    assert.equal(JSON.stringify(claims), '{"sub":"me"}');
    assert.deepEqual(Object.keys(claims), ["sub"]);
  });

  it("leaves the claims that it was given alone", () => {
    const claims = { sub: "me" };
    signedWrongly(claims, way);
    assert.isUndefined(wayOfSigning(claims));
  });

  it("takes the last of several ways", () => {
    const other = async (): Promise<string> => "other";
    assert.equal(wayOfSigning(signedWrongly(signedWrongly({}, way), other)), other);
  });
});
