import { ask } from "./ask.ts";
import type { Io } from "./io.ts";

/** Asks for a new password, twice and without showing it, until it will do and both are the same. */
export async function askPassword(io: Io): Promise<string> {
  const { accountComplaints } = await import("../accounts/mod.ts");
  for (;;) {
    const password = await ask(io, { text: "Password: ", hidden: true });
    const [wrong] = accountComplaints({ password });
    if (wrong !== undefined) {
      io.stderr.write(`  ${wrong.says}\n`);
      continue;
    }
    if ((await ask(io, { text: "Password (again): ", hidden: true })) === password) return password;
    io.stderr.write("  The two differ\n");
  }
}
