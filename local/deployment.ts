/**
 * What the synthesized templates ask for, with every reference resolved: the one description from which the local
 * system is built. Resources know each other by ARN.
 */
export interface Deployment {
  readonly region: string;
  readonly accountId: string;
  readonly tables: readonly TableSpec[];
  readonly buckets: readonly BucketSpec[];
  readonly buses: readonly BusSpec[];
  readonly rules: readonly RuleSpec[];
  readonly queues: readonly QueueSpec[];
  readonly topics: readonly TopicSpec[];
  readonly subscriptions: readonly SubscriptionSpec[];
  readonly configurationSets: readonly ConfigurationSetSpec[];
  readonly logSubscriptions: readonly LogSubscriptionSpec[];
  readonly secrets: readonly SecretSpec[];
  readonly functions: readonly FunctionSpec[];
  readonly streamMappings: readonly StreamMappingSpec[];
  readonly queueMappings: readonly QueueMappingSpec[];
  readonly schedules: readonly ScheduleSpec[];
  readonly httpApis: readonly HttpApiSpec[];
  readonly roles: readonly RoleSpec[];
  /** Resources that the local run knows and leaves out, each with the reason. */
  readonly ignored: readonly { readonly type: string; readonly id: string; readonly reason: string }[];
}

/** Where a resource stands in the templates; `path` is the construct path, for people. */
export interface ResourceSpec {
  readonly stack: string;
  readonly logicalId: string;
  readonly path: string;
  readonly arn: string;
}

export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
}

export interface TableSpec extends ResourceSpec {
  readonly tableName: string;
  /** The ARN that the templates resolve to; the engine's own is another. */
  readonly streamArn: string | undefined;
  readonly streamViewType: string | undefined;
  readonly timeToLiveAttribute: string | undefined;
  /** CreateTable's input, ready to send (name, keys, indexes, billing mode, stream). */
  readonly createTable: Readonly<Record<string, unknown>>;
}

export interface BucketSpec extends ResourceSpec {
  readonly name: string;
}

export interface BusSpec extends ResourceSpec {
  readonly name: string;
  /** What of its events is kept to be played again. */
  readonly archives: readonly { readonly path: string; readonly pattern: Json }[];
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface RuleTargetSpec {
  readonly targetArn: string;
  readonly deadLetterQueueArn: string | undefined;
  /** A constant, a path or a template in place of the whole event; all undefined: the event as it is. */
  readonly input: string | undefined;
  readonly inputPath: string | undefined;
  readonly inputTransformer:
    | { readonly paths: Readonly<Record<string, string>>; readonly template: string }
    | undefined;
}

export interface RuleSpec extends ResourceSpec {
  readonly busArn: string;
  readonly pattern: Json;
  readonly isEnabled: boolean;
  readonly targets: readonly RuleTargetSpec[];
}

export interface QueueSpec extends ResourceSpec {
  readonly name: string;
  readonly visibilityTimeoutSeconds: number;
  readonly delaySeconds: number;
  readonly retentionSeconds: number;
  readonly redrive: { readonly deadLetterQueueArn: string; readonly maxReceiveCount: number } | undefined;
  /** Statements of the queue's resource policies. */
  readonly policy: readonly PolicyStatement[];
}

export interface TopicSpec extends ResourceSpec {
  readonly name: string;
  /** Statements of the topic's resource policies. */
  readonly policy: readonly PolicyStatement[];
}

/** A queue that gets what is published to a topic. */
export interface SubscriptionSpec extends ResourceSpec {
  readonly topicArn: string;
  readonly queueArn: string;
  /** The message alone; otherwise in the envelope that tells where it is from. */
  readonly isRaw: boolean;
  readonly deadLetterQueueArn: string | undefined;
}

/** How e-mail is sent that names this set, and who hears what became of it. */
export interface ConfigurationSetSpec extends ResourceSpec {
  readonly name: string;
  readonly isSendingEnabled: boolean;
  /** What puts an address on the account's suppression list, and what on the list holds an e-mail back. */
  readonly suppressedReasons: readonly SuppressionReason[];
  /** Topics by the events that they are told of, each in lower case: `send`, `delivery`, `bounce`, … */
  readonly eventDestinations: readonly { readonly topicArn: string; readonly eventTypes: readonly string[] }[];
}

export type SuppressionReason = 'BOUNCE' | 'COMPLAINT';

/** A function that is handed what is written to a log group. */
export interface LogSubscriptionSpec extends ResourceSpec {
  readonly name: string;
  readonly logGroupName: string;
  readonly functionArn: string;
}

export interface SecretSpec extends ResourceSpec {
  readonly name: string;
  readonly value: string;
}

export interface FunctionSpec extends ResourceSpec {
  readonly name: string;
  readonly roleArn: string;
  /** The bundled module file of the function's own asset, and the export to call. */
  readonly modulePath: string;
  readonly exportName: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly reservedConcurrency: number | undefined;
  readonly allowsRecursion: boolean;
  readonly asyncInvoke: {
    readonly maxRetryAttempts: number;
    readonly maxEventAgeSeconds: number;
    readonly onFailureArn: string | undefined;
  };
  /** Who may invoke: principal service and, where given, the ARN pattern of the source. */
  readonly invokePermissions: readonly { readonly principal: string; readonly sourceArn: string | undefined }[];
}

interface MappingSpec extends ResourceSpec {
  readonly functionArn: string;
  readonly sourceArn: string;
  readonly isEnabled: boolean;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly reportsBatchItemFailures: boolean;
  /** Event patterns, any of which lets a record in; empty: all. */
  readonly filters: readonly Json[];
}

export interface QueueMappingSpec extends MappingSpec {
  readonly maxConcurrency: number | undefined;
}

export interface StreamMappingSpec extends MappingSpec {
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  readonly tumblingWindowSeconds: number;
  readonly bisectsOnError: boolean;
  /** -1: until the record is too old. */
  readonly maxRetryAttempts: number;
  /** -1: until the stream trims the record (24 h). */
  readonly maxRecordAgeSeconds: number;
  readonly onFailureArn: string | undefined;
}

export interface ScheduleSpec extends ResourceSpec {
  readonly name: string;
  readonly expression: string;
  readonly timeZone: string;
  readonly isEnabled: boolean;
  readonly targetArn: string;
  readonly roleArn: string;
  /** Text sent to the target; `<aws.scheduler.scheduled-time>` stands for the due instant. */
  readonly input: string | undefined;
  readonly deadLetterQueueArn: string | undefined;
}

export interface RouteSpec {
  /** `POST /v1/track`, `ANY /{proxy+}` or `$default`. */
  readonly routeKey: string;
  readonly functionArn: string;
}

export interface CorsSpec {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAgeSeconds: number;
}

export interface HttpApiSpec extends ResourceSpec {
  readonly apiId: string;
  readonly routes: readonly RouteSpec[];
  readonly cors: CorsSpec | undefined;
}

export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Of resource policies: service principals (`events.amazonaws.com`), or `*`. */
  readonly principals: readonly string[];
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export interface RoleSpec extends ResourceSpec {
  readonly statements: readonly PolicyStatement[];
}
