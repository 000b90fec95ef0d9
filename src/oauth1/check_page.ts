import { isConsumer } from "../clients/mod.ts";
import { type Endpoint, personalPage, type PersonalVisit, refuseUnknown } from "../engine/mod.ts";
import type { Seconds } from "../platform/mod.ts";
import {
  type CheckedSignature,
  type FieldModel,
  type RefusedSignature,
  renderSignatureCheck,
  type SignatureFault,
} from "../pages/mod.ts";
import { html, NO_STORE, type Params, type Reply, ruleUrl } from "../protocol/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import {
  type BaseStringPart,
  checkSignature,
  findKeys,
  findRefused,
  markBaseStrings,
  markTexts,
  parsePasted,
  PasteRefused,
  type SignatureCheck,
  type ShownMistake,
  type SignatureReport,
  type Unreadable,
  whereDiffers,
} from "./explain/mod.ts";
import type { Oauth1Options } from "./options.ts";
import { publicOrigin } from "./public_origin.ts";
import type { SignatureMethod } from "./signature_methods.ts";
import type { SignedRequest } from "./signed_request.ts";

/** Path of the page below the issuer; `?application=` and the number of an application show its last refused request. */
const CHECK_PATH = "/oauth1/check";

const MOST_APPLICATIONS = 50;

const FIELDS: readonly FieldModel[] = [
  {
    name: "request",
    kind: "lines",
    label: "Request",
    hint: "As it goes over the wire, or as curl -v prints it: the request line, the headers, an empty line, the body. It is neither kept nor shown again, and its nonce is not used up.",
  },
  {
    name: "base_string",
    kind: "lines",
    label: "Base string of the client",
    hint: "Where you know it: what your program signs, for a comparison character by character.",
    required: false,
  },
  {
    name: "origin",
    kind: "text",
    label: "Address of the server",
    hint: "Where the request line has none, and the server is not this one: https://api.example.com",
    required: false,
  },
];

/** Whether a person may see what goes wrong with an application: its owner, and staff. */
function maySee({ ownerId }: ClientRecord, { session }: PersonalVisit): boolean {
  return session.isStaff || ownerId === session.accountId;
}

/** The application that the query names; somebody else's is as if it were not there. */
async function chosen(visit: PersonalVisit): Promise<ClientRecord | undefined> {
  const id = visit.request.query.get("application");
  if (id === undefined) return undefined;
  const client = /^[1-9]\d{0,9}$/.test(id) ? await visit.issuer.durable.clients.findByNumber(Number(id)) : undefined;
  return client === undefined || !maySee(client, visit) ? refuseUnknown("the application") : client;
}

async function ownConsumers({ issuer, session }: PersonalVisit): Promise<readonly ClientRecord[]> {
  const all = await issuer.durable.clients.list({ after: 0, limit: MOST_APPLICATIONS, ownerId: session.accountId });
  return all.filter(isConsumer);
}

interface Shown {
  readonly status?: number;
  readonly checked?: CheckedSignature;
  readonly problem?: string;
}

async function show(visit: PersonalVisit, { status = 200, ...shown }: Shown = {}): Promise<Reply> {
  const { issuer, frame } = visit;
  const client = await chosen(visit);
  const action = issuer.base + CHECK_PATH;
  const markup = renderSignatureCheck({
    ...frame,
    ...shown,
    action: client === undefined ? action : `${action}?application=${client.id}`,
    fields: FIELDS,
    applications: (await ownConsumers(visit)).map(({ id, name }) => ({ name, href: `${action}?application=${id}` })),
    ...(client === undefined ? {} : { refused: await refusedOf(client, visit) }),
  });
  return html(status, markup, { headers: NO_STORE });
}

async function refusedOf(
  { id, name: applicationName }: ClientRecord,
  { issuer }: PersonalVisit,
): Promise<RefusedSignature | { readonly applicationName: string }> {
  const refused = await findRefused(id, issuer);
  if (refused === undefined) return { applicationName };
  const { at, method, address, report } = refused;
  return {
    applicationName,
    at: `${new Date(at * 1_000).toISOString().slice(0, 19).replace("T", " ")} UTC`,
    request: `${method} ${address}`,
    checked: checkedOf({ report, params: report.params, notes: [] }),
  };
}

async function answer(
  visit: PersonalVisit,
  { form, window }: { readonly form: Params; readonly window: Seconds },
): Promise<Reply> {
  const { issuer } = visit;
  const claimed = form.get("base_string")?.trim();
  const origin = form.get("origin")?.trim();
  try {
    const pasted = parsePasted(form.get("request") ?? "", {
      ...(origin === undefined || origin === "" ? {} : { origin }),
      // As the server itself takes it, whatever name a proxy gives it.
      originFor: (host) => publicOrigin(issuer.url, { host }),
    });
    const check = await checkSignature(pasted, {
      keysFor: (signed, method) => keysFor(signed, { method, visit }),
      now: issuer.clock.now(),
      window,
      ...(claimed === undefined || claimed === "" ? {} : { claimed }),
    });
    return await show(visit, { checked: checkedOf(check) });
  } catch (error) {
    if (!(error instanceof PasteRefused)) throw error;
    return show(visit, { status: 400, problem: `${error.message}.` });
  }
}

async function keysFor(
  signed: SignedRequest,
  { method, visit }: { readonly method: SignatureMethod; readonly visit: PersonalVisit },
) {
  const client = await visit.issuer.durable.clients.find(signed.consumerKey);
  if (client !== undefined && maySee(client, visit)) return findKeys(signed, { client, method, issuer: visit.issuer });
  const whose = visit.session.isStaff ? "that of no application" : "not that of an application of yours";
  return {
    keys: [],
    earlierSecrets: [],
    notes: [`Its oauth_consumer_key is ${whose}, so nothing is said of the signature`],
  };
}

const VERDICTS: Readonly<Record<SignatureReport["verdict"], string>> = {
  right: "The signature is right.",
  wrong: "The signature is wrong.",
  unknown: "Whether the signature is right cannot be told.",
};

/** What was found out, in the words of the page. */
function checkedOf({ report, unreadable, params, notes }: SignatureCheck): CheckedSignature {
  if (report === undefined) {
    const verdict = "The request cannot be read as a signed one.";
    const fault = unreadable === undefined ? {} : { fault: faultOf(unreadable) };
    return { verdict, isRight: false, notes, parts: [], params, ...fault };
  }
  const { verdict, mistake, advice, difference } = report;
  return {
    verdict: VERDICTS[verdict],
    ...(verdict === "unknown" ? {} : { isRight: verdict === "right" }),
    ...(mistake === undefined ? {} : { fault: faultOf({ ...mistake, says: sentenceOf(mistake) }) }),
    notes: advice === undefined ? notes : [advice, ...notes],
    ...(difference === undefined
      ? {}
      : { difference: { says: whereDiffers(difference), ...markTexts(difference.ours, difference.theirs) } }),
    parts: partsOf(report),
    params,
  };
}

function sentenceOf({ says, detail }: ShownMistake): string {
  return detail === undefined ? says : `${says}: ${detail}`;
}

function faultOf({ says, mend, rule }: Unreadable & { readonly mend?: string }): SignatureFault {
  const url = rule === undefined ? undefined : ruleUrl(rule);
  return {
    says,
    ...(mend === undefined ? {} : { mend }),
    ...(rule === undefined || url === undefined ? {} : { rule: { id: rule, url } }),
  };
}

const PARTS: Readonly<Record<BaseStringPart, string>> = {
  method: "Method",
  address: "Address",
  parameters: "Parameters",
};

/** The parts of the base string; those that are alike on both sides stand there once. */
function partsOf({ ours: base, theirs: other }: SignatureReport): CheckedSignature["parts"] {
  return markBaseStrings(base, other ?? base).map(({ part, ours, theirs }) => {
    const differs = [...ours, ...theirs].some((span) => span.differs);
    const name = PARTS[part];
    return differs ? { name, ours, theirs } : { name, ours };
  });
}

/**
 * The page on which a person pastes a signed request, and sees what the server signs and what the client did otherwise;
 * and the last refused request of an application of theirs.
 *
 * Of whose requests more is told than what they hold: of one's own applications, and for staff of all.
 *
 * @see RFC 5849 3.4
 */
export function signatureCheckPage({ window }: Pick<Oauth1Options, "window">): Endpoint {
  return personalPage({
    name: "oauth1_check",
    path: CHECK_PATH,
    authority: "person",
    controls: true,
    show: (visit) => show(visit),
    answer: (visit, form) => answer(visit, { form, window }),
  });
}
