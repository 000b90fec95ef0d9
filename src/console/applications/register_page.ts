import { prepareClient } from "../../clients/mod.ts";
import type { Endpoint } from "../../engine/mod.ts";
import { type Params, redirect, type Reply } from "../../protocol/mod.ts";
import { AlreadyTaken, type ClientRecord } from "../../stores/mod.ts";
import { applicationPolicy } from "./application_policy.ts";
import { CHECK, isRight, showForm } from "./form_page.ts";
import { judge, type Judged } from "./judge.ts";
import { checkMayRegister } from "./may_register.ts";
import {
  applicationPage,
  applicationPath,
  type ApplicationsPlace,
  type ApplicationVisit,
  deedOf,
  listPath,
} from "./place.ts";
import { showSecret } from "./secret_shown.ts";
import { once, wasSent } from "./sent_twice.ts";
import { isTicked, type Typed, typedIn } from "./typed.ts";
import { NEW_APPLICATION } from "./typed_client.ts";

/** Applications of one person who is not of the staff: enough for anybody, and nobody fills the database. */
const MOST_OF_ONE = 100;

function show(
  visit: ApplicationVisit,
  form: { readonly typed: Typed; readonly judged?: Judged; readonly problem?: string },
): Reply {
  // Who only has it looked at asked for nothing that could be refused.
  const isWrong =
    form.problem !== undefined ||
    (form.judged !== undefined && !isRight(form.judged) && !isTicked(form.typed, CHECK[0]));
  return showForm(visit, {
    ...form,
    before: undefined,
    action: listPath(visit, "register"),
    back: listPath(visit),
    status: isWrong ? 400 : 200,
  });
}

async function hasEnough({ issuer, session }: ApplicationVisit): Promise<boolean> {
  if (session.isStaff) return false;
  const { accountId: ownerId } = session;
  const own = await issuer.durable.clients.list({ limit: MOST_OF_ONE, ownerId });
  return own.length >= MOST_OF_ONE;
}

/** Adds a client; undefined when the client id is taken. */
async function add(client: Omit<ClientRecord, "id">, { issuer }: ApplicationVisit): Promise<ClientRecord | undefined> {
  try {
    return await issuer.durable.clients.add(client);
  } catch (error) {
    if (error instanceof AlreadyTaken) return undefined;
    throw error;
  }
}

function withProblem(judged: Judged, field: string, says: string): Judged {
  return { ...judged, problems: new Map(judged.problems).set(field, [...(judged.problems.get(field) ?? []), says]) };
}

/** What is wrong with a form beside what anybody can see in it. */
async function judgeAll(typed: Typed, visit: ApplicationVisit): Promise<Judged> {
  const { issuer, session } = visit;
  const judged = await judge(typed, { issuer, isStaff: session.isStaff, before: undefined });
  const { clientId } = judged.input;
  if (clientId === undefined || judged.problems.has("client_id")) return judged;
  const namesake = await issuer.durable.clients.find(clientId);
  return namesake === undefined ? judged : withProblem(judged, "client_id", TAKEN);
}

const TAKEN = "This client id is taken. Choose another one, or leave it empty";

async function register(visit: ApplicationVisit, form: Params): Promise<Reply> {
  const { issuer, session } = visit;
  const twice = `${listPath(visit)}?done=twice`;
  if (await wasSent(form, visit)) return redirect(twice);
  const typed = typedIn(form);
  const judged = await judgeAll(typed, visit);
  if (!isRight(judged) || isTicked(typed, CHECK[0])) return show(visit, { typed, judged });
  if (await hasEnough(visit))
    return show(visit, {
      typed,
      judged,
      problem: `You have ${MOST_OF_ONE} applications. Delete one that is not used.`,
    });
  const policy = applicationPolicy(issuer, { isStaff: session.isStaff, before: undefined });
  const input = { ...judged.input, ownerId: session.accountId };
  const prepared = await prepareClient(input, { ...issuer, policy, now: issuer.clock.now() });
  const { isFirst, made: client } = await once(form, visit, { act: () => add(prepared.client, visit) });
  if (!isFirst) return redirect(twice);
  if (client === undefined) return show(visit, { typed, judged: withProblem(judged, "client_id", TAKEN) });
  await issuer.clients.changed(client);
  const detail = { client_id: client.clientId };
  await issuer.hooks.happened({ name: "client.registered", ...deedOf(visit, { client, detail }) }, visit);
  const { clientSecret: secret } = prepared;
  return secret === undefined
    ? redirect(`${applicationPath(visit, client)}?done=registered`)
    : showSecret(visit, { client, secret, done: "The application is registered." });
}

/** Registers an application, which belongs to the person from then on. */
export function registerPage(place: ApplicationsPlace): Endpoint {
  return applicationPage(place, {
    what: "register",
    controls: true,
    show(visit) {
      checkMayRegister(visit.session, place);
      return show(visit, { typed: NEW_APPLICATION });
    },
    answer(visit, form) {
      checkMayRegister(visit.session, place);
      return register(visit, form);
    },
  });
}
