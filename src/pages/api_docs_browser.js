// @ts-check
// What the API page does in a browser: it logs a person in by the authorization code flow with PKCE, as any public
// client does, and sends the calls that its forms describe. The access token is kept in a variable alone.

/** @typedef {{ readonly token: string, readonly scope: string }} Held */

/** Of a login that is under way, for as long as the browser is away. */
const UNDER_WAY = "api_docs";

/** @type {Held | undefined} */
let held;

/** @param {string} id */
function elementOf(id) {
  return document.getElementById(id);
}

/** @param {string} text */
function say(text) {
  const said = elementOf("access-said");
  if (said !== null) said.textContent = text;
}

/** @param {Held | undefined} next */
function hold(next) {
  held = next;
  elementOf("give-back")?.toggleAttribute("hidden", next === undefined);
}

/** @param {Uint8Array} bytes */
function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

function randomText() {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

/** @param {string} verifier */
async function challengeOf(verifier) {
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
}

/**
 * What the page was told of the issuer.
 *
 * @param {string} name
 */
function told(name) {
  return elementOf("access")?.dataset[name] ?? "";
}

/** @param {FormData} chosen */
async function beginLogin(chosen) {
  // The browser comes back to the address that is registered, and what is kept here is kept for one origin.
  if (location.origin !== new URL(told("docs")).origin) return location.assign(told("docs"));
  if (crypto.subtle === undefined) return say("Cannot log in over plain http from another machine: use https");
  const verifier = randomText();
  const state = randomText();
  sessionStorage.setItem(UNDER_WAY, JSON.stringify({ verifier, state }));
  const address = new URL(told("authorize"));
  const parameters = {
    response_type: "code",
    client_id: told("client"),
    redirect_uri: told("docs"),
    scope: Array.from(chosen.getAll("scope"), String).join(" "),
    state,
    code_challenge: await challengeOf(verifier),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(parameters)) if (value !== "") address.searchParams.set(name, value);
  location.assign(address);
}

/** @param {URLSearchParams} answer @param {string} verifier */
async function redeem(answer, verifier) {
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    client_id: told("client"),
    redirect_uri: told("docs"),
    code: answer.get("code") ?? "",
    code_verifier: verifier,
  });
  const response = await fetch(told("token"), { method: "POST", body, credentials: "omit" });
  const tokens = await response.json();
  if (!response.ok) return say(`You are not logged in: ${tokens.error_description ?? tokens.error}`);
  hold({ token: tokens.access_token, scope: tokens.scope });
  const minutes = Math.floor(tokens.expires_in / 60);
  say(`You are logged in. The token is good for ${tokens.scope}, and for ${minutes} minutes.`);
}

/** Takes what the browser brought back, once: the address forgets it at once. */
async function finishLogin() {
  const answer = new URLSearchParams(location.search);
  if (!answer.has("code") && !answer.has("error")) return;
  history.replaceState(null, "", location.pathname);
  const kept = JSON.parse(sessionStorage.getItem(UNDER_WAY) ?? "{}");
  sessionStorage.removeItem(UNDER_WAY);
  elementOf("access")?.scrollIntoView();
  const isOurs = kept.state !== undefined && kept.state === answer.get("state");
  if (!isOurs || (answer.get("iss") ?? told("issuer")) !== told("issuer"))
    return say("You are not logged in: this answer belongs to no login of this page. Try again.");
  if (answer.has("error"))
    return say(`You are not logged in: ${answer.get("error_description") ?? answer.get("error")}`);
  await redeem(answer, kept.verifier);
}

async function giveBack() {
  if (held === undefined) return;
  const body = new URLSearchParams({ token: held.token, client_id: told("client") });
  if (told("revoke") !== "") await fetch(told("revoke"), { method: "POST", body, credentials: "omit" });
  hold(undefined);
  say("The token is dead.");
}

/** @typedef {{ readonly address: string, readonly init: RequestInit }} Call */

/**
 * The request that a form describes; what is empty is not sent.
 *
 * @param {HTMLFormElement} form
 * @returns {Call}
 */
function callOf(form) {
  let path = form.dataset["path"] ?? "";
  const query = new URLSearchParams();
  const fields = new URLSearchParams();
  const headers = new Headers();
  /** @type {string | URLSearchParams | undefined} */
  let body;
  if (form.dataset["token"] !== undefined && held !== undefined) headers.set("Authorization", `Bearer ${held.token}`);
  for (const field of form.querySelectorAll("input, select, textarea")) {
    const { name, value, dataset } = /** @type {HTMLInputElement} */ (field);
    if (value === "") continue;
    if (dataset["in"] === "path") path = path.replace(`{${name}}`, encodeURIComponent(value));
    else if (dataset["in"] === "query") query.append(name, value);
    else if (dataset["in"] === "bearer") headers.set("Authorization", `Bearer ${value}`);
    else if (dataset["in"] === "form") {
      fields.append(name, value);
      body = fields;
    } else {
      headers.set("Content-Type", "application/json");
      body = value;
    }
  }
  const address = query.size === 0 ? path : `${path}?${query}`;
  const init = { method: form.dataset["method"] ?? "GET", headers, credentials: /** @type {const} */ ("omit") };
  return { address, init: body === undefined ? init : { ...init, body } };
}

/** @param {string} text */
function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Header fields worth a look. */
const SHOWN = new Set([
  "content-type",
  "www-authenticate",
  "link",
  "location",
  "retry-after",
  "ratelimit",
  "etag",
  "trace-id",
]);

/** @param {Response} response @param {string} text */
function printed(response, text) {
  const headers = [...response.headers].filter(([name]) => SHOWN.has(name));
  return [...headers.map(([name, value]) => `${name}: ${value}`), "", pretty(text)].join("\n").trim();
}

/** @param {HTMLFormElement} form */
async function send(form) {
  const result = form.nextElementSibling;
  const [line, shown] = result?.children ?? [];
  if (result === null || line === undefined || shown === undefined) return;
  const { address, init } = callOf(form);
  const began = performance.now();
  try {
    const response = await fetch(address, init);
    shown.textContent = printed(response, await response.text());
    line.textContent = `${response.status} ${response.statusText}, ${Math.round(performance.now() - began)} ms`;
  } catch {
    shown.textContent = "";
    line.textContent = "There is no answer: the server is away, or the call was refused by the browser";
  }
  result.removeAttribute("hidden");
}

/** @param {string} selector @param {(form: HTMLFormElement) => Promise<void>} submitted */
function onSubmit(selector, submitted) {
  for (const form of document.querySelectorAll(selector)) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (form instanceof HTMLFormElement) void submitted(form);
    });
  }
}

onSubmit("#login", (form) => beginLogin(new FormData(form)));
onSubmit("form.trial", send);
onSubmit("#give-back", giveBack);
elementOf("without-script")?.setAttribute("hidden", "");
for (const fields of document.querySelectorAll("form[data-script] > fieldset")) fields.removeAttribute("disabled");
if (location.hash !== "")
  document.querySelector(`details[id="${CSS.escape(location.hash.slice(1))}"]`)?.setAttribute("open", "");
await finishLogin();
