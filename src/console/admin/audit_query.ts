import type { PersonalVisit } from "../../engine/mod.ts";
import type { FieldModel, RecordListModel } from "../../pages/mod.ts";
import type { AuditQuery } from "../../stores/mod.ts";
import { applicationNamed, personNamed } from "./naming.ts";
import { parseMoment } from "./parse_moment.ts";
import { typedIn } from "./search_address.ts";

/** The fields of the search in the audit log. */
export type AuditField = "event" | "person" | "application" | "authorization" | "request" | "from" | "until";

/** What is looked for in the audit log, as it was typed. */
export type TypedQuery = Readonly<Record<AuditField, string | undefined>>;

/** What is looked for, and why it cannot be where it cannot. */
export interface ReadQuery {
  readonly typed: TypedQuery;
  /** Undefined = nothing can be found. */
  readonly query: AuditQuery | undefined;
  readonly problems: Partial<Readonly<Record<AuditField, string>>>;
}

const NO_TIME = "Give a day, or a time of a day in UTC: 2026-05-01 12:30";

function typedQuery(visit: PersonalVisit): TypedQuery {
  return {
    event: typedIn(visit, "event"),
    person: typedIn(visit, "person"),
    application: typedIn(visit, "application"),
    authorization: typedIn(visit, "authorization"),
    request: typedIn(visit, "request"),
    from: typedIn(visit, "from"),
    until: typedIn(visit, "until"),
  };
}

/** Reads what is looked for in the audit log. */
export async function readAuditQuery(visit: PersonalVisit): Promise<ReadQuery> {
  const typed = typedQuery(visit);
  const { event, person, application, authorization, request } = typed;
  const [from, until] = [typed.from, typed.until].map((text) => (text === undefined ? text : parseMoment(text)));
  const problems = {
    ...(typed.from !== undefined && from === undefined ? { from: NO_TIME } : {}),
    ...(typed.until !== undefined && until === undefined ? { until: NO_TIME } : {}),
  };
  const accountId = person === undefined ? undefined : await personNamed(person, visit.issuer);
  const client = application === undefined ? undefined : await applicationNamed(application, visit.issuer);
  const isNowhere =
    Object.keys(problems).length > 0 ||
    (person !== undefined && accountId === undefined) ||
    (application !== undefined && client === undefined);
  if (isNowhere) return { typed, query: undefined, problems };
  const query: AuditQuery = {
    ...(event === undefined ? {} : { event }),
    ...(accountId === undefined ? {} : { accountId }),
    ...(client === undefined ? {} : { client }),
    ...(authorization === undefined ? {} : { family: authorization }),
    ...(request === undefined ? {} : { trace: request }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  };
  return { typed, query, problems };
}

const LABELS: Readonly<Record<AuditField, Pick<FieldModel, "label" | "hint">>> = {
  event: { label: "Event", hint: "Such as login.failed" },
  person: { label: "Person", hint: "User name, or number of somebody who is gone" },
  application: { label: "Application", hint: "Client id, or number of one that is gone" },
  authorization: { label: "Authorization", hint: "Tag" },
  request: { label: "Request", hint: "Trace id, as pages and answers that refuse something tell it" },
  from: { label: "From", hint: "2026-05-01 or 2026-05-01 12:30, in UTC" },
  until: { label: "Before" },
};

const FIRST: readonly AuditField[] = ["event", "person", "application"];
const SELDOM: readonly AuditField[] = ["authorization", "request", "from", "until"];

function fieldOf(name: AuditField, { typed, problems }: ReadQuery): FieldModel {
  const [value, problem] = [typed[name], problems[name]];
  const filled = { ...(value === undefined ? {} : { value }), ...(problem === undefined ? {} : { problem }) };
  return { name, kind: "search", ...LABELS[name], ...filled };
}

/** The fields of the search, as they were filled in; those that are seldom needed apart. */
export function auditFields(read: ReadQuery): Pick<NonNullable<RecordListModel["search"]>, "fields" | "more"> {
  const fields = FIRST.map((name) => fieldOf(name, read));
  return { fields, more: SELDOM.map((name) => fieldOf(name, read)) };
}
