import { ACCOUNT_FORM, type Exchange, formToken, sessionOf } from "../engine/mod.ts";
import { renderHome } from "../pages/mod.ts";
import { html, type Reply } from "../protocol/mod.ts";

/** The first page of an issuer: what it is and where things are. */
export async function showHome(exchange: Exchange): Promise<Reply> {
  const { issuer } = exchange;
  const { base } = issuer;
  const session = await sessionOf(exchange);
  return html(
    200,
    renderHome({
      base,
      issuer: issuer.url,
      ...(session === undefined ? {} : { signedInAs: session.username, csrf: formToken(exchange, ACCOUNT_FORM) }),
      links: [
        {
          href: `${base}/account`,
          text: "Your account",
          says: "Who you are here, and the applications that you allowed",
        },
        ...(issuer.endpoints.some(({ path }) => path === "/applications")
          ? [
              {
                href: `${base}/applications`,
                text: "Your applications",
                says: "Those that you registered here, and where you register another",
              },
            ]
          : []),
        {
          href: `${base}/.well-known/oauth-authorization-server`,
          text: "Server metadata",
          says: "Every endpoint and what it can do, for programs (RFC 8414)",
        },
        ...issuer.endpoints.flatMap(({ path, place }) =>
          place === undefined ? [] : [{ ...place, href: base + path }],
        ),
        ...(issuer.endpoints.some(({ path }) => path === "/docs")
          ? [
              {
                href: `${base}/docs`,
                text: "API documentation",
                says: "What the API takes and answers, to be tried here",
              },
            ]
          : []),
        { href: `${base}/api/`, text: "Sample API", says: "A protected API to try an access token on" },
        // Of the process, not of one issuer: it lies below no issuer's path.
        { href: "/ready", text: "Readiness", says: "Whether the stores answer" },
      ],
    }),
  );
}
