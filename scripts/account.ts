/** Where a command works: an AWS account, by the environment's settings, or a local run. */
export interface ClientSettings {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface Account {
  readonly client: ClientSettings;
  /** Of a local run, which knows them; in an account they are options of the command. */
  readonly tableName: string | undefined;
  readonly busName: string | undefined;
  /** The programme's zone. */
  readonly timeZone: string | undefined;
  /** How far a local run's clock is ahead, in milliseconds. */
  readonly aheadMs: number;
}

/** The account of the AWS settings, or the local run at a URL. */
export async function findAccount(localUrl: string | undefined): Promise<Account> {
  if (localUrl === undefined)
    return { client: {}, tableName: undefined, busName: undefined, timeZone: undefined, aheadMs: 0 };
  const response = await fetch(new URL('/_local/status', localUrl)).catch(() => undefined);
  if (response?.ok !== true) throw new Error(`no local run answers at ${localUrl}: start it with npm start`);
  const status = (await response.json()) as {
    awsEndpointUrl: string;
    region: string;
    operatorAccessKeyId: string;
    tables: readonly string[];
    now: string;
    programme: { readonly timeZone: string };
    buses: readonly { readonly name: string }[];
  };
  const credentials = { accessKeyId: status.operatorAccessKeyId, secretAccessKey: 'local' };
  return {
    client: { endpoint: status.awsEndpointUrl, region: status.region, credentials },
    tableName: status.tables[0],
    busName: status.buses[0]?.name,
    timeZone: status.programme.timeZone,
    aheadMs: Date.parse(status.now) - Date.now(),
  };
}
