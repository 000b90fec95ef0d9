/** The name of a key that is in no key set, made of one that is. */
export function unknownKid({ kid }: Readonly<Record<string, unknown>>): string {
  return `${typeof kid === "string" ? kid : "key"}-unknown`;
}
