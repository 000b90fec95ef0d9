import { assert } from "chai";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { labIssuer } from "../../../test/support/lab_issuer.ts";
import { bodyOf } from "../../../test/support/replies.ts";
import { wireRequest } from "../../protocol/mod.ts";
import { idInResource, labWebfinger } from "./webfinger.ts";

const URL_OF_HOST = "https://host.test";
const ID = "0123456789abcdefABCDEF";
const BELOW = `${URL_OF_HOST}/lab/i/${ID}`;

describe("idInResource()", () => {
  for (const resource of [
    `acct:${ID}@host.test`,
    `https://${ID}@host.test`,
    BELOW,
    `${BELOW}/alice`,
    `${BELOW}?x=y`,
    `${BELOW}#me`,
  ])
    it(`finds the issuer of '${resource}'`, () => assert.equal(idInResource(resource, URL_OF_HOST), ID));

  for (const resource of [
    "",
    "acct:ann@host.test",
    `acct:${ID}x@host.test`,
    `acct:${ID}`,
    `${ID}@host.test`,
    `${BELOW}x/alice`,
    `https://other.test/lab/i/${ID}`,
    `${URL_OF_HOST}/lab/i/short`,
    `${URL_OF_HOST}/ann`,
  ])
    it(`finds nobody of '${resource}'`, () => assert.isUndefined(idInResource(resource, URL_OF_HOST)));
});

function asking(resource: string) {
  return wireRequest({
    path: "/.well-known/webfinger",
    query: new URLSearchParams({ resource }).toString(),
  });
}

/** A host whose lab has one issuer, which may misbehave. */
async function opened(fault?: string) {
  const own = await issuerUnderTest({ url: URL_OF_HOST });
  const lab = await labIssuer({ url: BELOW, faults: fault === undefined ? [] : [{ fault }] });
  const found = { definition: { id: ID }, issuer: lab.issuer };
  const throwaways = { find: (id: string) => Promise.resolve(id === ID ? found : undefined) };
  const endpoint = labWebfinger({ url: URL_OF_HOST, throwaways: throwaways as never });
  const ask = (resource: string) => endpoint.handle(exchangeAt(own.issuer, asking(resource)));
  return { endpoint, lab, ask };
}

/** The issuers that an answer names. */
function namedIn(body: Readonly<Record<string, unknown>>): readonly unknown[] {
  const { links } = body;
  return Array.isArray(links) ? links.map((link: unknown) => Reflect.get(Object(link), "href")) : [];
}

describe("labWebfinger()", () => {
  for (const resource of [`acct:${ID}@host.test`, `${BELOW}/alice`]) {
    it(`has the issuer itself answer about '${resource}', which writes that down`, async () => {
      const { ask, lab } = await opened();
      assert.deepEqual(namedIn(bodyOf(await ask(resource))), [BELOW]);
      assert.deepEqual(
        lab.journal().map(({ place, status }) => [place, status]),
        [["webfinger", 200]],
      );
    });
  }

  it("misbehaves as the issuer does", async () => {
    const { ask, lab } = await opened("webfinger_no_link");
    assert.deepEqual(namedIn(bodyOf(await ask(`acct:${ID}@host.test`))), []);
    assert.deepEqual(
      lab.journal().flatMap(({ faults }) => faults),
      ["webfinger_no_link"],
    );
  });

  it("has the issuer refuse what is not of its host, and write that down", async () => {
    const { ask, lab } = await opened();
    assert.equal((await ask(`acct:${ID}@elsewhere.test`)).status, 404);
    assert.deepEqual(
      lab.journal().map(({ place, status }) => [place, status]),
      [["webfinger", 404]],
    );
  });

  it("answers as the host does about an issuer that is gone", async () => {
    const { ask, lab } = await opened();
    const gone = `acct:${ID.replace("0", "9")}@host.test`;
    assert.deepEqual(namedIn(bodyOf(await ask(gone))), [URL_OF_HOST]);
    assert.isEmpty(lab.journal());
  });

  it("takes nothing from the host but what names an issuer of the lab", async () => {
    const { endpoint } = await opened();
    for (const resource of ["acct:ann@host.test", "", `${URL_OF_HOST}/ann`])
      assert.isFalse(endpoint.answersWhen?.(asking(resource)), resource);
    assert.isFalse(endpoint.answersWhen?.(wireRequest()));
    assert.isTrue(endpoint.answersWhen?.(asking(`acct:${ID}@host.test`)));
  });

  it("knows nobody where there is no WebFinger", async () => {
    const own = await issuerUnderTest({ url: URL_OF_HOST, settings: { OIDC_ENABLED: "false" } });
    const throwaways = { find: () => Promise.resolve(undefined) };
    const { handle } = labWebfinger({ url: URL_OF_HOST, throwaways });
    let refused: unknown;
    try {
      await handle(exchangeAt(own.issuer, asking(`acct:${ID}@host.test`)));
    } catch (error) {
      refused = error;
    }
    assert.include(refused, { status: 404 });
  });
});
