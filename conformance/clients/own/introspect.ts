import { Refused } from "../refused.ts";
import type { Ready } from "./client.ts";
import { membersOf, objectOf, patiently, pause } from "./http.ts";
import { endpointOf } from "./metadata.ts";
import { asClient } from "./token.ts";

type Judging = Pick<Ready, "checks" | "config">;
type Members = Readonly<Record<string, unknown>>;

function isOver({ exp }: Members): boolean {
  return exp !== undefined && (typeof exp !== "number" || exp <= Date.now() / 1000);
}

function isForUs({ aud }: Members, { config }: Judging): boolean {
  if (aud === undefined) return true;
  const names: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  const { origin } = new URL(config.resource);
  return names.some((name) => name === config.client_id || (typeof name === "string" && name.startsWith(origin)));
}

/** Whether a token lets its bearer in, by what was said of it. @see RFC 7662 2.2 */
export function checkToken(said: Members, client: Judging): void {
  const { checks, config } = client;
  const { active, nbf, iss, token_type: type, scope } = said;
  if (active === undefined) checks.demand("active_demanded", () => false);
  else if (checks.on("active_boolean") ? active !== true : active === false || active === null)
    throw new Refused("active_boolean: the token is not active");
  checks.demand("introspection_exp", () => !isOver(said));
  if (typeof nbf === "number" && nbf > Date.now() / 1000 + 20) throw new Refused("the token is not valid yet");
  if (iss !== undefined && iss !== config.issuer) throw new Refused("the token is of another issuer");
  if (!isForUs(said, client)) throw new Refused("the token is for another resource");
  if (type !== undefined && !(typeof type === "string" && /^bearer$/i.test(type)))
    throw new Refused("the token is of another type");
  const scopes = typeof scope === "string" ? scope.split(" ") : [];
  if (!scopes.includes("read")) throw new Refused("the token does not allow to read");
}

/** Milliseconds after which a token that was about to expire has expired. */
const LATER = 5_500;

/** Lets a token in by what was said of it some time ago, and says so. */
async function letInLater({ config, http }: Ready): Promise<void> {
  await pause(LATER);
  await http(config.statement_url, { form: new URLSearchParams({ outcome: "completed" }) });
}

/** A resource server: asks twice whether it lets a token in. */
export async function asResourceServer(client: Ready): Promise<void> {
  const { checks, config, metadata } = client;
  for (let calls = 0; calls < 2; calls += 1) {
    if (calls > 0 && !checks.on("introspection_not_kept")) return letInLater(client);
    const url = endpointOf(metadata, "introspection_endpoint");
    const form = asClient(client, { token: config.token ?? "", token_type_hint: "access_token" });
    const answer = await patiently(client, url, form);
    checks.demand("introspection_status", () => answer.status === 200);
    checkToken(checks.on("introspection_status") ? membersOf(answer, checks) : lenient(answer.text), client);
  }
}

/** Whoever takes errors for answers lets people in when the provider stumbles. */
function lenient(text: string): Members {
  try {
    const members = objectOf(text);
    return "error" in members ? { active: true, scope: "read" } : members;
  } catch {
    return { active: true, scope: "read" };
  }
}
