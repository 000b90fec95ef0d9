/** What a private Postgres is told on its command line. */
export interface PostgresSettings {
  readonly data: string;
  readonly port: number;
  /** True where a committed record must outlive a power cut; false where the folder is thrown away. */
  readonly durable: boolean;
}

const FAST_AND_FORGETFUL: Readonly<Record<string, string>> = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  max_connections: "200",
  shared_buffers: "64MB",
};

const DURABLE: Readonly<Record<string, string>> = {
  fsync: "on",
  synchronous_commit: "on",
  max_connections: "100",
  // a data folder beside one's project should stay small
  min_wal_size: "32MB",
  max_wal_size: "256MB",
};

/** The command line of a private Postgres: loopback only, no Unix socket (a deep folder's name would be too long for one). */
export function postgresArgs({ data, port, durable }: PostgresSettings): readonly string[] {
  const settings: Readonly<Record<string, string>> = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    log_min_messages: "warning",
    ...(durable ? DURABLE : FAST_AND_FORGETFUL),
  };
  return ["-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}

/** The URL of a private Postgres, from the parts that vary. */
export function postgresUrl({ port, password }: { readonly port: number; readonly password: string }): string {
  return `postgresql://${POSTGRES_USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
}

/** The superuser of a private Postgres. */
export const POSTGRES_USER = "touchstone";
