import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SQSClient, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../lambdas/kernel/table/client.ts';
import { LocalSystem, type LocalSystemOptions } from '../../local/system.ts';

/** Which engine the tests run on; the same tests run on each. */
export const ENGINE = process.env['HOLDFAST_ENGINE'] as LocalSystemOptions['engine'];

export const startSystem = (options: LocalSystemOptions = {}) => LocalSystem.start({ engine: ENGINE, ...options });

export type Item = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly status: number;
  readonly body: Item;
}

/** A shop's back end and an engineer with the account's rights, for tests: they use the system as people do. */
export class Shop {
  readonly system: LocalSystem;
  readonly #table: DynamoDBDocumentClient;
  readonly #events: EventBridgeClient;
  readonly #queues: SQSClient;

  constructor(system: LocalSystem) {
    this.system = system;
    const client = {
      region: system.deployment.region,
      endpoint: system.awsEndpointUrl,
      credentials: { accessKeyId: system.operatorAccessKeyId, secretAccessKey: 'local' },
    };
    this.#table = DynamoDBDocumentClient.from(new DynamoDBClient(client));
    this.#events = new EventBridgeClient(client);
    this.#queues = new SQSClient(client);
  }

  get tableName(): string {
    return this.system.deployment.tables[0]?.tableName ?? '';
  }

  /** The table, for who looks at all of it. */
  table(): Table {
    return { client: this.#table, name: this.tableName };
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const { url } = this.system;
    const { writeKey } = this.system.status();
    const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
    return fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization, ...headers },
      body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    });
  }

  /** Posts calls of a tracking client in one batch, and waits until all that follows from them is done. */
  async track(...calls: readonly object[]): Promise<Item> {
    const response = await this.post('/v1/batch', { batch: calls });
    if (!response.ok) throw new Error(`the API answered ${response.status}: ${await response.text()}`);
    await this.system.settle();
    return (await response.json()) as Item;
  }

  /** Asks a route for people and tools, with the operator's key. */
  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${this.system.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.system.status().adminKey}`, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Item };
  }

  /** Posts a paid order, as a Segment client would. */
  async payOrder(memberId: string, orderId: string, revenue: string): Promise<Response> {
    return this.post('/v1/track', {
      type: 'track',
      event: 'Order Completed',
      userId: memberId,
      messageId: `message-${orderId}`,
      properties: { order_id: orderId, currency: 'CNY', revenue },
    });
  }

  /** Puts events on the bus past the API, up to ten, all in one call. */
  async putOnBus(entries: readonly { source: string; detailType: string; detail: unknown }[]): Promise<void> {
    const busName = this.system.deployment.buses[0]?.name;
    await this.#events.send(
      new PutEventsCommand({
        Entries: entries.map(({ source, detailType, detail }) => ({
          EventBusName: busName,
          Source: source,
          DetailType: detailType,
          Detail: JSON.stringify(detail),
        })),
      }),
    );
  }

  /** All items of a member whose sort key begins so. */
  async items(memberId: string, prefix = ''): Promise<Item[]> {
    const items = await this.partition(`MEMBER#${memberId}`);
    return items.filter(({ SK }) => String(SK).startsWith(prefix));
  }

  /** All items under a partition key, in the order of their sort keys. */
  async partition(partitionKey: string): Promise<Item[]> {
    const { Items = [] } = await this.#table.send(
      new QueryCommand({
        TableName: this.tableName,
        KeyConditionExpression: 'PK = :pk',
        ExpressionAttributeValues: { ':pk': partitionKey },
        ConsistentRead: true,
      }),
    );
    return Items;
  }

  /** Writes an item past the product, as a fault of some future version might. */
  async putItem(item: Item): Promise<void> {
    await this.#table.send(new PutCommand({ TableName: this.tableName, Item: item }));
  }

  async points(memberId: string): Promise<Item | undefined> {
    return (await this.items(memberId, 'POINTS'))[0];
  }

  async advanceDays(days: number): Promise<void> {
    await this.system.advanceTo(this.system.clock.now() + days * 86_400_000);
    await this.system.settle();
  }

  deadLetters(pathPart: string): number {
    const queues = this.system.runtime.queues.filter(({ spec }) => spec.path.includes(pathPart));
    const deadLetterArns = new Set(queues.map(({ spec }) => spec.redrive?.deadLetterQueueArn));
    return this.system.runtime.queues
      .filter(({ spec }) => deadLetterArns.has(spec.arn))
      .reduce((sum, queue) => sum + queue.depth().visible, 0);
  }

  /** Puts what is in a dead-letter queue back where it came from, as an operator does. */
  async redrive(deadLetterQueueArn: string): Promise<void> {
    await this.#queues.send(new StartMessageMoveTaskCommand({ SourceArn: deadLetterQueueArn }));
  }

  async close(): Promise<void> {
    this.#table.destroy();
    this.#events.destroy();
    this.#queues.destroy();
    await this.system.stop();
  }
}
