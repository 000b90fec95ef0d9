import { nameByContent } from "./_asset.ts";

/**
 * Shows requests as they arrive, by looking at the page itself every two seconds while somebody looks at it, and has
 * values copied by a button. What is there stays as it is: somebody may be reading it.
 */
const text = `"use strict";
const EVERY = 2000;
const here = () => document.getElementById("now");
async function look() {
  const answer = await fetch(location.href, { redirect: "error" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const shown = here();
  const now = page.getElementById("now");
  if (now === null || now.querySelector("h2").textContent !== shown.querySelector("h2").textContent) return;
  for (const id of ["so-far", "visits"]) {
    const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
    if (old.innerHTML !== fresh.innerHTML) old.replaceChildren(...fresh.childNodes);
  }
  const list = document.querySelector("#requests > ol");
  const fresh = [...page.querySelectorAll("#requests > ol > li")];
  list.append(...fresh.slice(list.children.length));
}
async function watch() {
  if (!document.hidden) await look().catch(() => undefined);
  setTimeout(() => void watch(), EVERY);
}
async function copy(button) {
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  const before = button.innerHTML;
  button.textContent = "Copied";
  setTimeout(() => { button.innerHTML = before; }, EVERY);
}
for (const button of navigator.clipboard === undefined ? [] : document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => void copy(button).catch(() => undefined));
}
if (here() !== null) setTimeout(() => void watch(), EVERY);
`;

const named = nameByContent(text, { name: "lab_run", ending: "js" });

/** The script of the page of a run: where the lab serves it below an issuer, its bytes and its entity tag. */
export const LAB_RUN_SCRIPT = { ...named, path: `/lab${named.path}`, text } as const;
