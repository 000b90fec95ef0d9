import {
  type Authority,
  type Endpoint,
  type Happening,
  type PersonalPage,
  personalPage,
  type PersonalVisit,
  refuseUnknown,
} from "../../engine/mod.ts";
import type { Fact, RecordAction, RecordGroup } from "../../pages/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import type { ApplicationsOptions } from "./may_register.ts";

/** What is shown of an application, and can be done with it, beside what is so everywhere. */
export interface MoreOfApplication {
  readonly facts: readonly Fact[];
  readonly groups: readonly RecordGroup[];
  readonly actions: readonly RecordAction[];
}

/** Where applications are looked after: among one's own, or all of them in the administration. */
export interface ApplicationsPlace extends ApplicationsOptions {
  /** Of the list, below the issuer. */
  readonly path: "/applications" | "/admin/applications";
  readonly authority: Authority;
  /** Whether an application may be seen here by a person; one that may not is as if it were not there. */
  readonly has: (client: ClientRecord, visit: PersonalVisit) => boolean;
  readonly more?: (client: ClientRecord, visit: PersonalVisit) => Promise<MoreOfApplication>;
}

/** A visit to a page about applications. */
export interface ApplicationVisit extends PersonalVisit {
  readonly place: ApplicationsPlace;
}

/** One's own applications; those of others are not there, for staff as well: theirs is the administration. */
export function ownApplications(options: ApplicationsOptions): ApplicationsPlace {
  return {
    ...options,
    path: "/applications",
    authority: "person",
    has: ({ ownerId }, { session }) => ownerId === session.accountId,
  };
}

/** The application that a path names, read from the database itself, so that what was changed a moment ago elsewhere holds. */
export async function applicationAt(visit: ApplicationVisit): Promise<ClientRecord> {
  const { issuer, place, segment } = visit;
  const id = segment("id");
  const client = /^[1-9]\d{0,9}$/.test(id) ? await issuer.durable.clients.findByNumber(Number(id)) : undefined;
  return client === undefined || !place.has(client, visit) ? refuseUnknown("the application") : client;
}

/** Path of the list of applications, or of the page that registers one. */
export function listPath({ issuer, place }: Pick<ApplicationVisit, "issuer" | "place">, what?: "register"): string {
  const list = issuer.base + place.path;
  return what === undefined ? list : `${list}/${what}`;
}

/** Path of the page of an application, or of one that does something with it. */
export function applicationPath(
  visit: Pick<ApplicationVisit, "issuer" | "place">,
  { id }: Pick<ClientRecord, "id">,
  what?: "update" | "delete" | "secret",
): string {
  const one = `${listPath(visit)}/${id}`;
  return what === undefined ? one : `${one}/${what}`;
}

/** Whom something that was done with an application is about, and who did it where that is somebody else. */
export function deedOf(
  { place, session }: ApplicationVisit,
  { client, detail = {} }: { readonly client: ClientRecord; readonly detail?: NonNullable<Happening["detail"]> },
): Pick<Happening, "client" | "accountId" | "detail"> {
  const { accountId: by } = session;
  const { id, ownerId } = client;
  if (place.authority === "person") return { client: id, accountId: by, detail };
  return { client: id, ...(ownerId === undefined ? {} : { accountId: ownerId }), detail: { ...detail, by } };
}

/** The pages about applications, and where each is below the list. */
const WHERE = {
  list: { name: "applications", path: "" },
  register: { name: "application_register", path: "/register" },
  view: { name: "application", path: "/:id" },
  update: { name: "application_update", path: "/:id/update" },
  delete: { name: "application_delete", path: "/:id/delete" },
  secret: { name: "application_secret", path: "/:id/secret" },
} as const;

/** A page about applications, at a place. */
export interface ApplicationPage extends Pick<PersonalPage, "controls"> {
  readonly what: keyof typeof WHERE;
  readonly show: (visit: ApplicationVisit) => ReturnType<NonNullable<PersonalPage["show"]>>;
  readonly answer?: (
    visit: ApplicationVisit,
    form: Parameters<NonNullable<PersonalPage["answer"]>>[1],
  ) => ReturnType<NonNullable<PersonalPage["answer"]>>;
}

/** Makes an endpoint of a page about applications; one's own are at the addresses of older servers as well. */
export function applicationPage(place: ApplicationsPlace, page: ApplicationPage): Endpoint {
  const { what, controls, show, answer } = page;
  const { name, path } = WHERE[what];
  const isOwn = place.authority === "person";
  return personalPage({
    name: isOwn ? name : `admin_${name}`,
    path: place.path + path,
    ...(isOwn ? { aliases: [`applications${path}`] } : {}),
    authority: place.authority,
    ...(controls === undefined ? {} : { controls }),
    show: (visit) => show({ ...visit, place }),
    ...(answer === undefined ? {} : { answer: (visit, form) => answer({ ...visit, place }, form) }),
  });
}
