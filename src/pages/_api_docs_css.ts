/** The page in which one tries the API. */
export const API_DOCS_CSS = `[hidden] { display: none !important; }
.operation { border-top: 1px solid var(--line); }
.operation > summary { display: grid; grid-template-columns: 0.75rem 4.5rem 1fr; align-items: baseline; gap: 0 0.75rem; padding: 0.625rem 0; font-weight: 400; scroll-margin-block: 0.75rem; }
.operation > summary::before { content: "+"; color: var(--soft); font-family: var(--code); }
.operation[open] > summary::before { content: "\\2212"; }
.operation > summary::-webkit-details-marker { display: none; }
.operation > summary:hover .what { text-decoration: underline; text-underline-offset: 0.2em; }
.operation code { min-width: 0; }
.operation .method { min-width: 4.5rem; padding: 0 0.5rem; background: var(--badge); color: var(--badge-ink); border-radius: 6px; font: 600 0.8125rem/1.75 var(--code); text-align: center; }
.operation .what { grid-column: 3; min-width: 0; color: var(--soft); }
.operation > summary > .what:nth-child(1) { grid-column: 2 / 4; color: inherit; }
.operation .inside { padding: 0.25rem 0 1.5rem; }
@media (min-width: 40rem) { .operation .inside { padding-inline-start: 1.5rem; } }
.operation .inside > * + *, .operation fieldset > * + *, .result > * + * { margin-top: 1rem; }
.operation fieldset, .login fieldset { min-width: 0; border: 0; }
.login .actions { margin-top: 1rem; }
.login legend { padding: 0; font-weight: 550; }
.login > [role="status"]:empty { margin: 0; }
.login .grants { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: 0 1.5rem; }
.login .grants code { display: block; }
.operation .field .fine { margin: 0 0 0.375rem; }
.shape { margin: 0.375rem 0 0; padding: 0.75rem 1rem; background: var(--inset); border-radius: 10px; font: 0.875rem/1.5 var(--code); white-space: pre-wrap; overflow-wrap: anywhere; }
.result { padding: 1rem; border: 1px solid var(--line); border-radius: 10px; }
.result .shape { background: none; padding: 0; }
.brief li { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.25rem 0.75rem; padding: 0.5rem 0; border-top: 1px solid var(--line); }
`;
