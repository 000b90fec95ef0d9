// Who may import whom. The ranks are those of the README's picture: a room imports only rooms of a lower rank,
// rooms of the same rank do not know each other, and from outside a folder only its mod.ts is imported.
const ranks = [
  ["platform", "provision"],
  ["protocol"],
  ["pages", "stores"],
  ["keys", "accounts", "clients"],
  ["tokens"],
  ["engine"],
  ["endpoints", "features", "oauth1", "resource_server", "lab", "console"],
  ["http", "sample_api"],
  ["server"],
  ["cli"],
];

const test = "_test\\.tsx?$";
const room = (names) => `^src/(${names.join("|")})/`;

/** Exceptions to "the same rank does not know each other": a named room may use a named room. */
const upward = ranks.map((names, rank) => ({
  name: `rank-${rank}-imports-only-lower`,
  severity: "error",
  from: { path: room(names), pathNot: test },
  to: { path: room(ranks.slice(rank + 1).flat()) },
}));

const sideways = ranks.flat().map((name) => {
  const peers = ranks.find((names) => names.includes(name)).filter((peer) => peer !== name);
  return peers.length === 0
    ? undefined
    : {
        name: `${name}-does-not-know-its-peers`,
        severity: "error",
        from: { path: `^src/${name}/` },
        to: { path: room(peers) },
      };
});

const only = (name, modules, allowed) => ({
  name,
  severity: "error",
  from: { path: "^src/", pathNot: [...allowed, test] },
  to: { path: modules.map((module) => `node_modules/${module}/`) },
});

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment:
        "the shapes of the engine are one recursive definition (an issuer holds endpoints that take exchanges that hold the issuer), told in several files by types alone; the linter keeps them free of cycles at run time",
      severity: "error",
      from: { pathNot: "^src/engine/" },
      to: { circular: true },
    },
    { name: "no-orphan-packages", severity: "error", from: {}, to: { couldNotResolve: true } },
    ...upward,
    ...sideways.filter(Boolean),
    {
      name: "a-feature-does-not-know-another",
      severity: "error",
      from: { path: "^src/features/([^/]+)/" },
      to: { path: "^src/features/[^/]+/", pathNot: "^src/features/$1/" },
    },
    {
      name: "only-the-face-of-a-room",
      comment:
        "from outside a room only its mod.ts is imported; the features and the stores' adapters are folders with faces of their own",
      severity: "error",
      from: { path: "^src/([^/]+)/", pathNot: test },
      to: { path: "^src/[^/]+/", pathNot: ["^src/$1/", "/mod\\.ts$"] },
    },
    {
      name: "private-files-stay-home",
      severity: "error",
      from: { path: "^(src/.+)/[^/]+$" },
      to: { path: "/_[^/]+\\.tsx?$", pathNot: "^$1/_[^/]+$" },
    },
    { name: "tests-are-not-imported", severity: "error", from: { path: "^src/", pathNot: test }, to: { path: test } },
    only(
      "koa-stays-in-http",
      ["koa", "@koa/router", "koa-bodyparser"],
      ["^src/(http|resource_server|sample_api|server)/"],
    ),
    only("knex-stays-in-stores", ["knex", "pg"], ["^src/stores/knex/"]),
    only("ioredis-stays-in-stores", ["ioredis"], ["^src/stores/redis/"]),
    only("preact-stays-in-pages", ["preact", "preact-render-to-string"], ["^src/pages/"]),
    only("commander-stays-in-cli", ["commander"], ["^src/cli/"]),
  ],
  options: {
    parser: "swc",
    // The parser reads no JSX: what pages may import is kept by the linter (.oxlintrc.json).
    exclude: {
      path: [
        "\\.tsx$",
        "node_modules/(?!(koa|@koa|koa-bodyparser|knex|pg|ioredis|preact|preact-render-to-string|commander|jose)(/|$))",
      ],
    },
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default"] },
  },
};
