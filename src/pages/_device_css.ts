/** The code of a device, where it is typed and where it is compared. */
export const DEVICE_CSS = `.code input { min-height: 64px; font: 600 1.75rem/1.2 var(--code); letter-spacing: 0.12em; text-align: center; text-transform: uppercase; }
.code .fine { margin-top: 0.5rem; }
.compare { padding: 1rem; text-align: center; background: var(--inset); border: 1px solid var(--line); border-radius: 12px; }
.compare .fine, .letters { display: block; }
.letters { margin-top: 0.25rem; font: 600 2rem/1.25 var(--code); letter-spacing: 0.1em; }
@media (max-width: 30rem) {
  .code input { font-size: 1.5rem; letter-spacing: 0.06em; }
  .letters { font-size: 1.75rem; }
}
`;
