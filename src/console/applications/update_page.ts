import { prepareClient, type PreparedClient } from "../../clients/mod.ts";
import { type Endpoint, refuseUnknown } from "../../engine/mod.ts";
import { digest } from "../../platform/mod.ts";
import { type Params, redirect, type Reply } from "../../protocol/mod.ts";
import type { Changes, ClientRecord } from "../../stores/mod.ts";
import { applicationPolicy } from "./application_policy.ts";
import { CHECK, isRight, showForm } from "./form_page.ts";
import { judge, type Judged } from "./judge.ts";
import { checkMayRegister } from "./may_register.ts";
import {
  applicationAt,
  applicationPage,
  applicationPath,
  type ApplicationsPlace,
  type ApplicationVisit,
  deedOf,
} from "./place.ts";
import { showSecret } from "./secret_shown.ts";
import { isTicked, textIn, type Typed, typedIn } from "./typed.ts";
import { typedClient } from "./typed_client.ts";

/** The field that tells which state of the application a form was made of. */
const SEEN = "seen";

/** Names what a form shows of an application; its secrets are changed elsewhere. */
function seenOf(client: ClientRecord, { issuer }: ApplicationVisit): string {
  return digest(JSON.stringify([...typedClient(client, issuer)]));
}

interface Shown {
  readonly typed: Typed;
  readonly judged?: Judged;
  readonly problem?: string;
  readonly status?: number;
}

function show(visit: ApplicationVisit, before: ClientRecord, shown: Shown): Reply {
  return showForm(visit, {
    ...shown,
    before,
    action: applicationPath(visit, before, "update"),
    back: applicationPath(visit, before),
    hidden: [[SEEN, seenOf(before, visit)]],
  });
}

const CHANGED_MEANWHILE =
  "Somebody else changed the application in the meantime, and nothing was saved. Look at it, then save again to have it as it is here.";

/** What is written: all that the form shows. Secrets that serve on are left alone: they may be renewed at this very moment. */
function changesOf({ client }: PreparedClient, before: ClientRecord): Changes<Omit<ClientRecord, "id">> {
  const { name, type, secrets, grantTypes, redirectUris, scope, defaultScope, authMethod, metadata, updatedAt } =
    client;
  const { skipAuthorization, accessTokenLifetime, refreshTokenLifetime } = client;
  return {
    name,
    type,
    ...(secrets === before.secrets ? {} : { secrets }),
    grantTypes,
    redirectUris,
    scope,
    defaultScope,
    authMethod,
    skipAuthorization,
    accessTokenLifetime,
    refreshTokenLifetime,
    metadata,
    updatedAt,
  };
}

interface Sent {
  readonly before: ClientRecord;
  readonly form: Params;
}

async function update(visit: ApplicationVisit, { before, form }: Sent): Promise<Reply> {
  const { issuer, session } = visit;
  const typed = typedIn(form);
  const registrant = { isStaff: session.isStaff, before };
  const judged = await judge(typed, { issuer, ...registrant });
  if (isTicked(typed, CHECK[0])) return show(visit, before, { typed, judged });
  if (!isRight(judged)) return show(visit, before, { typed, judged, status: 400 });
  if (textIn(typed, SEEN) !== seenOf(before, visit))
    return show(visit, before, { typed, judged, problem: CHANGED_MEANWHILE, status: 409 });
  const policy = applicationPolicy(issuer, registrant);
  const prepared = await prepareClient(judged.input, { ...issuer, policy, now: issuer.clock.now(), before });
  const client = await issuer.durable.clients.change(before.id, changesOf(prepared, before));
  if (client === undefined) return refuseUnknown("the application");
  await issuer.clients.changed(client);
  await issuer.hooks.happened({ name: "client.changed", ...deedOf(visit, { client }) }, visit);
  const { clientSecret: secret } = prepared;
  return secret === undefined
    ? redirect(`${applicationPath(visit, client)}?done=changed`)
    : showSecret(visit, { client, secret, done: `The application is changed, and has a new secret${whyNew(before)}.` });
}

/** Why the secret that it had does not serve on. */
function whyNew({ secrets: [had] }: ClientRecord): string {
  return had === undefined || had.sealed !== undefined
    ? ""
    : ", as of the one before only a digest was kept, which can be the key of nothing. The one before works no more";
}

/** Changes an application. */
export function updatePage(place: ApplicationsPlace): Endpoint {
  return applicationPage(place, {
    what: "update",
    controls: true,
    async show(visit) {
      const before = await applicationAt(visit);
      checkMayRegister(visit.session, place);
      return show(visit, before, { typed: typedClient(before, visit.issuer) });
    },
    async answer(visit, form) {
      const before = await applicationAt(visit);
      checkMayRegister(visit.session, place);
      return update(visit, { before, form });
    },
  });
}
