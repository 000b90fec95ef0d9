import {
  type AccountModel,
  type ApiDocsModel,
  type CheckedSignature,
  type ClientAbout,
  type ConsentModel,
  type DeviceConfirmModel,
  type LabAttempt,
  type LabPreflightModel,
  type LabReportModel,
  type LabRunModel,
  type LoggedOutModel,
  type LoginModel,
  type LogoutModel,
  type Oauth1PinModel,
  type ProblemModel,
  type SelectAccountModel,
  type SignatureCheckModel,
  type SignUpModel,
  renderAccount,
  renderApiDocs,
  renderConfirm,
  renderConsent,
  renderDeviceCode,
  renderDeviceConfirm,
  renderForm,
  renderFormPost,
  renderHome,
  renderLabPreflight,
  renderLabReport,
  renderLabRun,
  renderLabStart,
  renderLoggedOut,
  renderLogin,
  renderLogout,
  renderMessage,
  renderOauth1Pin,
  renderProblem,
  renderRecord,
  renderRecordList,
  renderSelectAccount,
  renderSignatureCheck,
  renderSignUp,
} from "./mod.ts";

/** A model of the log-in page with nothing optional. */
export const LOGIN: LoginModel = { base: "/tenant", action: "/tenant/login", csrf: "seal" };

/** A model of the consent page for two permissions. */
export const CONSENT: ConsentModel = {
  base: "",
  action: "/consent",
  csrf: "seal",
  clientName: "Photo Printer",
  clientId: "printer",
  redirectHost: "printer.example",
  username: "alice",
  scopes: [
    { name: "read", sentence: "See your photos", checked: true, known: true },
    { name: "write", sentence: "Change your photos", checked: false, known: false },
  ],
  accessLifetime: "10 minutes",
  canRemember: false,
};

/** A model of the page that hands a code to a person. */
export const OAUTH1_PIN: Oauth1PinModel = { base: "", clientName: "Photo Printer", pin: "12345678" };

/** A report in which every text is the same. */
export function labReportOf(text: string): LabReportModel {
  const rule = { id: text, keyword: text, demands: text, href: `https://rules.example/${text}` };
  const details = [{ name: text, text }];
  const request = { number: 1, line: text, outcome: text, wrong: [text], isProof: false, details };
  const one = { name: text, title: text, setup: "code", word: text, tone: "bad", says: text, wrong: [text] } as const;
  const requests = [request, { ...request, number: 2, wrong: [], isProof: true, details: [] }];
  const whole = { ...one, rule, mend: text, look: text, requests, output: [text, text] };
  return {
    base: "/tenant",
    name: text,
    planTitle: text,
    headline: text,
    facts: [{ name: "Plan", value: text, isCode: true }],
    counts: [
      { word: text, count: 1, meaning: text, tone: "bad" },
      { word: "warning", count: 0, meaning: text, tone: "poor" },
    ],
    cases: [whole, { ...one, name: "other", requests: [], output: [] }],
    folded: [
      { title: "Passed", cases: [whole] },
      { title: "Not exercised", cases: [] },
    ],
    downloads: [{ href: "/tenant/lab/reports/1.json", text }],
  };
}

/** What was found of a client, every text of it the same. */
export function labPreflightOf(text: string): LabPreflightModel {
  const rule = { id: text, keyword: text, href: `https://rules.example/${text}` };
  const told = { says: text, member: text, rule, mend: text, stops: text };
  return {
    base: "/tenant",
    csrf: "seal",
    action: "/tenant/lab/preflight",
    fields: [
      { name: "plan", label: "Plan", kind: "choice", options: [{ value: "a", text }] },
      { name: "document", label: "Document", kind: "lines", hint: text, value: text, problem: text, required: false },
    ],
    more: [{ name: "scope", label: "Scope", kind: "text", value: text, required: false }],
    result: {
      headline: text,
      findings: [
        { name: "first", word: "error", tone: "bad", ...told },
        { name: "second", word: "warning", tone: "poor", ...told },
      ],
    },
    problem: text,
  };
}

/** A run in which every text is the same, and nothing goes on. */
export function labRunAtRest(text: string): LabRunModel {
  const verdict = { word: text, tone: "bad", says: text } as const;
  const attempts = [
    { name: "first", title: text, href: "/tenant/lab/scenarios/x", verdict },
    { name: "second", title: text, goesOn: "/tenant/lab/runs/1?attempt=second" },
    { name: "third", title: text },
  ];
  return {
    base: "/tenant",
    csrf: "seal",
    name: text,
    planTitle: text,
    progress: { done: 1, all: 3 },
    facts: [{ name: "Report", value: text, isCode: true }],
    note: text,
    problem: text,
    next: { name: text, title: text },
    groups: [{ title: text, says: text, attempts }],
    action: "/tenant/lab/runs/1",
    report: "/tenant/lab/reports/1",
  };
}

/** The same while a case goes on. */
export function labRunOf(text: string): LabRunModel & { readonly current: LabAttempt } {
  const settings = [{ name: text, value: text }];
  const current = {
    name: text,
    title: text,
    tried: [text],
    steps: [text],
    otherwise: [text],
    visits: [`https://visits.example/${text}`],
    settings,
    person: settings,
    requests: labReportOf(text).cases[0]?.requests ?? [],
    soFar: text,
    acts: [{ value: "end_session", text }],
    outcomes: [{ value: "refused", text, says: text }],
    attempt: text,
    reload: { href: "/tenant/lab/runs/1?reload=yes", text },
  };
  return { ...labRunAtRest(text), current };
}

/** A model of the page on which a signature is checked, as it comes first. */
export const SIGNATURE_CHECK: SignatureCheckModel = {
  base: "/tenant",
  csrf: "seal",
  action: "/tenant/oauth1/check",
  fields: [{ name: "request", kind: "lines", label: "Request" }],
  applications: [],
};

/** What was found out of a signature, with every text the same. */
export function checkedOf(text: string): CheckedSignature {
  const spans = [
    { text, differs: false },
    { text, differs: true },
  ];
  const texts = { ours: spans, theirs: spans };
  return {
    verdict: "The signature is wrong.",
    isRight: false,
    fault: { says: text, mend: text, rule: { id: text, url: `https://links.example/${text}` } },
    notes: [text],
    difference: { says: text, ...texts },
    parts: [
      { name: "Method", ours: spans },
      { name: "Address", ...texts },
    ],
    params: [
      { name: text, value: text, from: "header" },
      { name: text, value: text, from: "query" },
    ],
  };
}

/** What an application says of itself. */
export const ABOUT: ClientAbout = {
  logoUri: "https://printer.example/logo.png",
  clientUri: "https://printer.example/",
  policyUri: "https://printer.example/policy",
  tosUri: "https://printer.example/terms",
};

/** A model of the page that asks whether a device may be connected, for one permission. */
export const DEVICE_CONFIRM: DeviceConfirmModel = {
  base: "/tenant",
  action: "/tenant/device/decision",
  csrf: "seal",
  userCode: "WDJB-MJHT",
  clientName: "Television",
  clientId: "television",
  username: "alice",
  begun: "2 minutes ago",
  address: "203.0.113.7",
  sameNetwork: true,
  scopes: [{ name: "read", sentence: "See your photos", checked: true, known: false }],
  accessLifetime: "10 minutes",
};

/** A model of the page that asks whether to log out, when nobody says who wants it. */
export const LOGOUT: LogoutModel = {
  base: "/tenant",
  action: "/tenant/logout/confirm",
  csrf: "seal",
  username: "alice",
  fields: [
    ["client_id", "printer"],
    ["state", "a b"],
  ],
};

/** A model of the page after a logout that nobody waits for. */
export const LOGGED_OUT: LoggedOutModel = { base: "/tenant", frames: [] };

/** A model of the page on which a person chooses an account. */
export const SELECT_ACCOUNT: SelectAccountModel = {
  base: "/tenant",
  action: "/tenant/interaction/x",
  csrf: "seal",
  clientName: "Photo Printer",
  username: "alice",
};

/** A model of the page on which a person makes an account, as it comes first. */
export const SIGN_UP: SignUpModel = {
  base: "/tenant",
  action: "/tenant/interaction/x",
  csrf: "seal",
  clientName: "Photo Printer",
};

/** A model of the error page with nothing optional. */
export const PROBLEM: ProblemModel = {
  base: "",
  status: 400,
  error: "invalid_request",
  description: "Cannot find the client",
  trace: "trace-7",
};

/** A model of the account page with one application. */
export const ACCOUNT: AccountModel = {
  base: "/tenant",
  csrf: "seal",
  username: "alice",
  email: "alice@example.com",
  isStaff: false,
  since: "1 May 2026",
  authorized: [
    { clientName: "Photo Printer", clientId: "printer", scopes: ["read", "write"], since: "2 May 2026", tag: "tag-1" },
  ],
  sessions: [
    { sid: "sid-1", browser: "Firefox on Linux", since: "3 May 2026", current: true, applications: [] },
    { sid: "sid-2", browser: "Safari on iPhone", since: "4 May 2026", current: false, applications: ["Photo Printer"] },
  ],
};

/** A model of the API page with one operation of each kind, whose texts are one. */
export function apiDocsOf(text: string): ApiDocsModel {
  const kinds = ["text", "number", "secret", "choice", "long"] as const;
  const operation = {
    id: "one",
    method: "GET",
    path: `/${text}`,
    summary: text,
    says: text,
    access: text,
    sendsToken: true,
    canTry: true,
    alsoAt: [text],
    fields: kinds.map((kind) => ({
      name: text,
      place: "query" as const,
      says: text,
      required: false,
      kind,
      value: text,
      choices: [text],
    })),
    answers: [{ status: "200", says: text, shape: text }],
    curl: text,
  };
  return {
    base: `/${text}`,
    issuer: text,
    document: "/openapi.json",
    login: {
      clientId: text,
      authorize: text,
      token: text,
      revoke: text,
      docs: text,
      scopes: [{ name: text, sentence: text, checked: true }],
    },
    groups: [
      { name: text, brief: false, operations: [operation, { ...operation, id: "two", canTry: false }] },
      { name: text, brief: true, operations: [{ ...operation, id: "three" }] },
    ],
  };
}

/** Every page with every field set, each made of one text, so that a hostile text reaches every place at once. */
export function samplePages(text: string): Readonly<Record<string, string>> {
  const frame = { base: `/${text}`, signedInAs: text, csrf: text };
  const link = { href: `https://links.example/${text}`, text };
  const rule = { id: text, url: link.href, says: text };
  const scopes = [true, false].map((flag) => ({ name: text, sentence: text, checked: flag, known: flag }));
  const client = { clientName: text, clientId: text };
  const facts = { ownerName: text, redirectHost: text, username: text, accessLifetime: text, refreshLifetime: text };
  const authorized = [{ ...client, scopes: [text], since: text, tag: text, open: link.href }];
  const sessions = [true, false].map((current) => ({
    sid: `${text}${String(current)}`,
    browser: text,
    since: text,
    current,
    applications: [text],
  }));
  const section = { sections: [{ href: "/x", text: "Applications", current: true }] };
  const known = [
    { name: "Since", value: text, isCode: true, href: "/x" },
    { name: "Until", value: text },
  ];
  const options = [{ value: text, text, hint: text }];
  const fields = (["text", "lines", "choice", "ticks", "tick"] as const).map((kind, index) => ({
    name: `field-${index}`,
    label: text,
    kind,
    value: text,
    options,
    hint: text,
    problem: text,
    warning: text,
  }));
  const items = [{ name: text, href: "/x", badges: [text], facts: known, action: { href: "/x/delete", text } }];
  const hidden = [[text, text]] as const;
  return {
    "api docs": renderApiDocs({ ...frame, ...apiDocsOf(text) }),
    confirm: renderConfirm({
      ...frame,
      ...section,
      title: "Delete an application",
      says: text,
      facts: known,
      action: text,
      hidden,
      submit: text,
      back: "/x",
      problem: text,
    }),
    form: renderForm({
      ...frame,
      ...section,
      title: "Register an application",
      lead: text,
      action: text,
      parts: [{ title: text, says: text, fields, folded: true }],
      submit: text,
      other: ["check", text, text],
      back: "/x",
      hidden,
      problem: text,
      note: text,
    }),
    record: renderRecord({
      ...frame,
      ...section,
      title: "Application",
      name: text,
      badges: [text],
      facts: known,
      groups: [{ title: text, items, empty: text, all: "/x" }],
      actions: [
        { kind: "link", href: "/x", text, isDanger: true },
        { kind: "form", action: text, text: `${text}2`, hidden },
      ],
      note: text,
      problem: text,
    }),
    "record list": renderRecordList({
      ...frame,
      ...section,
      title: "Applications",
      lead: text,
      search: {
        action: "/x",
        fields,
        more: [{ name: "more", label: text, kind: "search", hint: text, value: text, problem: text }],
      },
      items,
      empty: text,
      first: "/x",
      next: "/x?after=1",
      add: { href: "/x/new", text },
      note: text,
      problem: text,
    }),
    login: renderLogin({
      ...frame,
      ...client,
      action: text,
      next: text,
      username: text,
      note: text,
      problem: text,
      cancel: true,
      signUp: true,
    }),
    consent: renderConsent({
      ...frame,
      about: ABOUT,
      ...client,
      ...facts,
      action: text,
      scopes,
      canRemember: true,
      problem: text,
    }),
    "device code": renderDeviceCode({ ...frame, action: text, code: text, problem: text }),
    "device confirm": renderDeviceConfirm({
      ...frame,
      ...client,
      ...facts,
      action: text,
      userCode: text,
      begun: text,
      address: text,
      sameNetwork: false,
      scopes,
      problem: text,
    }),
    "select account": renderSelectAccount({ ...frame, ...client, action: text, username: text }),
    "sign up": renderSignUp({
      ...frame,
      ...client,
      action: text,
      username: text,
      email: text,
      problem: text,
      problems: { username: text, email: text, password: text, repeated: text },
    }),
    problem: renderProblem({ ...frame, status: 400, error: text, description: text, rule, trace: text, next: text }),
    "form post": renderFormPost({ base: frame.base, action: link.href, parameters: [[text, text]] }),
    home: renderHome({ ...frame, issuer: text, links: [{ ...link, says: text }], redisNote: text }),
    account: renderAccount({ ...frame, username: text, email: text, isStaff: true, since: text, authorized, sessions }),
    logout: renderLogout({ ...frame, ...client, action: text, username: text, fields: [[text, text]] }),
    "logged out": renderLoggedOut({
      ...frame,
      next: { ...link, clientName: text },
      frames: [`https://frames.example/${text}`],
    }),
    message: renderMessage({ ...frame, title: text, text, link }),
    "signature check": renderSignatureCheck({
      ...frame,
      ...section,
      action: text,
      fields,
      checked: checkedOf(text),
      refused: { applicationName: text, at: text, request: text, checked: checkedOf(text) },
      applications: [{ name: text, href: "/x" }],
      problem: text,
    }),
    "oauth1 pin": renderOauth1Pin({ ...frame, clientName: text, pin: text }),
    "lab report": renderLabReport({ ...labReportOf(text), remove: "/x", ...frame }),
    "lab run": renderLabRun({ ...labRunOf(text), ...frame }),
    "lab preflight": renderLabPreflight({ ...labPreflightOf(text), ...frame }),
    "lab start": renderLabStart({
      ...frame,
      ...section,
      action: text,
      fields,
      more: [],
      plans: items,
      runs: items,
      links: [{ ...link, says: text }],
      note: text,
      problem: text,
    }),
  };
}
