import type { Context, Middleware, Next } from "koa";
import type { Issuer } from "../engine/mod.ts";
import type { Log } from "../platform/mod.ts";
import { OAuthError, type WireRequest, withHeaders } from "../protocol/mod.ts";
import { assets } from "./assets.ts";
import { health, type HealthOptions } from "./health.ts";
import { inOrder } from "./in_order.ts";
import { mount, type MountOptions } from "./mount.ts";
import { notFound } from "./not_found.ts";
import { asJson, busyError } from "./render_error.ts";
import { sendReply } from "./send_reply.ts";
import { wireRequestOf } from "./wire_request.ts";

/** An issuer that is there for a while. */
export interface Tenant {
  readonly issuer: Issuer;
  /** What else answers below its path, where no endpoint of the issuer does. */
  readonly others?: readonly Middleware[];
  /** Hears of a request that nothing of it answers, before that is answered with the status; its body is not read. */
  readonly unanswered?: (request: WireRequest, status: number) => Promise<void> | void;
}

/** How issuers are served that come and go. */
export interface TenantsOptions extends MountOptions {
  /**
   * Finds the tenant that answers at a path, which may be a well-known one with that of the issuer at its end.
   *
   * Answers undefined, and no promise, for a path that can be no tenant's. An `OAuthError` that it throws is what the
   * client is told.
   *
   * @see RFC 8414 3.1
   */
  readonly find: (path: string) => Promise<Tenant | undefined> | undefined;
  /** What `/health` and `/ready` below the path of each tenant say; they are not there when not given. */
  readonly health?: HealthOptions;
  /** Hears when a tenant cannot be looked for now; nobody does when not given. */
  readonly log?: Log;
}

/** What of a tenant is made once for its issuer: what comes before all else that it has, and what comes behind. */
interface Mounted {
  readonly first: Middleware;
  readonly last: Middleware;
}

interface Found {
  readonly found: Promise<Tenant | undefined>;
  readonly next: Next;
}

function mountOnce(options: TenantsOptions): (issuer: Issuer) => Mounted {
  // Weak, so that nothing is left of an issuer that nobody finds any more.
  const known = new WeakMap<Issuer, Mounted>();
  return (issuer) => {
    const before = known.get(issuer);
    if (before !== undefined) return before;
    const { hot, rest } = mount([issuer], options);
    const own = options.health === undefined ? [] : [health(options.health, issuer.base)];
    const mounted = { first: inOrder([hot, assets([issuer.base]), ...own]), last: rest };
    known.set(issuer, mounted);
    return mounted;
  };
}

/** Tells of a request that is not answered; whoever fails to hear it changes nothing of the answer. */
async function tell(context: Context, { issuer, unanswered }: Tenant): Promise<void> {
  const secure = issuer.url.startsWith("https:");
  try {
    await unanswered?.(wireRequestOf(context, { body: "", secure }), 404);
  } catch (cause) {
    issuer.log.error("Cannot tell a listener of a request that is not answered", { cause });
  }
}

function answerNothing(tenant: Tenant): Middleware {
  const { base, url } = tenant.issuer;
  const answer = notFound({ base, secure: url.startsWith("https:") });
  return async (context, next) => {
    await tell(context, tenant);
    return answer(context, next);
  };
}

/**
 * Serves issuers that come and go, each at a path of its own; what is nobody's goes on to what comes next.
 *
 * A tenant answers all that is below its path: what it does not have, it says so.
 */
export function serveTenants(options: TenantsOptions): Middleware {
  const { find, log } = options;
  const mounted = mountOnce(options);

  function serve(tenant: Tenant): Middleware {
    const { first, last } = mounted(tenant.issuer);
    return inOrder([first, ...(tenant.others ?? []), last, answerNothing(tenant)]);
  }

  /** Answers a request whose tenant was not found because of an error; what is a mistake of ours is thrown on. */
  function refuse(context: Context, thrown: unknown): Promise<void> | void {
    const busy = busyError(thrown);
    if (busy !== undefined) log?.warn("Cannot look for a tenant now", { path: context.path, cause: thrown });
    const error = busy ?? thrown;
    if (!(error instanceof OAuthError)) throw thrown;
    return sendReply(context, withHeaders(asJson(error), error.headers ?? {}), { secure: false });
  }

  async function answer(context: Context, { found, next }: Found): Promise<unknown> {
    let tenant: Tenant | undefined;
    try {
      tenant = await found;
    } catch (thrown) {
      return refuse(context, thrown);
    }
    return tenant === undefined ? next() : serve(tenant)(context, next);
  }

  return (context, next) => {
    let found: Found["found"] | undefined;
    try {
      found = find(context.path);
    } catch (thrown) {
      return refuse(context, thrown);
    }
    return found === undefined ? next() : answer(context, { found, next });
  };
}
