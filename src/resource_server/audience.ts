import type { Context } from "koa";
import { coversResource, fail, resourceProblem } from "../protocol/mod.ts";
import type { AccessToken, TokenReader } from "./access_token.ts";

/** For which resource tokens are taken. */
export interface AudienceOptions {
  /**
   * Which resource this is, such as `https://api.example/books`, or what tells it of a request. A token that is bound to
   * this resource, or to one above it, is taken; one that is bound to others is not.
   *
   * The name has to be yours, never what a request says (`context.href`): who sends the request writes its `Host`.
   */
  readonly resource?: string | ((context: Context) => string);
  /** True: a token that is bound to no resource is not taken either. */
  readonly requireAudience?: boolean;
}

/** Refuses a token that is for other resources; undefined where there is nothing to check. */
export type CheckAudience = (token: AccessToken, context: Context) => void;

/**
 * Makes the check whether a token is for this resource.
 *
 * | the token is bound to | `resource` given | not given |
 * |---|---|---|
 * | this resource, or one above it | taken | refused |
 * | other resources | refused | refused |
 * | none | taken, unless `requireAudience` | taken |
 *
 * *Decision*: without `resource` every bound token is refused, since whoever does not know which resource it is cannot
 * tell that the token is meant for it. A reader that has checked the audience by itself needs no name here.
 *
 * @see RFC 8707 3, RFC 9700 2.3
 * @throws {TypeError} When the name cannot be one, and when an audience is demanded and there is no name.
 */
export function checkAudienceOf(
  { resource, requireAudience = false }: AudienceOptions,
  reader: Pick<TokenReader, "checksAudience">,
): CheckAudience {
  if (typeof resource === "string") checkName(resource);
  if (resource === undefined && requireAudience && reader.checksAudience !== true)
    throw new TypeError("Cannot demand tokens for this resource as it has no name: give resource");
  return (token, context) => {
    const { audience } = token;
    if (audience === undefined) {
      if (requireAudience) refuse(token, "bound to no resource");
      return;
    }
    if (resource === undefined) {
      if (reader.checksAudience !== true) refuse(token, "bound to resources, and this one has no name of its own");
      return;
    }
    const here = typeof resource === "string" ? resource : resource(context);
    if (!audience.some((bound) => coversResource(bound, here))) refuse(token, "bound to other resources");
  };
}

function checkName(resource: string): void {
  const problem = resourceProblem(resource);
  if (problem !== undefined) throw new TypeError(`Cannot call this resource '${resource}' as ${problem}`);
}

function refuse({ tokenType }: AccessToken, why: string): never {
  const code = tokenType === "OAuth" ? "token_rejected" : "invalid_token";
  return fail(code, `Cannot accept the access token as it is ${why}`, { rule: "RFC8707-3-1" });
}
