import { renderDocument } from "./_document.tsx";
import { linkTo } from "./_href.ts";
import { ApiOperation, type ApiOperationModel } from "./_api_docs_operation.tsx";
import { API_DOCS_SCRIPT } from "./api_docs_script.ts";
import type { Frame } from "./frame.ts";

export type { ApiAnswer, ApiField, ApiOperationModel } from "./_api_docs_operation.tsx";

/** One group of operations. */
export interface ApiGroup {
  readonly name: string;
  /** True: only its methods and paths are shown. */
  readonly brief: boolean;
  readonly operations: readonly ApiOperationModel[];
}

/** By what the page logs a person in. */
export interface ApiLogin {
  readonly clientId: string;
  /** Addresses of the issuer's endpoints; that of revocation where it has one. */
  readonly authorize: string;
  readonly token: string;
  readonly revoke?: string;
  /** The address of the page itself, to which the browser comes back. */
  readonly docs: string;
  readonly scopes: readonly { readonly name: string; readonly sentence: string; readonly checked: boolean }[];
}

/** What the page shows. */
export interface ApiDocsModel extends Frame {
  readonly issuer: string;
  /** Where the OpenAPI document lies. */
  readonly document: string;
  /** Nothing where nobody can log in by it. */
  readonly login?: ApiLogin;
  readonly groups: readonly ApiGroup[];
}

/** The page in which one reads of the API, logs in and tries it; without its script one reads, and has commands for curl. */
export function renderApiDocs(model: ApiDocsModel): string {
  const { issuer, document, login, groups, base } = model;
  return renderDocument(
    <>
      <section class="card">
        <h1>The API</h1>
        <p class="lead">What this server takes and answers, and a place to try it.</p>
        <dl class="facts">
          <div>
            <dt>Server</dt>
            <dd>
              <code class="strong">{issuer}</code>
            </dd>
          </div>
          <div>
            <dt>For programs</dt>
            <dd>
              <a {...linkTo(document)}>OpenAPI 3.1 document</a>
            </dd>
          </div>
        </dl>
        <p class="note" id="without-script">
          Without its script this page cannot send calls: each operation has a command for curl.
        </p>
      </section>
      {login === undefined ? null : <Login {...login} issuer={issuer} />}
      {groups.map((group, index) => (
        <section class="card" key={index} aria-labelledby={`group-${index}`}>
          <h2 id={`group-${index}`}>{group.name}</h2>
          {group.brief ? (
            <Brief operations={group.operations} />
          ) : (
            <div>
              {group.operations.map((operation) => (
                <ApiOperation key={operation.id} {...operation} />
              ))}
            </div>
          )}
        </section>
      ))}
      <script type="module" src={base + API_DOCS_SCRIPT.path} />
    </>,
    { frame: model, title: "API", width: "wide" },
  );
}

function Login({ issuer, clientId, authorize, token, revoke, docs, scopes }: ApiLogin & { readonly issuer: string }) {
  const addresses = { "data-authorize": authorize, "data-token": token, "data-revoke": revoke, "data-docs": docs };
  return (
    <section
      class="card login"
      id="access"
      aria-labelledby="access-title"
      data-issuer={issuer}
      data-client={clientId}
      {...addresses}
    >
      <h2 id="access-title">Access</h2>
      <p>
        Log in to let this page call the API for you. It gets an access token as any application does, keeps it until
        you leave the page, and never sees your password.
      </p>
      <form id="login" data-script>
        <fieldset disabled>
          <legend>What it may do</legend>
          <div class="grants">
            {scopes.map(({ name, sentence, checked }, index) => (
              <div class="tick" key={index}>
                <input type="checkbox" id={`api-scope-${index}`} name="scope" value={name} checked={checked} />
                <label for={`api-scope-${index}`}>
                  {sentence}
                  <code class="fine">{name}</code>
                </label>
              </div>
            ))}
          </div>
          <div class="actions">
            <button type="submit" class="main">
              Log in and get a token
            </button>
          </div>
        </fieldset>
      </form>
      <p id="access-said" role="status" />
      <form id="give-back" data-script hidden>
        <fieldset disabled>
          <button type="submit" class="other">
            Give the token back
          </button>
        </fieldset>
      </form>
    </section>
  );
}

function Brief({ operations }: { readonly operations: readonly ApiOperationModel[] }) {
  return (
    <details class="operation">
      <summary>
        <span class="what">{operations.length} pages and forms, which people find by links</span>
      </summary>
      <ul class="brief inside">
        {operations.map(({ id, method, path }) => (
          <li key={id}>
            <span class="method">{method}</span>
            <code>{path}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}
