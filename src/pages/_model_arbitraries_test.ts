import * as fc from "fast-check";
import {
  type CheckedSignature,
  type FieldModel,
  renderAccount,
  renderApiDocs,
  renderConfirm,
  renderConsent,
  renderDeviceCode,
  renderDeviceConfirm,
  renderForm,
  renderFormPost,
  renderHome,
  renderLoggedOut,
  renderLogin,
  renderLogout,
  renderMessage,
  renderLabPreflight,
  renderLabReport,
  renderLabRun,
  renderLabStart,
  renderOauth1Pin,
  renderProblem,
  renderRecord,
  renderRecordList,
  renderSelectAccount,
  renderSignatureCheck,
  renderSignUp,
} from "./mod.ts";
import { labPreflightOf, labReportOf, labRunOf } from "./_sample_pages_test.ts";

/** Texts as they come from outside: empty, long, right to left, with marks that turn the direction, and with markup. */
export const NAMES: readonly string[] = [
  "\u05d0\u05dc\u05d9\u05e1",
  "\u0645\u0637\u0628\u0639\u0629 \u0627\u0644\u0635\u0648\u0631",
  "\u202egnissap\u202c",
  "\u2067isolated",
  "x".repeat(5_000),
  "word ".repeat(400).trim(),
  "\u{1f469}\u200d\u{1f467}",
  "e\u0301\u0301\u0301",
  "<b>\"bold\"</b> & 'more'",
  "problem",
  "main",
];

const visible = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }).filter((text) => text.trim() !== "");
const text = fc.oneof(visible, fc.constantFrom(...NAMES));
const any = fc.oneof(text, fc.constant(""));
const address = fc.constantFrom("/login", "/a?b=c&d", "https://links.example/x", "#main", "javascript:alert(1)", "");
const base = fc.constantFrom("", "/tenant", "/t/of/three");
const action = fc.constantFrom("/login", "/t/consent?x=1&y=2");

function merge<T, U>([first, second]: [T, U]): T & U {
  return { ...first, ...second };
}

/** The members of a model that may be missing: there or not, each by itself. */
function model<T, U>(
  always: { [K in keyof T]: fc.Arbitrary<T[K]> },
  sometimes: { [K in keyof U]: fc.Arbitrary<U[K]> },
) {
  return fc.tuple(fc.record(always), fc.record(sometimes, { requiredKeys: [] })).map(merge);
}

const frame = { signedInAs: text, csrf: text };
const link = fc.record({ href: address, text, says: any });
const scope = fc.record({ name: text, sentence: text, checked: fc.boolean(), known: fc.boolean() });
const authorized = model(
  { clientName: text, clientId: text, scopes: fc.uniqueArray(text), since: any, tag: text },
  { open: address },
);
const session = fc.record({
  sid: text,
  browser: fc.constantFrom("Firefox on Linux", "A browser"),
  since: any,
  current: fc.boolean(),
  applications: fc.uniqueArray(text, { maxLength: 3 }),
});
const facts = { clientName: text, clientId: text, redirectHost: text, username: text, accessLifetime: text };
const rule = model({ id: text, url: address }, { says: any });

const spans = fc.array(fc.record({ text: any, differs: fc.boolean() }), { maxLength: 3 });
const checked: fc.Arbitrary<CheckedSignature> = model(
  {
    verdict: text,
    notes: fc.uniqueArray(text, { maxLength: 3 }),
    parts: fc.uniqueArray(model({ name: fc.constantFrom("Method", "Address"), ours: spans }, { theirs: spans }), {
      selector: ({ name }) => name,
    }),
    params: fc.array(fc.record({ name: any, value: any, from: fc.constantFrom("header", "query") }), { maxLength: 3 }),
  },
  {
    isRight: fc.boolean(),
    fault: model({ says: text }, { mend: text, rule }),
    difference: fc.record({ says: text, ours: spans, theirs: spans }),
  },
);

const KINDS = ["text", "email", "password", "number", "search", "lines", "choice", "ticks", "tick"] as const;
/** Names of fields are ours. */
const field: fc.Arbitrary<FieldModel> = model(
  { name: fc.constantFrom("one", "two", "three", "four"), label: text, kind: fc.constantFrom(...KINDS) },
  {
    value: fc.oneof(any, fc.uniqueArray(text)),
    options: fc.uniqueArray(model({ value: any, text }, { hint: text }), {
      selector: ({ value }) => value,
      minLength: 1,
    }),
    hint: text,
    problem: text,
    warning: text,
    required: fc.boolean(),
  },
);
const fields = fc.uniqueArray(field, { selector: ({ name }) => name, maxLength: 4 });
const hidden = fc.uniqueArray(fc.tuple(text, any), { selector: ([name]) => name });
const path = fc.constantFrom("/t/x", "/t/x/1?a=b");
const fact = model({ name: fc.constantFrom("Since", "Client id"), value: any }, { isCode: fc.boolean(), href: path });
const factsOf = fc.uniqueArray(fact, { selector: ({ name }) => name });
const ours = fc.constantFrom("An application", "People");
const item = model(
  { name: any, facts: factsOf },
  { href: path, badges: fc.uniqueArray(text), action: fc.record({ href: path, text }) },
);
const items = fc.array(item, { maxLength: 4 });
const does = fc.oneof(
  model({ kind: fc.constant("link" as const), href: path, text }, { isDanger: fc.boolean() }),
  model({ kind: fc.constant("form" as const), action, text }, { hidden, isDanger: fc.boolean() }),
);
const sections = fc.uniqueArray(model({ href: path, text: ours }, { current: fc.boolean() }), {
  selector: ({ href }) => href,
});
const personal = { base, signedInAs: text, csrf: text, sections };

const apiField = model(
  {
    name: text,
    place: fc.constantFrom("path", "query", "form", "json", "bearer"),
    says: any,
    required: fc.boolean(),
    kind: fc.constantFrom("text", "number", "secret", "choice", "long"),
  },
  { choices: fc.array(text, { maxLength: 3 }), value: any },
);
const apiOperation = model(
  {
    id: fc.stringMatching(/^[a-z]\w{0,8}$/),
    method: fc.constantFrom("GET", "POST", "DELETE"),
    path: text,
    summary: text,
    access: any,
    sendsToken: fc.boolean(),
    canTry: fc.boolean(),
    alsoAt: fc.array(text, { maxLength: 2 }),
    fields: fc.array(apiField, { maxLength: 3 }),
    answers: fc.array(model({ status: text, says: any }, { shape: any }), { minLength: 1, maxLength: 3 }),
    curl: text,
  },
  { says: any },
);
const apiGroups = fc
  .uniqueArray(apiOperation, { minLength: 1, maxLength: 4, selector: ({ id }) => id })
  .map((operations) => [
    { name: "All", brief: false, operations },
    { name: "Brief", brief: true, operations },
  ]);
const apiLogin = model(
  { clientId: text, authorize: address, token: address, docs: address, scopes: fc.array(apiScope(), { maxLength: 3 }) },
  { revoke: address },
);

function apiScope() {
  return fc.record({ name: text, sentence: text, checked: fc.boolean() });
}

/** Every page over all models that it can be given. */
export const PAGES: Readonly<Record<string, fc.Arbitrary<string>>> = {
  login: model(
    { base, action, csrf: text },
    {
      signedInAs: text,
      next: any,
      username: any,
      clientName: text,
      note: text,
      problem: text,
      cancel: fc.boolean(),
      signUp: fc.boolean(),
    },
  ).map(renderLogin),
  consent: model(
    {
      base,
      action,
      csrf: text,
      ...facts,
      scopes: fc.uniqueArray(scope, { selector: ({ name }) => name }),
      canRemember: fc.boolean(),
    },
    { signedInAs: text, ownerName: text, isUnverified: fc.boolean(), refreshLifetime: text, problem: text },
  ).map(renderConsent),
  "device code": model({ base, action, csrf: text }, { signedInAs: text, code: any, problem: text }).map(
    renderDeviceCode,
  ),
  "device confirm": model(
    {
      base,
      action,
      csrf: text,
      userCode: text,
      clientName: text,
      clientId: text,
      username: text,
      begun: text,
      address: text,
      sameNetwork: fc.boolean(),
      scopes: fc.uniqueArray(scope, { selector: ({ name }) => name }),
      accessLifetime: text,
    },
    { signedInAs: text, ownerName: text, refreshLifetime: text, problem: text },
  ).map(renderDeviceConfirm),
  "select account": model({ base, action, csrf: text, clientName: text, username: text }, { signedInAs: text }).map(
    renderSelectAccount,
  ),
  "sign up": model(
    { base, action, csrf: text, clientName: text },
    {
      username: text,
      email: any,
      problem: text,
      problems: model({}, { username: text, email: text, password: text, repeated: text }),
    },
  ).map(renderSignUp),
  problem: model(
    { base, status: fc.constantFrom(400, 401, 403, 404, 405, 413, 429, 500, 503), error: text, description: any },
    { ...frame, rule, trace: text, next: text },
  ).map(renderProblem),
  home: model({ base, issuer: text, links: fc.array(link, { maxLength: 8 }) }, { ...frame, redisNote: text }).map(
    renderHome,
  ),
  account: model(
    {
      base,
      csrf: text,
      username: text,
      email: any,
      isStaff: fc.boolean(),
      since: any,
      authorized: fc.array(authorized, { maxLength: 5 }),
      sessions: fc.uniqueArray(session, { maxLength: 5, selector: ({ sid }) => sid }),
    },
    { signedInAs: text, note: text },
  ).map(renderAccount),
  "api docs": model({ base, issuer: text, document: path, groups: apiGroups }, { ...frame, login: apiLogin }).map(
    renderApiDocs,
  ),
  confirm: model(
    { ...personal, title: ours, says: text, facts: factsOf, action, submit: text, back: path },
    { hidden, problem: text },
  ).map(renderConfirm),
  form: fc
    .tuple(
      model(
        { ...personal, title: ours, action, submit: text, back: path },
        { lead: text, hidden, problem: text, note: text, other: fc.tuple(fc.constant("check"), any, text) },
      ),
      model({ fields }, { title: text, says: text, folded: fc.boolean() }),
    )
    .map(([form, part]) => renderForm({ ...form, parts: [part] })),
  record: model(
    {
      ...personal,
      title: ours,
      name: text,
      facts: factsOf,
      actions: fc.uniqueArray(does, { selector: (one) => one.text }),
    },
    {
      badges: fc.uniqueArray(text),
      groups: fc.uniqueArray(model({ title: text, items, empty: text }, { all: path }), {
        selector: ({ title }) => title,
      }),
      note: text,
      problem: text,
    },
  ).map(renderRecord),
  "record list": model(
    { ...personal, title: ours, items, empty: text },
    {
      lead: text,
      search: fc.record({ action, fields }),
      first: path,
      next: path,
      add: fc.record({ href: path, text }),
      note: text,
      problem: text,
    },
  ).map(renderRecordList),
  logout: model(
    {
      base,
      action,
      csrf: text,
      username: text,
      fields: fc.uniqueArray(fc.tuple(text, any), { selector: ([name]) => name }),
    },
    { signedInAs: text, clientName: text },
  ).map(renderLogout),
  "logged out": model(
    {
      base,
      frames: fc.uniqueArray(fc.constantFrom("https://a.test/out?iss=x", "https://b.test/o;u,t", "javascript:x")),
    },
    { ...frame, next: fc.record({ href: address, clientName: text }) },
  ).map(renderLoggedOut),
  message: model({ base, title: text, text: any }, { ...frame, link: fc.record({ href: address, text }) }).map(
    renderMessage,
  ),
  "signature check": model(
    {
      base,
      csrf: text,
      action,
      fields: fc.constant([{ name: "request", kind: "lines", label: "Request" } as const]),
      applications: fc.uniqueArray(fc.record({ name: any, href: fc.constantFrom("/a", "/b") }), {
        selector: ({ href }) => href,
      }),
    },
    {
      signedInAs: text,
      checked,
      problem: text,
      refused: fc.oneof(
        fc.record({ applicationName: text }),
        fc.record({ applicationName: text, at: text, request: text, checked }),
      ),
    },
  ).map(renderSignatureCheck),
  "lab run": text.map((said) => renderLabRun(labRunOf(said))),
  "lab preflight": text.map((said) => renderLabPreflight(labPreflightOf(said))),
  "lab start": model(
    {
      base,
      csrf: text,
      action,
      fields,
      more: fc.constant([{ name: "further", kind: "text", label: "Further" } as const]),
      plans: items,
      runs: items,
      links: fc.uniqueArray(link, { selector: ({ href }) => href }),
    },
    { problem: text, note: text, sections },
  ).map(renderLabStart),
  "lab report": text.map((said) => renderLabReport(labReportOf(said))),
  "oauth1 pin": model({ base, clientName: text, pin: any }, { signedInAs: text }).map(renderOauth1Pin),
  "form post": model(
    {
      action: fc.constantFrom("https://client.example/cb?a=b&c", "com.example.app:/cb"),
      parameters: fc.array(fc.tuple(text, any)),
    },
    { base },
  ).map(renderFormPost),
};
