/**
 * The `href` of a link that may lead there, or none: web addresses and paths of this server, never a script.
 *
 * Escaping keeps an address inside its attribute but does not make `javascript:` harmless, so links are judged once more here.
 */
export function linkTo(href: string): { readonly href?: string } {
  return /^(?:https?:\/\/|\/(?![/\\])|#)/i.test(href) ? { href } : {};
}

/**
 * Whether a form may be sent there: the web, or a private-use scheme, which has a dot in its name.
 *
 * @see RFC 8252 7.1
 */
export function isPostable(action: string): boolean {
  return /^(?:https?:\/\/|[a-z][a-z0-9+-]*\.[a-z0-9+.-]*:)/i.test(action);
}
