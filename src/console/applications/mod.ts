/**
 * The pages of one's own applications: register, list, view, change, delete, and give a new secret.
 *
 * What is registered is judged by the same code as on the command line and by applications themselves, and all that is
 * wrong is told at once, at its field.
 *
 * *Decisions (2026-11-21).* Whoever is signed in may register applications, as in Django OAuth Toolkit, unless a setting
 * says that staff alone may. Staff alone leaves the consent out, sets lifetimes, and gives away the scope to ask about
 * tokens; what an application has of that it keeps when its owner changes the rest. Who registers it vouches for it, so
 * it is a verified one.
 *
 * @module
 */
import type { Feature } from "../../engine/mod.ts";
import { deletePage } from "./delete_page.ts";
import { listPage } from "./list_page.ts";
import type { ApplicationsOptions } from "./may_register.ts";
import { ownApplications } from "./place.ts";
import { registerPage } from "./register_page.ts";
import { secretPage } from "./secret_page.ts";
import { updatePage } from "./update_page.ts";
import { viewPage } from "./view_page.ts";

export { applicationBadges, shortFacts } from "./application_facts.ts";
export { deletePage } from "./delete_page.ts";
export { grantLabel } from "./grant_labels.ts";
export type { ApplicationsOptions } from "./may_register.ts";
export { applicationAt, type ApplicationsPlace, type MoreOfApplication } from "./place.ts";
export { registerPage } from "./register_page.ts";
export { secretPage } from "./secret_page.ts";
export { updatePage } from "./update_page.ts";
export { viewPage } from "./view_page.ts";

/** The pages of one's own applications. */
export function applicationPages(options: ApplicationsOptions): Feature {
  const place = ownApplications(options);
  return {
    name: "applications",
    spec: "Touchstone",
    // A path without a name in it stands before those with.
    endpoints: [
      listPage(place),
      registerPage(place),
      viewPage(place),
      updatePage(place),
      deletePage(place),
      secretPage(place),
    ],
  };
}
