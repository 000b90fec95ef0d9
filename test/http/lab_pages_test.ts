import { assert } from "chai";
import { s256 } from "../../src/protocol/mod.ts";
import { labServer, type LabServer } from "../support/lab_server.ts";
import { type Seen, type Visitor, visitor } from "../support/visitor.ts";

const REDIRECT = "http://127.0.0.1:4567/cb";
const VERIFIER = "a-verifier-that-is-long-enough-for-every-server-there-is";

/** What the page shows under a name, as a person would copy it. */
function told({ text }: Seen, name: string): string {
  const found = new RegExp(`<dt>${name}</dt><dd><code class="pick"[^>]*>([^<]*)</code>`).exec(text);
  assert.exists(found, `${name} is not shown`);
  return found[1]!;
}

/** The verdict beside a title. */
function wordOf({ text }: Seen, title: string): string | undefined {
  return new RegExp(`${title}</a> <span class="verdict \\w+">([^<]*)</span>`).exec(text)?.[1];
}

/** What an application does with what the page of a run shows, and the person in the same browser. */
async function useApplication(browser: Visitor, page: Seen): Promise<void> {
  const [issuer, client_id, secret] = ["Issuer", "Client id", "Client secret"].map((name) => told(page, name));
  const query = new URLSearchParams({
    client_id: client_id!,
    scope: told(page, "Scope"),
    response_type: "code",
    redirect_uri: REDIRECT,
    state: "s",
    nonce: "n",
    code_challenge: s256(VERIFIER),
    code_challenge_method: "S256",
  });
  let seen = await browser.go(`${issuer}/authorize?${query.toString()}`);
  const person = { username: told(page, "Username"), password: told(page, "Password") };
  while (!seen.url.href.startsWith(REDIRECT))
    seen = await browser.submit(seen, {
      fill: seen.text.includes('name="password"') ? person : { action: "allow" },
    });
  const tokens = await fetch(`${issuer}/token`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${client_id}:${secret}`).toString("base64")}` },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: seen.url.searchParams.get("code") ?? "",
      redirect_uri: REDIRECT,
      code_verifier: VERIFIER,
    }),
  });
  const { access_token }: { access_token?: string } = JSON.parse(await tokens.text());
  const headers = { authorization: `Bearer ${access_token}` };
  for (const address of [`${issuer}/userinfo`, told(page, "Resource")]) await fetch(address, { headers });
}

describe("the pages of the lab", () => {
  let server: LabServer;
  before(async () => {
    server = await labServer();
  });
  after(() => server.close());

  /** Begins a run as a person does. */
  async function begin(fill: Readonly<Record<string, string>> = {}) {
    const browser = visitor(server.base);
    const start = await browser.go("/lab");
    const page = await browser.submit(start, { fill: { name: "my app", redirect_uri: REDIRECT, ...fill } });
    return { browser, page };
  }

  it("lead a person without script through a run, to a report that says what the client does wrong", async () => {
    const { browser, page } = await begin();
    assert.match(page.url.pathname, /^\/lab\/runs\/\w+$/);
    const here = page.url.pathname;
    const control = await browser.submit(page, { form: "/begin", fill: { name: "control-oidc-code" } });
    await useApplication(browser, control);
    const during = await browser.go(here);
    assert.include(during.text, "requests so far");
    const ended = await browser.submit(during, { form: "/end", fill: { outcome: "completed" } });
    assert.include(ended.text, "passed (stated)");
    const name = "id_token_wrong_issuer";
    const attempt = await browser.submit(ended, { form: "/begin", fill: { name } });
    await useApplication(browser, attempt);
    const judged = await browser.submit(attempt, { form: "/end", fill: { outcome: "completed" } });
    const scenario = await browser.go(`/lab/scenarios/${name}`);
    const title = /<h1><bdi>([^<]*)/.exec(scenario.text)![1]!;
    assert.equal(wordOf(judged, title), "failed");
    const report = await browser.submit(judged, { form: "/finish" });
    assert.match(report.url.pathname, /^\/lab\/reports\/\w+$/);
    assert.match(report.text, /This client breaks rules in \d+ of the cases/);
    assert.include(report.text, "my app");
    assert.equal((await browser.go(here)).url.pathname, report.url.pathname, "a finished run is its report");
  });

  it("show a run to whoever has its key alone, and to others its report", async () => {
    const { browser, page } = await begin();
    assert.equal((await browser.go(page.url)).url.pathname, page.url.pathname);
    const other = visitor(server.base);
    const seen = await other.go(page.url);
    assert.equal(seen.url.pathname, page.url.pathname.replace("/runs/", "/reports/"));
    assert.notInclude(seen.text, "Go on with the run");
    const own = await browser.go(seen.url);
    assert.include(own.text, "Go on with the run");
  });

  for (const what of ["begin", "end", "act", "finish"])
    it(`answer 404 to '${what}' of another's run, and 403 to a form that no page of ours made`, async () => {
      const { browser, page } = await begin();
      const other = visitor(server.base);
      const theirs = await other.submit(await other.go("/lab"), { fill: { redirect_uri: REDIRECT } });
      const form = theirs.forms.find(({ action }) => action.endsWith("/finish"));
      const stranger = { ...theirs, forms: [{ ...form!, action: `${page.url.pathname}/${what}` }] };
      assert.equal((await other.submit(stranger)).status, 404);
      const sent = await browser.fetch(`${page.url.href}/${what}`, { method: "POST", body: new URLSearchParams() });
      assert.equal(sent.status, 403);
    });

  for (const [what, fill, says] of [
    ["an address that the plan needs", { redirect_uri: "" }, "needs it"],
    ["an absolute address", { redirect_uri: "cb" }, "Give an absolute address"],
    ["the addresses of logouts", { plan: "oidc-logout" }, "Logout by the application"],
    ["a plan that there is", { plan: "nothing" }, "Choose one of the plans."],
    ["a case that the plan has", { plan: "spa", extent: "device_slow_down" }, "Choose a case that the plan"],
    ["how much of the plan", { extent: "" }, "Choose a case that the plan"],
    ["a name that is not too long", { name: "n".repeat(201) }, "at most 200"],
  ] as const)
    it(`ask for ${what}, and keep what was typed`, async () => {
      const { page } = await begin({ name: "typed before", ...fill });
      assert.equal(page.status, 400);
      assert.include(page.text, says);
      assert.include(page.text, "No run was created yet");
      if (!("name" in fill)) assert.include(page.text, "typed before");
    });

  for (const [what, form, fill, says] of [
    ["an attempt that is not planned", "/begin", { name: "nothing" }, "not in the plan"],
    ["an outcome that is none", "/end", { outcome: "nothing" }, "press one of the buttons"],
    ["an attempt that is gone", "/end", { outcome: "stuck", attempt: "gone" }, "Cannot find the attempt"],
  ] as const)
    it(`say on the page of the run what is wrong with ${what}`, async () => {
      const { browser, page } = await begin();
      const begun = await browser.submit(page, { form: "/begin" });
      const seen = await browser.submit(begun, { form, fill });
      assert.oneOf(seen.status, [400, 404]);
      assert.include(seen.text, says);
      assert.include(seen.text, "Run of");
    });

  it("have the browser load the page again and again where its person wants that, and only then", async () => {
    const { browser, page } = await begin();
    const begun = await browser.submit(page, { form: "/begin" });
    assert.isNull(begun.headers.get("refresh"));
    const again = await browser.go(`${page.url.href}?reload=yes`);
    assert.equal(again.headers.get("refresh"), "5");
    assert.include(again.text, "Stop reloading");
  });

  it("end the session of the person where a case is about that", async () => {
    const addresses = [
      "post_logout_redirect_uri",
      "backchannel_logout_uri",
      "frontchannel_logout_uri",
      "initiate_login_uri",
    ];
    const fill = Object.fromEntries(addresses.map((name) => [name, "http://127.0.0.1:4567/x"]));
    const { browser, page } = await begin({ plan: "oidc-logout", ...fill });
    const begun = await browser.submit(page, { form: "/begin", fill: { name: "control-logout-back-channel" } });
    const seen = await browser.submit(begun, { form: "/act", fill: { act: "end_session" } });
    assert.include(seen.text, "Nobody was signed in");
    const wrong = await browser.submit(begun, { form: "/act", fill: { act: "deny" } });
    assert.equal(wrong.status, 400);
  });

  for (const [ending, type, part] of [
    [".json", "application/json", '"verdicts"'],
    [".junit.xml", "application/xml; charset=utf-8", "<testsuite"],
    [".sarif", "application/sarif+json", '"2.1.0"'],
  ] as const)
    it(`have the report for programs as '${ending}'`, async () => {
      const { browser, page } = await begin();
      const address = page.url.pathname.replace("/runs/", "/reports/") + ending;
      const seen = await browser.go(address);
      assert.equal(seen.headers.get("content-type"), type);
      assert.include(seen.text, part);
    });

  it("list what this browser began, and no more than twenty keys are kept", async () => {
    const browser = visitor(server.base);
    for (let count = 0; count < 22; count += 1)
      await browser.submit(await browser.go("/lab"), { fill: { name: `app ${count}`, redirect_uri: REDIRECT } });
    const seen = await browser.go("/lab");
    assert.include(seen.text, "app 21");
    assert.notInclude(seen.text, "app 16<");
    assert.equal([...browser.cookies.keys()].filter((name) => name.startsWith("lab_")).length, 20);
  });

  for (const [what, fill, says] of [
    ["a first look", {}, /Left<\/dt><dd><bdi>11 cases, about 15 minutes/],
    ["the whole of a plan", { extent: "whole" }, /Left<\/dt><dd><bdi>[12]\d\d cases, about \d+ hours/],
    ["one case alone", { extent: "id_token_wrong_issuer" }, /Left<\/dt><dd><bdi>2 cases, about 3 minutes/],
  ] as const)
    it(`begin ${what}, and say how long that takes by hand`, async () => {
      const { page } = await begin(fill);
      assert.match(page.text, says);
    });

  it("delete a run for whoever has its key, once that was asked", async () => {
    const { browser, page } = await begin();
    const report = await browser.go(page.url.href.replace("/runs/", "/reports/"));
    assert.include(report.text, `href="${page.url.pathname}/delete"`);
    const asked = await browser.go(`${page.url.pathname}/delete`);
    assert.include(asked.text, "cannot be brought back");
    assert.equal((await browser.go(report.url)).status, 200, "it was only asked");
    const seen = await browser.submit(asked, { form: "/delete" });
    assert.equal(seen.url.pathname, "/lab");
    assert.include(seen.text, "The run was deleted.");
    assert.notInclude(seen.text, "Your runs in this browser");
    assert.equal((await browser.go(report.url)).status, 404);
    assert.isEmpty([...browser.cookies.keys()].filter((name) => name.startsWith("lab_")));
  });

  it("delete nothing of another's, and nothing by a form that no page of ours made", async () => {
    const { browser, page } = await begin();
    const address = `${page.url.pathname}/delete`;
    const other = visitor(server.base);
    const theirs = await other.submit(await other.go("/lab"), { fill: { redirect_uri: REDIRECT } });
    assert.equal((await other.go(address)).status, 404);
    const form = theirs.forms.find(({ action }) => action.endsWith("/finish"));
    assert.equal((await other.submit({ ...theirs, forms: [{ ...form!, action: address }] })).status, 404);
    const sent = await browser.fetch(server.base + address, { method: "POST", body: new URLSearchParams() });
    assert.equal(sent.status, 403);
    assert.equal((await browser.go(page.url)).status, 200);
    const report = await other.go(page.url);
    assert.notInclude(report.text, "/delete");
  });

  it("are what the first page of the issuer leads to", async () => {
    assert.include((await visitor(server.base).go("/")).text, '<a href="/lab">Test your client</a>');
  });

  it("lead from a case and from a plan to the form that tests a client by it", async () => {
    const browser = visitor(server.base);
    const found = async (path: string) => /href="(\/lab\?[^"]*)"/.exec((await browser.go(path)).text)?.[1] ?? "";
    const start = await browser.go((await found("/lab/scenarios/device_slow_down")).replaceAll("&amp;", "&"));
    assert.include(start.text, '<option value="device" selected');
    assert.include(start.text, '<option value="device_slow_down" selected');
    assert.equal(await found("/lab/plans/spa"), "/lab?plan=spa");
  });

  it("lead from two plans that are chosen to their difference", async () => {
    const browser = visitor(server.base);
    const seen = await browser.go("/lab/plans?plan=native&with=spa");
    assert.equal(seen.url.pathname + seen.url.search, "/lab/plans/native?with=spa");
    assert.include(seen.text, "The loopback address is a number");
    assert.equal((await browser.go("/lab/plans?plan=native&with=nobody")).status, 404);
  });

  for (const path of [
    "runs/x/delete",
    "runs/x",
    "reports/x",
    "reports/x.json",
    "scenarios/x",
    "plans/x",
    "plans/spa?with=x",
  ])
    it(`answer 404 to /lab/${path}`, async () => {
      assert.equal((await visitor(server.base).go(`/lab/${path}`)).status, 404);
    });

  for (const [path, says] of [
    ["?plan=spa", 'value="spa" selected'],
    ["/scenarios", "id_token_wrong_issuer"],
    ["/scenarios?words=nonce&setup=oidc-code", "nonce"],
    ["/scenarios?words=nothing-like-this", "There is none like this."],
    ["/scenarios/id_token_wrong_issuer", "How to mend it"],
    ["/plans/oidc-basic", "Compare it with another"],
    ["/plans/oidc-basic?with=oidc-refresh", "alone"],
    ["/plans/all", "Test a client by it"],
    ["/plans", "Compare two"],
    ["/plans/spa?with=spa", "Nothing."],
    ["/faults", "ways in which this provider can be wrong on purpose"],
    ["/faults?words=issuer&place=token", "words="],
    ["/faults?words=nothing-like-this", "There is none like this."],
    ["?plan=nobody&scenario=x", "Test your client"],
    ["/preflight", "What will fail of a client"],
    ["/preflight?plan=spa", 'value="spa" selected'],
  ] as const)
    it(`show /lab${path}`, async () => {
      const seen = await visitor(server.base).go(`/lab${path}`);
      assert.equal(seen.status, 200);
      assert.include(seen.text, says);
    });

  it("serve the script of the page", async () => {
    const { browser, page } = await begin();
    const [, path = ""] = /src="([^"]+lab_run[^"]+)"/.exec(page.text)!;
    const script = await browser.fetch(server.base + path);
    assert.equal(script.status, 200);
    assert.match(script.headers.get("content-type") ?? "", /^text\/javascript/);
    assert.include(page.headers.get("content-security-policy"), "script-src 'self'");
  });
});
