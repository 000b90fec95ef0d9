import { assert } from "chai";
import { person } from "./cast.ts";
import { exchangeAt, type ExchangeParts } from "./exchange.ts";
import {
  encode,
  type Given,
  type IssuerUnderTest,
  issuerUnderTest,
  type IssuerUnderTestOptions,
} from "./issuer_under_test.ts";
import { BROWSER_COOKIE, type Exchange, formToken, SESSION_COOKIE } from "../../src/engine/mod.ts";
import type { Reply } from "../../src/protocol/mod.ts";
import type { AccountRecord } from "../../src/stores/mod.ts";

/** A person whose browser is signed in at an issuer. */
export interface Visit extends IssuerUnderTest {
  readonly ann: AccountRecord;
  /** The id of her session. */
  readonly sid: string;
  readonly cookies: Readonly<Record<string, string>>;
  /** A request of her browser. */
  readonly request: (parts?: ExchangeParts) => Exchange;
  /** A form of her browser, made by us for a purpose; the fields may be changed. */
  readonly form: (purpose: string, fields: Given) => Exchange;
}

/** Opens an issuer that a person visits. */
export async function visit(options: IssuerUnderTestOptions = {}): Promise<Visit> {
  const under = await issuerUnderTest(options);
  const ann = await person(under.issuer);
  const { id: sid } = await under.issuer.sessions.start(ann);
  const cookies = { [BROWSER_COOKIE]: "a-browser", [SESSION_COOKIE]: sid };
  function request(parts: ExchangeParts = {}): Exchange {
    return exchangeAt(under.issuer, { cookies, ...parts });
  }
  return {
    ...under,
    ann,
    sid,
    cookies,
    request,
    form: (purpose, fields) =>
      request({ method: "POST", form: encode({ csrf: formToken(request(), purpose), ...fields }) }),
  };
}

/** Path and query to which an answer sends the browser; fails when it leaves the server. */
export function placeOf(reply: Reply): string {
  assert(reply.kind === "redirect", `the answer is of the kind ${reply.kind}`);
  const { origin, pathname, search } = new URL(reply.location, "https://here.test");
  assert.equal(origin, "https://here.test", reply.location);
  return pathname + search;
}
