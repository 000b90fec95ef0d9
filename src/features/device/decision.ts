import { checkForm, type Exchange, sessionOf } from "../../engine/mod.ts";
import type { Params, Reply, Scope } from "../../protocol/mod.ts";
import { showUnknown } from "./code_page.ts";
import { type Decision, decide } from "./device_record.ts";
import {
  agreedRequest,
  decisionForm,
  findQuestion,
  ownDecision,
  permissionsOf,
  type Question,
  showDone,
  showQuestion,
} from "./question.ts";
import { parseUserCode } from "./user_code.ts";
import { goOn } from "./verification.ts";

/** What was decided, and all that was ticked of what was asked. */
interface Decided extends Decision {
  readonly ticked: Scope;
}

function decisionIn(form: Params, question: Question, exchange: Exchange): Decided {
  const { device, session } = question;
  const { accountId, sub, username } = session;
  const chosen = new Set(form.all("scope"));
  const ticked = permissionsOf(question, exchange).filter((name) => chosen.has(name));
  return {
    allowed: form.get("action") === "allow",
    subject: { accountId, sub, username },
    scope: device.request.scope.filter((name) => ticked.includes(name)),
    ticked,
  };
}

/** What features bind to a request that was allowed: the tokens go elsewhere than to the browser that allowed it. */
async function bound({ ticked, ...decision }: Decided, question: Question, exchange: Exchange): Promise<Decision> {
  if (!decision.allowed) return decision;
  const { subject, scope } = decision;
  const bindings = await exchange.issuer.hooks.bindToCode({
    request: agreedRequest(question, exchange),
    subject,
    session: question.session,
    scope,
    allowed: ticked,
    apart: true,
  });
  return Object.keys(bindings).length === 0 ? decision : { ...decision, bindings };
}

/** Who lost a race to themselves, by pressing twice, is told what they decided. */
async function showLost({ code, session }: Question, exchange: Exchange): Promise<Reply> {
  const again = await findQuestion(code, session, exchange);
  const own = again === undefined ? undefined : ownDecision(again);
  return own === undefined ? showUnknown(exchange, code, 409) : showDone(own, exchange);
}

async function settle(question: Question, decision: Decision, exchange: Exchange): Promise<Reply> {
  const { issuer } = exchange;
  const { device, client, session } = question;
  const { ephemeral, clock } = issuer;
  if (!(await decide(device, decision, { ephemeral, now: clock.now() }))) return showLost(question, exchange);
  const { allowed, scope } = decision;
  await issuer.hooks.happened(
    {
      name: allowed ? "device.approved" : "device.denied",
      client: client.id,
      accountId: session.accountId,
      family: device.tag,
      detail: allowed ? { scope: scope.join(" ") } : {},
    },
    exchange,
  );
  return showDone(decision, exchange);
}

/** Takes what a person decided. The form is genuine only for this code, this browser and this session. */
export async function receiveDecision(exchange: Exchange): Promise<Reply> {
  const { form } = exchange.request;
  const code = parseUserCode(form.get("user_code") ?? "") ?? "";
  checkForm(exchange, form, decisionForm(code));
  const session = await sessionOf(exchange);
  if (session === undefined) return goOn(code, exchange);
  const question = await findQuestion(code, session, exchange);
  const own = question === undefined ? undefined : ownDecision(question);
  if (own !== undefined) return showDone(own, exchange);
  if (question === undefined || question.device.decision !== undefined) return showUnknown(exchange, code);
  const decision = decisionIn(form, question, exchange);
  if (decision.allowed && decision.scope.length === 0 && question.device.request.scope.length > 0) {
    const problem = "Tick at least one permission, or choose Deny.";
    return showQuestion(question, exchange, { ticked: [], problem, status: 400 });
  }
  return settle(question, await bound(decision, question, exchange), exchange);
}
