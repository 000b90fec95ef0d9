import { personalPage, type PersonalVisit } from "../../engine/mod.ts";
import { renderForm, renderRecord } from "../../pages/mod.ts";
import { html, NO_STORE, type Params, type Reply } from "../../protocol/mod.ts";
import { findToken, type FoundToken } from "./token_lookup.ts";

function showQuestion({ issuer: { base }, frame }: PersonalVisit, problem?: string): Reply {
  const path = `${base}/admin/authorizations`;
  const token = { name: "token", kind: "password", label: "Token", autofocus: true } as const;
  return html(
    problem === undefined ? 200 : 400,
    renderForm({
      ...frame,
      title: "What is this token?",
      lead: "For a token that turned up somewhere. It is neither kept nor shown again.",
      action: `${path}/token`,
      parts: [
        {
          fields: [
            problem === undefined ? token : { ...token, problem },
            { name: "revoke", kind: "tick", label: "Revoke it at once, with everything of its authorization" },
          ],
        },
      ],
      submit: "Look it up",
      back: path,
    }),
  );
}

/** Ends what was found, and tells who did it. */
async function revokeFound({ revoke, about, tag, badge }: FoundToken, visit: PersonalVisit): Promise<boolean> {
  if (revoke === undefined || tag === undefined) return false;
  // Again where it was before, as that time may have failed half-way; it is told once.
  await revoke();
  if (badge === "Revoked") return true;
  const detail = { by: visit.session.accountId };
  await visit.issuer.hooks.happened({ name: "token.revoked", ...about, family: tag, detail }, visit);
  return true;
}

async function answerQuestion(visit: PersonalVisit, form: Params): Promise<Reply> {
  const { issuer, frame } = visit;
  const text = form.get("token")?.trim() ?? "";
  if (text === "") return showQuestion(visit, "Paste the token");
  const found = await findToken(text, visit);
  const isRevoked = form.get("revoke") === "yes" && (await revokeFound(found, visit));
  const path = `${issuer.base}/admin/authorizations`;
  const family = found.tag === undefined ? undefined : await issuer.durable.families.find(found.tag);
  return html(
    200,
    renderRecord({
      ...frame,
      title: "A token",
      name: found.name,
      badges: [isRevoked ? "Revoked" : found.badge],
      facts: [
        ...found.facts,
        ...(found.tag === undefined
          ? []
          : [
              {
                name: "Authorization",
                value: found.tag,
                isCode: true,
                ...(family === undefined ? {} : { href: `${path}/${encodeURIComponent(found.tag)}` }),
              },
            ]),
      ],
      ...(isRevoked ? { note: "It was revoked, with everything of its authorization." } : {}),
      actions: [{ kind: "link", href: `${path}/token`, text: "Look up another" }],
    }),
    { headers: NO_STORE },
  );
}

/** Staff paste a token to learn what it is: in a form, so that it stands in no address and no log. */
export const ADMIN_TOKEN = personalPage({
  name: "admin_token",
  path: "/admin/authorizations/token",
  authority: "staff",
  show: (visit) => showQuestion(visit),
  answer: answerQuestion,
});
