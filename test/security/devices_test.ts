import { assert } from "chai";
import { client, person } from "../support/cast.ts";
import { browserOf, deviceFlow, openDeviceFlow } from "../support/device_flow.ts";
import { exchangeAt } from "../support/exchange.ts";
import { assertError, assertProblemPage, bodyOf, markupOf, textIn } from "../support/replies.ts";
import { introspected } from "../http/tokens.ts";
import { elsewhere } from "./elsewhere.ts";

const MARKUP = `"><script>alert(1)</script>`;

describe("a device code", () => {
  for (const type of ["public", "confidential"] as const) {
    elsewhere("Keycloak CVE-2023-2585", `is of no use to another client (${type})`, async () => {
      const on = await openDeviceFlow();
      const { deviceCode, userCode } = await on.begin();
      const thief = await deviceFlow(on.under, { client: await client(on.under.issuer, { type }) });
      assertError(await thief.poll(deviceCode), { error: "invalid_grant" });
      await on.decide(userCode, "allow");
      const stolen = await thief.poll(deviceCode);
      assertError(stolen, { error: "invalid_grant" });
      assert.notInclude(JSON.stringify(bodyOf(stolen)), on.client.clientId);
      assert.equal((await on.poll(deviceCode)).status, 200);
    });
  }
});

describe("a user code", () => {
  const approvals = ["django-oauth-toolkit #1819", "better-auth CVE-2026-45337"];

  elsewhere(approvals, "is approved by the session that was asked, and by no other", async () => {
    const on = await openDeviceFlow();
    const { deviceCode, userCode } = await on.begin();
    const page = await on.type(userCode);
    const mallory = await browserOf(on.under, await person(on.under.issuer));
    assertProblemPage(await mallory.submit(page, { action: "allow" }), { error: "invalid_request", status: 403 });
    const direct = await mallory.post("/device/decision", { form: { user_code: userCode, action: "allow" } });
    assertProblemPage(direct, { error: "invalid_request", status: 403 });
    assertError(await on.poll(deviceCode), { error: "authorization_pending" });
  });

  elsewhere(approvals, "once it was approved stays with the person who did, whoever else was asked", async () => {
    const on = await openDeviceFlow();
    const { deviceCode, userCode } = await on.begin();
    const mallory = await browserOf(on.under, await person(on.under.issuer));
    const page = await on.type(userCode, mallory);
    await on.decide(userCode, "allow");
    for (const action of ["allow", "deny"])
      assert.include(markupOf(await mallory.submit(page, { action })), "not known here");
    const token = textIn(await on.poll(deviceCode), "access_token");
    assert.equal((await introspected(on.under, token))["sub"], on.account.sub);
  });

  elsewhere("django-oauth-toolkit #1734", "and the device code lie at rest as digests under a key", async () => {
    const on = await openDeviceFlow();
    const written: string[] = [];
    const put = async (_kind: unknown, entry: object) => void written.push(JSON.stringify(entry));
    const claim = async (kind: unknown, entry: object) => put(kind, entry).then(() => true);
    const issuer = { ...on.under.issuer, ephemeral: { ...on.under.issuer.ephemeral, put, claim } };
    const endpoint = issuer.endpoints.find(({ name }) => name === "device_authorization")!;
    const reply = await endpoint.handle(
      exchangeAt(issuer, { method: "POST", form: `client_id=${on.client.clientId}` }),
    );
    assert.lengthOf(written, 3);
    for (const secret of [textIn(reply, "device_code").slice(14, 57), textIn(reply, "user_code").replace("-", "")])
      assert.notInclude(written.join(), secret);
  });
});

describe("the pages of a device", () => {
  elsewhere("dex #2468", "show markup as text, whoever wrote it", async () => {
    const on = await openDeviceFlow({ client: { name: MARKUP } });
    const { userCode } = await on.begin();
    const pages = [
      await on.browser.get("/device", { query: { user_code: MARKUP } }),
      await on.type(MARKUP),
      await on.type(userCode),
      await on.decide(userCode, "allow"),
    ];
    for (const page of pages) assert.notInclude(markupOf(page), "<script");
  });
});
