const OPENID = "https://openid.net/specs";

/** Where the texts stand that are no RFCs, or that are cited by a name. */
const NAMED: Readonly<Record<string, string>> = Object.freeze({
  OIDC: `${OPENID}/openid-connect-core-1_0.html#rfc.section.`,
  DISCOVERY: `${OPENID}/openid-connect-discovery-1_0.html#rfc.section.`,
  OIDCREG: `${OPENID}/openid-connect-registration-1_0.html#rfc.section.`,
  RPLOGOUT: `${OPENID}/openid-connect-rpinitiated-1_0.html#rfc.section.`,
  FCLOGOUT: `${OPENID}/openid-connect-frontchannel-1_0.html#rfc.section.`,
  BCLOGOUT: `${OPENID}/openid-connect-backchannel-1_0.html#rfc.section.`,
  SESSION: `${OPENID}/openid-connect-session-1_0.html#rfc.section.`,
  MULTIRESPONSE: `${OPENID}/oauth-v2-multiple-response-types-1_0.html#rfc.section.`,
  FORMPOST: `${OPENID}/oauth-v2-form-post-response-mode-1_0.html#rfc.section.`,
  JARM: `${OPENID}/oauth-v2-jarm.html#section-`,
  PROMPTCREATE: `${OPENID}/openid-connect-prompt-create-1_0.html#rfc.section.`,
  OAUTH21: "https://www.ietf.org/archive/id/draft-ietf-oauth-v2-1-16.html#section-",
  RATELIMIT: "https://www.ietf.org/archive/id/draft-ietf-httpapi-ratelimit-headers-11.html#section-",
  OAUTHBODYHASH: "https://www.ietf.org/archive/id/draft-eaton-oauth-bodyhash-00.html#section-",
  OAUTHPROBLEM: "https://wiki.oauth.net/w/page/12238543/ProblemReporting#",
  WEBFINGER: "https://www.rfc-editor.org/rfc/rfc7033#section-",
});

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
  if (section === undefined || number === undefined) return undefined;
  if (Object.hasOwn(NAMED, specification)) return `${NAMED[specification]}${section}`;
  if (!specification.startsWith("RFC")) return undefined;
  const kind = /^[A-Z]/.test(section) ? "appendix" : "section";
  return `https://www.rfc-editor.org/rfc/${specification.toLowerCase()}#${kind}-${section}`;
}
