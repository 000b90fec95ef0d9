import type { FamilyRecord } from "../../src/stores/mod.ts";
import { ask, textOf } from "../support/journey.ts";
import { PASSWORD } from "../support/cast.ts";
import { goAsStaff, grace } from "./admin_pages.ts";
import type { OpenStage, Viewer } from "./stage.ts";

type Reach = (shown: Viewer, stage: OpenStage) => Promise<void>;

/** Grace allows the application something, and gets a token; what is on record of it. */
async function authorized(stage: OpenStage): Promise<{ readonly family: FamilyRecord; readonly token: string }> {
  const { account, application } = await grace(stage);
  const form = { grant_type: "password", username: account.username, password: PASSWORD, scope: "read write" };
  const answer = await ask(`${stage.server.url}/token`, { form, as: application });
  const { durable } = stage.server.issuer;
  const [family] = await durable.families.search({ accountId: account.id, limit: 1 });
  if (family === undefined) throw new TypeError("Cannot find what Grace allowed");
  const detail = { by: account.id };
  const about = { client: application.id, accountId: account.id, family: family.tag, trace: "4fT2-17" };
  await durable.audit.add({ at: family.createdAt, event: "refresh.replayed", ...about, detail });
  return { family, token: textOf(answer, "access_token") };
}

function ofAuthorization(path: (family: FamilyRecord) => string): Reach {
  return async (shown, stage) => {
    const { family } = await authorized(stage);
    await goAsStaff(shown, stage, path(family));
  };
}

function ofApplication(path: string): Reach {
  return ofAuthorization(({ client }) => `/admin/applications/${client}${path}`);
}

/** How the pages about applications, authorizations, keys and the audit log are reached. */
export const ADMIN_RECORD_PAGES: Readonly<Record<string, Reach>> = {
  admin_applications: ofAuthorization(() => "/admin/applications"),
  admin_applications_none: (shown, stage) => goAsStaff(shown, stage, "/admin/applications?owner=nobody&type=public"),
  admin_application: ofApplication(""),
  admin_application_update: ofApplication("/update"),
  admin_application_secret: ofApplication("/secret"),
  admin_application_delete: ofApplication("/delete"),
  admin_application_trust: ofApplication("/trust"),
  async admin_application_trust_wrong(shown, stage) {
    await ofApplication("/trust")(shown, stage);
    await shown.page.getByLabel("Owner").fill("nobody at all");
    await shown.page.getByRole("button", { name: "Save" }).click();
    await shown.page.getByRole("alert").waitFor();
  },
  admin_authorizations: ofAuthorization(() => "/admin/authorizations?state=live"),
  admin_authorization: ofAuthorization(({ tag }) => `/admin/authorizations/${tag}`),
  admin_authorization_revoke: ofAuthorization(({ tag }) => `/admin/authorizations/${tag}/revoke`),
  async admin_authorizations_revoke(shown, stage) {
    const { application } = await grace(stage);
    await goAsStaff(shown, stage, `/admin/authorizations/revoke?application=${application.clientId}`);
  },
  admin_token: (shown, stage) => goAsStaff(shown, stage, "/admin/authorizations/token"),
  async admin_token_found(shown, stage) {
    const { token } = await authorized(stage);
    await goAsStaff(shown, stage, "/admin/authorizations/token");
    await shown.page.getByLabel("Token").fill(token);
    await shown.page.getByRole("button", { name: "Look it up" }).click();
    await shown.page.getByRole("heading", { name: "Access token" }).waitFor();
  },
  admin_keys: (shown, stage) => goAsStaff(shown, stage, "/admin/keys"),
  admin_keys_made: (shown, stage) => goAsStaff(shown, stage, "/admin/keys?made=1"),
  admin_keys_rotate: (shown, stage) => goAsStaff(shown, stage, "/admin/keys/rotate"),
  // Of one person: the log of a stage fills with every test.
  admin_audit: ofAuthorization(({ accountId }) => `/admin/audit?person=${accountId}`),
  admin_audit_wrong: (shown, stage) => goAsStaff(shown, stage, "/admin/audit?from=yesterday&event=login.failed"),
};
