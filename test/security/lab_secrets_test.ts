import { assert } from "chai";
import { describe, it } from "mocha";
import { checkClient } from "../../conformance/clients/check_client.ts";
import { type LabServer, openLabServer } from "../../conformance/clients/lab_server.ts";
import { ownClient } from "../../conformance/clients/own/own_client.ts";
import type { Program } from "../../conformance/clients/program.ts";
import { type RunReport, SETUPS } from "../../src/lab/mod.ts";
import { reportHtml, reportJson, reportJunit, reportSarif } from "../../src/lab/reports/mod.ts";
import { ALL_SCENARIOS } from "../../src/lab/scenarios/all_scenarios.ts";
import { REDACTED } from "../../src/platform/mod.ts";

/** Names of members and parameters whose values are nobody else's. */
const SECRET =
  /["'&?#\s]?\b(access_token|refresh_token|id_token|code|code_verifier|device_code|user_code|client_secret|registration_access_token|password|oauth_token|oauth_token_secret|oauth_verifier|oauth_signature|logout_token|key|attempt)(?:"\s*:\s*"|=)([^"&\s<]{8,})/g;
const CREDENTIALS = /^(?:Basic|Bearer)\s+(\S+)$/i;

/** What was secret of everything that this process sent and got, with the name by which it went. */
function wiretap() {
  const heard = new Map<string, string>();
  const platform = globalThis.fetch;

  function note(secret: string | undefined, name: string): void {
    if (secret !== undefined && secret.length >= 8 && !heard.has(secret)) heard.set(secret, name);
  }

  function hear(text: string): void {
    for (const [, name = "", value = ""] of text.matchAll(SECRET)) {
      const plain = decodeURIComponent(value.replaceAll("+", " "));
      // The claims of an ID token are told, and its signature is what makes it worth anything.
      const kept = plain.startsWith("eyJ") ? (plain.split(".")[2] ?? plain) : plain;
      if (kept !== REDACTED) note(kept, name);
    }
  }

  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const headers = new Headers(init?.headers);
    const [, credentials] = CREDENTIALS.exec(headers.get("authorization") ?? "") ?? [];
    note(credentials, "credentials");
    for (const text of [url, init?.body, headers.get("authorization")])
      if (typeof text === "string" || text instanceof URLSearchParams) hear(`?${String(text)}`);
    const response = await platform(input, init);
    hear(response.headers.get("location") ?? "");
    for (const cookie of response.headers.getSetCookie()) note(/=([^;]*)/.exec(cookie)?.[1], "cookie");
    if (/json|form/.test(response.headers.get("content-type") ?? "")) hear(await response.clone().text());
    return response;
  };

  return {
    heard,
    stop: () => void (globalThis.fetch = platform),
  };
}

/** One scenario of each setup that asks nobody for patience, so that each flow is walked twice. */
function someScenarios(): readonly string[] {
  return SETUPS.flatMap((setup) => {
    const found = ALL_SCENARIOS.find(({ setups, patience = 0 }) => setups[0] === setup && patience === 0);
    return found === undefined ? [] : [found.name];
  });
}

/** A client that also prints what it was told: developers do that. */
const talkative: Program = async (config, around) => {
  around.print(`my secret is ${config.client_secret ?? "none"}, and the password ${config.password}`);
  await ownClient()(config, around);
};

describe("secrets of every flow that there is", function () {
  this.timeout(240_000);
  let lab: LabServer;
  let report: RunReport;
  let heard: ReadonlyMap<string, string>;
  const ledgers: string[] = [];

  before(async () => {
    lab = await openLabServer();
    const tap = wiretap();
    try {
      report = await checkClient(lab, talkative, { name: "talkative", scenarios: someScenarios(), parallel: 4 });
    } finally {
      tap.stop();
    }
    heard = tap.heard;
    for (const { name } of report.attempts)
      for (const format of ["json", "har"]) {
        const address = `${lab.base}/lab/api/runs/${report.id}/attempts/${name}/journal?format=${format}`;
        ledgers.push(await (await fetch(address)).text());
      }
  });
  after(() => lab.close());

  function assertSilent(text: string): void {
    const told = [...heard].filter(([secret]) => text.includes(secret)).map(([, name]) => name);
    assert.deepEqual([...new Set(told)], []);
  }

  it("are heard by this test: each kind of them, in each flow", () => {
    const kinds = new Set(heard.values());
    for (const kind of ["access_token", "refresh_token", "code", "code_verifier", "device_code", "user_code"])
      assert.include([...kinds], kind);
    for (const kind of [
      "client_secret",
      "password",
      "oauth_token_secret",
      "oauth_verifier",
      "id_token",
      "credentials",
      "cookie",
      "key",
    ])
      assert.include([...kinds], kind);
    assert.isAbove(report.attempts.filter(({ control }) => control).length, 10);
    assert.isAbove(heard.size, 100);
  });

  it("are in no ledger, and in no HAR document", () => {
    assert.isAbove(ledgers.length, 20);
    for (const ledger of ledgers) assertSilent(ledger);
  });

  for (const [name, print] of [
    ["JSON", reportJson],
    ["HTML", (one: RunReport) => reportHtml(one)],
    ["JUnit", reportJunit],
    ["SARIF", reportSarif],
  ] as const)
    it(`are in no report as ${name}`, () => assertSilent(print(report)));
});
