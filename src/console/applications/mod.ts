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
import { DELETE_PAGE } from "./delete_page.ts";
import { listPage } from "./list_page.ts";
import type { ApplicationsOptions } from "./may_register.ts";
import { registerPage } from "./register_page.ts";
import { SECRET_PAGE } from "./secret_page.ts";
import { updatePage } from "./update_page.ts";
import { viewPage } from "./view_page.ts";

export type { ApplicationsOptions } from "./may_register.ts";

/** The pages of one's own applications. */
export function applicationPages(options: ApplicationsOptions): Feature {
  return {
    name: "applications",
    spec: "Touchstone",
    // A path without a name in it stands before those with.
    endpoints: [
      listPage(options),
      registerPage(options),
      viewPage(options),
      updatePage(options),
      DELETE_PAGE,
      SECRET_PAGE,
    ],
  };
}
