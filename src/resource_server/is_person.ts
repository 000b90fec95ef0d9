import { ALLOWED, type Permission, REFUSED } from "./permission.ts";
import { personOf } from "./person_of.ts";

/** The caller is a person who is signed in with a browser; a token is not enough. */
export function isSignedIn(): Permission {
  return (access) => (access.kind === "session" ? ALLOWED : REFUSED);
}

/** The caller is staff, or bears the token of somebody who is: combine it with `hasScope` so that the client may act for them. */
export function isStaff(): Permission {
  return async (access) => ((await personOf(access))?.isStaff === true ? ALLOWED : REFUSED);
}
