import { client, person } from "../support/cast.ts";
import type { OpenStage, Viewer } from "./stage.ts";

type Reach = (shown: Viewer, stage: OpenStage) => Promise<void>;

/** The person in front of the window becomes staff, signs in, and goes to a page. */
export async function goAsStaff({ page, owner, signIn }: Viewer, { server }: OpenStage, path: string): Promise<void> {
  await server.issuer.durable.accounts.change(owner.id, { isStaff: true });
  await page.goto(`${server.url}/login`);
  await signIn();
  await page.getByText("Your account").first().waitFor();
  await page.goto(server.url + path);
}

/** Somebody of whom there is something to show. */
export async function grace({ server: { issuer } }: OpenStage) {
  const account = await person(issuer, {
    firstName: "Grace",
    lastName: "Hopper",
    email: "grace.brewster.murray.hopper@navy.example",
    claims: { nickname: "Amazing Grace", birthdate: "1906-12-09", address: { locality: "New York", country: "US" } },
    lastLogin: issuer.clock.now(),
  });
  const application = await client(issuer, { name: "Compiler of the Year", ownerId: account.id });
  const agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
  const { session } = await issuer.sessions.start(account, { agent });
  await issuer.sessions.join(session, application.id);
  await issuer.durable.audit.add({
    at: issuer.clock.now(),
    event: "login.succeeded",
    accountId: account.id,
    detail: {},
  });
  return { account, application, session };
}

function below(path: string): Reach {
  return async (shown, stage) => {
    const { account } = await grace(stage);
    await goAsStaff(shown, stage, `/admin/users/${account.id}${path}`);
  };
}

/** How the pages about people and sessions are reached. */
export const ADMIN_PAGES: Readonly<Record<string, Reach>> = {
  admin: (shown, stage) => goAsStaff(shown, stage, "/admin"),
  async admin_users(shown, stage) {
    await grace(stage);
    await person(stage.server.issuer, { username: `barred${shown.owner.id}`, isActive: false });
    await goAsStaff(shown, stage, "/admin/users");
  },
  admin_users_none: (shown, stage) => goAsStaff(shown, stage, "/admin/users?q=nobody+at+all&kind=staff"),
  admin_user_add: (shown, stage) => goAsStaff(shown, stage, "/admin/users/add"),
  async admin_user_add_wrong(shown, stage) {
    await goAsStaff(shown, stage, "/admin/users/add");
    const { page } = shown;
    await page.getByLabel("User name").fill(shown.owner.username);
    await page.getByLabel("Email").fill("grace@nowhere at all");
    await page.getByLabel("Further claims").fill("{");
    await page.getByLabel("New password", { exact: true }).fill("short");
    await page.getByLabel("New password again").fill("another");
    await page.locator("main form").evaluate((form) => form.setAttribute("novalidate", ""));
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("alert").waitFor();
  },
  admin_user: below(""),
  admin_user_done: below("?done=changed"),
  admin_user_update: below("/update"),
  admin_user_password: below("/password"),
  admin_user_end_sessions: below("/end_sessions"),
  admin_user_delete: below("/delete"),
  async admin_sessions(shown, stage) {
    await grace(stage);
    await goAsStaff(shown, stage, "/admin/sessions");
  },
  async admin_session_end(shown, stage) {
    const { session } = await grace(stage);
    await goAsStaff(shown, stage, `/admin/sessions/${session.sid}/end`);
  },
};
