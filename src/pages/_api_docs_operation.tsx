/** One parameter of an operation, or its body. */
export interface ApiField {
  readonly name: string;
  /** Where it is sent; `bearer` is a token in the Authorization header, `json` the whole body. */
  readonly place: "path" | "query" | "form" | "json" | "bearer";
  readonly says: string;
  readonly required: boolean;
  readonly kind: "text" | "number" | "secret" | "choice" | "long";
  readonly choices?: readonly string[];
  /** What stands in it at first. */
  readonly value?: string;
}

/** What an operation answers with one status. */
export interface ApiAnswer {
  /** `200`, `4XX`. */
  readonly status: string;
  readonly says: string;
  /** The body, as a person reads its shape. */
  readonly shape?: string;
}

/** One operation. */
export interface ApiOperationModel {
  /** Unique in the page, of letters and digits. */
  readonly id: string;
  readonly method: string;
  /** From the root of the host. */
  readonly path: string;
  readonly summary: string;
  readonly says?: string;
  /** Who may ask, in words. */
  readonly access: string;
  /** True: the token of who is logged in is sent along. */
  readonly sendsToken: boolean;
  /** True: the page can send it. */
  readonly canTry: boolean;
  readonly alsoAt: readonly string[];
  readonly fields: readonly ApiField[];
  readonly answers: readonly ApiAnswer[];
  /** The same call as a command. */
  readonly curl: string;
}

/** An operation: its line, and behind it what it takes and answers, and a form that sends it. */
export function ApiOperation(operation: ApiOperationModel) {
  const { id, method, path, summary, says, access, alsoAt, answers, curl, canTry } = operation;
  return (
    <details class="operation" id={id}>
      <summary>
        <span class="method">{method}</span>
        <code>{path}</code>
        <span class="what">{summary}</span>
      </summary>
      <div class="inside">
        <p>{access}</p>
        {says === undefined ? null : <p class="soft">{says}</p>}
        {alsoAt.length === 0 ? null : (
          <p class="fine">
            Also at <code>{alsoAt.join(" ")}</code>
          </p>
        )}
        {canTry ? <Trial {...operation} /> : <FieldList {...operation} />}
        <h3>Answers</h3>
        <dl class="facts">
          {answers.map((answer, index) => (
            <div key={index}>
              <dt>{answer.status}</dt>
              <dd>
                {answer.says}
                {answer.shape === undefined ? null : <pre class="shape">{answer.shape}</pre>}
              </dd>
            </div>
          ))}
        </dl>
        <h3>By curl</h3>
        <pre class="shape">{curl}</pre>
      </div>
    </details>
  );
}

function FieldList({ fields }: ApiOperationModel) {
  return fields.length === 0 ? null : (
    <>
      <h3>Parameters</h3>
      <dl class="facts">
        {fields.map(({ name, says, required }, index) => (
          <div key={index}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>
              {says}
              {required ? <span class="badge">required</span> : null}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Trial({ id, method, path, summary, sendsToken, fields }: ApiOperationModel) {
  return (
    <>
      <form class="trial" data-method={method} data-path={path} data-token={sendsToken ? "" : undefined} data-script>
        <fieldset disabled>
          {fields.map((field, index) => (
            <Field key={index} {...field} id={`${id}-field-${index}`} />
          ))}
          <button type="submit" class="main">
            Send
            <span class="unseen">: {summary}</span>
          </button>
        </fieldset>
      </form>
      <div class="result" role="status" hidden>
        <p class="strong" />
        <pre class="shape" />
      </div>
    </>
  );
}

function Field(field: ApiField & { readonly id: string }) {
  const { id, name, says, required } = field;
  return (
    <div class="field">
      <label for={id}>
        <code>{name}</code>
        {required ? <span class="badge">required</span> : null}
      </label>
      <p class="fine" id={`${id}-says`}>
        {says}
      </p>
      <Control {...field} />
    </div>
  );
}

function Control({ id, name, place, kind, required, choices = [], value }: ApiField & { readonly id: string }) {
  const shared = { id, name, required, "data-in": place, "aria-describedby": `${id}-says` };
  switch (kind) {
    case "choice":
      return (
        <select {...shared}>
          {required ? null : <option value="" />}
          {choices.map((choice, index) => (
            <option key={index}>{choice}</option>
          ))}
        </select>
      );
    case "long":
      return (
        <textarea {...shared} rows={8} spellcheck={false}>
          {value}
        </textarea>
      );
    case "secret":
      return <input {...shared} type="password" autocomplete="off" />;
    case "number":
    case "text":
      return (
        <input
          {...shared}
          type="text"
          inputmode={kind === "number" ? "numeric" : undefined}
          autocomplete="off"
          spellcheck={false}
          value={value}
        />
      );
  }
}
