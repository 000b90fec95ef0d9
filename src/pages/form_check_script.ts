import { nameByContent } from "./_asset.ts";

/**
 * Has the form looked at whenever something in it changed, as its second button does, and shows what is warned of.
 *
 * What is wrong is said when the form is sent: who has not come to a field yet need not be told that it is empty.
 */
const text = `"use strict";
const form = document.querySelector("form[data-check]");
let latest = 0;
function placeOf(name) {
  const control = document.getElementById(name);
  const place = control?.closest(".field, .ticks, .one-tick");
  return { control, place };
}
function forget(shown) {
  const { control } = placeOf(shown.id.replace(/-warning$/, ""));
  const others = (control?.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id !== shown.id);
  if (others.join("") === "") control?.removeAttribute("aria-describedby");
  else control?.setAttribute("aria-describedby", others.join(" "));
  shown.remove();
}
function show(warning) {
  const known = document.getElementById(warning.id);
  if (known !== null) {
    if (known.textContent !== warning.textContent) known.textContent = warning.textContent;
    return;
  }
  const { control, place } = placeOf(warning.id.replace(/-warning$/, ""));
  if (!place) return;
  const shown = document.createElement("p");
  shown.id = warning.id;
  shown.className = "caution";
  shown.setAttribute("role", "status");
  const legend = place.querySelector("legend");
  if (legend === null) place.append(shown);
  else legend.after(shown);
  shown.textContent = warning.textContent;
  const before = control.getAttribute("aria-describedby");
  control.setAttribute("aria-describedby", before === null ? shown.id : before + " " + shown.id);
}
async function check() {
  latest += 1;
  const asked = latest;
  const body = new URLSearchParams(new FormData(form));
  body.set(form.dataset.check, "yes");
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body, redirect: "error" });
    if (!answer.ok) return;
  } catch {
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (asked !== latest || page.querySelector("form[data-check]") === null) return;
  const warnings = [...page.querySelectorAll("form[data-check] .caution")];
  const ids = new Set(warnings.map(({ id }) => id));
  for (const shown of form.querySelectorAll(".caution")) if (!ids.has(shown.id)) forget(shown);
  for (const warning of warnings) show(warning);
}
form?.addEventListener("change", () => void check());
`;

/** The script of forms that are looked at while they are filled in: where it is served below an issuer, its bytes and its entity tag. */
export const FORM_CHECK_SCRIPT = { ...nameByContent(text, { name: "form_check", ending: "js" }), text } as const;
