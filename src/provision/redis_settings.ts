/** What a private Redis is told in its configuration file. */
export interface RedisSettings {
  readonly folder: string;
  readonly port: number;
  readonly password: string;
  /** True where tokens should outlive this program: at most a second of them is lost in a power cut. */
  readonly durable: boolean;
}

/** The configuration file of a private Redis: loopback only, password demanded. */
export function redisConfig({ folder, port, password, durable }: RedisSettings): string {
  const settings: readonly (readonly string[])[] = [
    ["bind", "127.0.0.1"],
    ["port", String(port)],
    ["requirepass", quote(password)],
    ["daemonize", "no"],
    ["dir", quote(folder)],
    ["pidfile", quote(`${folder}/redis.pid`)],
    ["logfile", '""'],
    ["loglevel", "warning"],
    ["save", '""'],
    ["appendonly", durable ? "yes" : "no"],
    ["appendfsync", "everysec"],
  ];
  return settings.map((words) => `${words.join(" ")}\n`).join("");
}

/** The URL of a private Redis, from the parts that vary. */
export function redisUrl({ port, password }: { readonly port: number; readonly password: string }): string {
  return `redis://:${encodeURIComponent(password)}@127.0.0.1:${port}/0`;
}

/** A value in the configuration file, where a folder's name may hold blanks and quotes. */
function quote(value: string): string {
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
