import { type Access, createAccess } from './access/access.ts';
import { matchesResource } from './access/policy.ts';
import { FunctionPool } from './compute/function-pool.ts';
import { NO_LINEAGE } from './compute/invoker.ts';
import type { LogBook } from './compute/log-book.ts';
import type { Deployment, QueueMappingSpec, ScheduleSpec } from './deployment.ts';
import type { AuthorizeCaller } from './endpoint/aws-call.ts';
import type { AwsServices } from './endpoint/aws-endpoint.ts';
import { createDynamoDbService } from './endpoint/dynamodb-service.ts';
import { createEventBridgeService } from './endpoint/eventbridge-service.ts';
import { createS3Service, ObjectShelf } from './endpoint/s3-service.ts';
import { createSecretsService } from './endpoint/secrets-service.ts';
import { createSendingServices } from './endpoint/sending-services.ts';
import { createSqsService } from './endpoint/sqs-service.ts';
import { AsyncInvoker } from './messaging/async-invoker.ts';
import { Bus } from './messaging/bus.ts';
import type { DeliverToTarget } from './messaging/delivery.ts';
import { compilePattern } from './messaging/event-pattern.ts';
import { LogSubscriptions } from './messaging/log-subscriptions.ts';
import { type Message, Queue } from './messaging/queue.ts';
import { QueueMapping } from './messaging/queue-mapping.ts';
import { Schedules } from './messaging/schedules.ts';
import { Topics } from './messaging/topics.ts';
import { Sending } from './sending/sending.ts';
import type { Suppressed } from './sending/suppression-list.ts';
import type { Engine } from './storage/engine.ts';
import { TableCalls } from './storage/table-calls.ts';
import { type StreamsSnapshot, TableStreams } from './storage/table-streams.ts';
import type { MovableClock } from './time/clock.ts';
import type { Timeline } from './time/timeline.ts';
import type { Work } from './time/work.ts';
import { HttpApi } from './web/http-api.ts';

const SCHEDULER = 'scheduler.amazonaws.com';

export interface RuntimeSettings {
  readonly deployment: Deployment;
  readonly engine: Engine;
  readonly clock: MovableClock;
  readonly timeline: Timeline;
  readonly work: Work;
  readonly logs: LogBook;
  readonly endpointUrl: string;
}

/** What outlives a restart beside the table itself. */
export interface RuntimeSnapshot {
  readonly streams: StreamsSnapshot;
  readonly queues: Readonly<Record<string, readonly Omit<Message, 'lineage'>[]>>;
  readonly suppressed?: readonly Suppressed[];
}

/** Everything that the templates ask for, wired as they say, on one engine and one timeline. */
export class Runtime {
  readonly access: Access;
  readonly pool: FunctionPool;
  /** What was sent, what is suppressed, and the faults to meet. */
  readonly sending: Sending;
  readonly shelf = new ObjectShelf();
  readonly queues: readonly Queue[];
  readonly buses: readonly Bus[];
  readonly schedules: Schedules;
  readonly httpApis: readonly HttpApi[];
  readonly services: AwsServices;
  readonly streams: TableStreams;
  readonly tableCalls = new TableCalls();
  readonly #settings: RuntimeSettings;
  readonly #asyncInvoker: AsyncInvoker;
  readonly #topics: Topics;
  readonly #logSubscriptions: LogSubscriptions;
  readonly #queueMappings: readonly QueueMapping[];

  constructor(settings: RuntimeSettings) {
    this.#settings = settings;
    const { deployment, engine, clock, timeline, work, logs, endpointUrl } = settings;
    const { region, accountId } = deployment;
    this.access = createAccess(deployment);
    this.sending = new Sending(clock);
    this.pool = new FunctionPool({ functions: deployment.functions, region, endpointUrl, clock, work, logs });
    this.queues = deployment.queues.map(
      (spec) => new Queue(spec, timeline, logs, () => this.#queue(spec.redrive?.deadLetterQueueArn)),
    );
    this.#asyncInvoker = new AsyncInvoker({
      pool: this.pool,
      timeline,
      work,
      logs,
      sendOnFailure: (spec, destinationArn, record) => this.#sendOnFailure(spec.arn, destinationArn, record),
    });
    const deliver = this.#deliver;
    this.buses = deployment.buses.map(
      (spec) => new Bus({ spec, rules: deployment.rules, region, accountId, clock, logs, deliver }),
    );
    this.#topics = new Topics({
      ...deployment,
      clock,
      logs,
      deliver,
      authorizeService: (principal, topic, sourceArn) =>
        this.access.authorizeService(principal, topic.policy, 'sns:Publish', topic.arn, sourceArn),
    });
    const { logSubscriptions: subscriptions } = deployment;
    this.#logSubscriptions = new LogSubscriptions({ subscriptions, region, accountId, clock, work, logs, deliver });
    this.#queueMappings = deployment.queueMappings.map((spec) => this.#createQueueMapping(spec));
    this.schedules = new Schedules({
      schedules: deployment.schedules,
      timeline,
      logs,
      authorize: (schedule, targetArn) => this.#authorizeSchedule(schedule, targetArn),
      deliver,
    });
    this.streams = new TableStreams({
      deployment,
      engine,
      clock,
      timeline,
      work,
      logs,
      invoker: this.pool,
      access: this.access,
      sendOnFailure: (functionArn, destinationArn, record) => this.#sendOnFailure(functionArn, destinationArn, record),
    });
    this.httpApis = deployment.httpApis.map(
      (spec) =>
        new HttpApi({ spec, accountId, clock, invoker: this.pool, functionSpec: (arn) => this.pool.spec(arn), logs }),
    );
    this.services = this.#createServices();
  }

  /** Starts reading streams, from the positions kept, and puts back what was in the queues. */
  async start(kept?: RuntimeSnapshot): Promise<void> {
    await this.streams.start(kept?.streams);
    for (const queue of this.queues) {
      const messages = kept?.queues[queue.spec.arn] ?? [];
      queue.restore(messages.map((message) => ({ ...message, lineage: NO_LINEAGE })));
    }
    this.sending.suppressions.restore(kept?.suppressed ?? []);
  }

  snapshot(): RuntimeSnapshot {
    const contents = this.queues.map((queue) => [
      queue.spec.arn,
      queue.contents().map(({ lineage: _, ...message }) => message),
    ]);
    const suppressed = this.sending.suppressions.list();
    return { streams: this.streams.snapshot(), queues: Object.fromEntries(contents), suppressed };
  }

  async stop(): Promise<void> {
    for (const mapping of this.#queueMappings) mapping.stop();
    await this.streams.stop();
    this.pool.stop();
  }

  #createServices(): AwsServices {
    const { deployment, engine, clock } = this.#settings;
    const { buckets, tables, secrets } = deployment;
    const authorize: AuthorizeCaller = (caller, action, resourceArn, context) => {
      if (caller.kind === 'function') this.access.authorize(caller.worker.spec.arn, action, resourceArn, context);
    };
    const { byScope, ...others } = createSendingServices({
      ...this.#settings,
      sending: this.sending,
      topics: this.#topics,
      writeLog: (group, line) => this.#logSubscriptions.write(group, line),
      authorize,
    });
    return {
      ...others,
      byTarget: {
        DynamoDB_20120810: createDynamoDbService({
          engine,
          tables,
          authorize,
          onWrite: (names) => this.streams.notifyWrite(names),
          onCall: (functionPath, operation, items) => this.tableCalls.add(functionPath ?? 'operator', operation, items),
        }),
        AWSEvents: createEventBridgeService(this.buses, authorize),
        AmazonSQS: createSqsService(this.queues, authorize),
        secretsmanager: createSecretsService({ secrets, authorize, createdAtMs: clock.now() }),
      },
      byScope: { ...byScope, s3: createS3Service({ buckets, shelf: this.shelf, authorize, clock }) },
    };
  }

  #createQueueMapping(spec: QueueMappingSpec): QueueMapping {
    const { deployment, timeline, work, logs } = this.#settings;
    const queue = this.#queue(spec.sourceArn);
    const functionSpec = this.pool.spec(spec.functionArn);
    if (queue === undefined || functionSpec === undefined) {
      throw new Error(
        `${spec.path} maps ${spec.sourceArn} to ${spec.functionArn}: one of them is not in the templates`,
      );
    }
    this.access.authorize(functionSpec.arn, 'sqs:ReceiveMessage', queue.spec.arn);
    this.access.authorize(functionSpec.arn, 'sqs:DeleteMessage', queue.spec.arn);
    const filters = spec.filters.map((pattern) => compilePattern(pattern));
    const matchesFilters = (record: unknown) => filters.length === 0 || filters.some((matches) => matches(record));
    const { region } = deployment;
    const invoker = this.pool;
    return new QueueMapping({ spec, queue, functionSpec, invoker, timeline, work, logs, region, matchesFilters });
  }

  readonly #deliver: DeliverToTarget = ({ targetArn, body, sourceArn, servicePrincipal }) => {
    const queue = this.#queue(targetArn);
    if (queue !== undefined) {
      // A schedule goes by its role, which was asked already.
      if (servicePrincipal !== SCHEDULER) {
        this.access.authorizeService(servicePrincipal, queue.spec.policy, 'sqs:SendMessage', targetArn, sourceArn);
      }
      queue.send(body, { lineage: NO_LINEAGE });
      return;
    }
    const target = this.pool.spec(targetArn);
    if (target === undefined)
      throw new Error(`the target ${targetArn} is neither a queue nor a function of the templates`);
    const isPermitted = target.invokePermissions.some(
      (permission) =>
        permission.principal === servicePrincipal &&
        (permission.sourceArn === undefined || matchesResource(permission.sourceArn, sourceArn)),
    );
    if (servicePrincipal !== SCHEDULER && !isPermitted) {
      throw new Error(`${target.path} does not permit ${servicePrincipal} to invoke it`);
    }
    this.#asyncInvoker.send(targetArn, JSON.parse(body), NO_LINEAGE);
  };

  #authorizeSchedule(schedule: ScheduleSpec, targetArn: string): void {
    const action = this.#queue(targetArn) === undefined ? 'lambda:InvokeFunction' : 'sqs:SendMessage';
    this.access.authorizeRole(schedule.roleArn, action, targetArn);
  }

  #sendOnFailure(functionArn: string, destinationArn: string, record: unknown): void {
    this.access.authorize(functionArn, 'sqs:SendMessage', destinationArn);
    const queue = this.#queue(destinationArn);
    if (queue === undefined) throw new Error(`the failure destination ${destinationArn} is no queue of the templates`);
    this.#settings.logs.warn(`a failed event went to the dead-letter queue ${queue.spec.path}`);
    queue.send(JSON.stringify(record), { lineage: NO_LINEAGE });
  }

  #queue(arn: string | undefined): Queue | undefined {
    return this.queues.find(({ spec }) => spec.arn === arn);
  }
}
