/**
 * A provider and a small API in one program: `books:read` to look, `books:write` to add.
 *
 * The provider keeps its records in this process, so nothing else need run. The program prints how to try it.
 */
import Koa from "koa";
import bodyParser from "koa-bodyparser";
import { createProvider } from "../../src/mod.ts";
import { authenticate, guard, hasResourceScope, localReader } from "../../src/resource_server/mod.ts";

const PORT = Number(process.env["PORT"] ?? "3000");
const HERE = `http://localhost:${PORT}`;

const provider = await createProvider({
  issuer: `${HERE}/id`,
  stores: "memory",
  settings: {
    SCOPES: { "books:read": "See your books", "books:write": "Add books" },
    DEFAULT_SCOPES: ["books:read"],
  },
  // Programs that cannot keep a secret get tokens for a shorter time.
  functions: { ACCESS_TOKEN_EXPIRE_SECONDS: ({ type }) => (type === "public" ? 60 : 600) },
});
provider.events.on("app_authorized", ({ client, scope }) => console.log(`${client.name} may ${scope.join(" ")}`));

const { client, clientSecret } = await provider.addClient({
  name: "A reader",
  type: "confidential",
  grantTypes: ["client_credentials"],
  redirectUris: [],
});

const books = ["Through the Looking-Glass"];

const app = new Koa();
app.use(provider.middleware);
// Requests that are signed by OAuth 1.0a are as good as those with a bearer token.
app.use(authenticate({ reader: localReader(provider.issuer), signed: provider.signed, realm: "books" }));
// GET needs books:read, everything else books:write.
app.use(guard(hasResourceScope("books")));
app.use(bodyParser({ enableTypes: ["json"] }));
app.use((context) => {
  if (context.path !== "/books") return;
  if (context.method === "POST") books.push(String(Reflect.get(Object(context.request.body), "title")));
  context.body = books;
});

const server = app.listen(PORT, () => {
  const basic = `-u ${client.clientId}:${clientSecret ?? ""}`;
  console.log(`Listening at ${HERE}. Try:
  TOKEN=$(curl -s ${basic} -d "grant_type=client_credentials&scope=books:read books:write" ${HERE}/id/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
  curl -H "Authorization: Bearer $TOKEN" ${HERE}/books
  curl -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -d '{"title": "Sylvie and Bruno"}' ${HERE}/books`);
});

process.once("SIGTERM", () => {
  server.close();
  server.closeAllConnections();
  void provider.close();
});
