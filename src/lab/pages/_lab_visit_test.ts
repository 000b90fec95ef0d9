import { assert } from "chai";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { runsUnderTest, type RunsUnderTest } from "../../../test/support/lab_runs.ts";
import { type Exchange, formToken, type Issuer } from "../../engine/mod.ts";
import { OAuthError, Params } from "../../protocol/mod.ts";
import { ALL_SCENARIOS } from "../scenarios/all_scenarios.ts";

/** What a request has besides its path. */
interface Brought {
  readonly query?: string;
  readonly cookies?: Readonly<Record<string, string>>;
}

/** Somebody who looks at the pages of a lab, below the path of its issuer. */
export interface LabVisit extends RunsUnderTest {
  readonly issuer: Issuer;
  /** Looks at a page: `/lab`. */
  readonly at: (path: string, brought?: Brought) => Exchange;
  /** Sends a form that a page of the lab made. */
  readonly sends: (path: string, fields?: Readonly<Record<string, string>>, brought?: Brought) => Exchange;
  /** A run that was made in this browser, with the cookie that has its key. */
  readonly begin: () => Promise<{ readonly id: string; readonly cookies: Readonly<Record<string, string>> }>;
}

/** Opens a lab on fakes. */
export async function labVisit(): Promise<LabVisit> {
  const { issuer } = await issuerUnderTest({ url: "https://issuer.test/t" });
  const under = runsUnderTest({ scenarios: ALL_SCENARIOS });
  const at: LabVisit["at"] = (path, { query = "", cookies = {} } = {}) =>
    exchangeAt(issuer, { path: `/t${path}`, query: Params.parse(query), cookies: { b: "browser", ...cookies } });
  return {
    ...under,
    issuer,
    at,
    sends(path, fields = {}, { cookies = {} } = {}) {
      const csrf = formToken(at(path), "lab");
      const form = new URLSearchParams({ csrf, ...fields }).toString();
      const brought = { b: "browser", ...cookies };
      return exchangeAt(issuer, { method: "POST", path: `/t${path}`, form, body: form, cookies: brought });
    },
    async begin() {
      const { id, key } = await under.create();
      return { id, cookies: { [`lab_${id}`]: key } };
    },
  };
}

/** The status with which something is refused. */
export async function statusOf(refused: () => unknown): Promise<number> {
  try {
    await refused();
  } catch (error) {
    if (error instanceof OAuthError) return error.status;
    throw error;
  }
  return assert.fail("nothing was refused");
}
