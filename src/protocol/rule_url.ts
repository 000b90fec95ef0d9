/**
 * Where the sentence stands that a rule id names; undefined for an id of another form.
 *
 * @example The rule against codes used twice
 * ```ts
 * assert.equal(ruleUrl("RFC6749-4.1.2-5"), "https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2");
 * ```
 */
export function ruleUrl(rule: string): string | undefined {
  const [specification = "", section, number] = rule.split("-");
  if (!specification.startsWith("RFC") || section === undefined || number === undefined) return undefined;
  const kind = /^[A-Z]/.test(section) ? "appendix" : "section";
  return `https://www.rfc-editor.org/rfc/${specification.toLowerCase()}#${kind}-${section}`;
}
