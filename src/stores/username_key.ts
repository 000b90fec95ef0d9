/**
 * What two user names have in common when they are the same to a person: compatible characters are folded together
 * (NFKC) and case does not matter.
 *
 * Choice: the program folds, not the database, because `lower()` there follows the locale of its cluster (under `C`
 * it knows ASCII only), so that the same two names would collide on one machine and not on the next.
 */
export function usernameKey(username: string): string {
  return username.normalize("NFKC").toLowerCase().normalize("NFKC");
}
