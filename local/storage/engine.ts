/** A DynamoDB engine on this machine, whichever it is; what differs between engines stays behind this interface. */
export interface Engine {
  /** For people: what runs, and where its data is. */
  readonly description: string;
  readonly kind: 'dynoxide' | 'dynamodb-local' | 'external';
  /** Base URL of the DynamoDB API, such as `http://127.0.0.1:4567`. */
  readonly endpoint: string;
  /** One call of the DynamoDB or DynamoDB Streams JSON API, such as `DynamoDB_20120810.CreateTable`. */
  call<T = Record<string, unknown>>(target: string, input: unknown): Promise<T>;
  /** Called once the tables exist: the engine's own tuning. */
  afterTablesCreated(): Promise<void>;
  stop(): Promise<void>;
}

/** An answer of the engine that is an error: the wire's `__type` without its prefix, and its message. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** An item of a stream, in DynamoDB's wire form, as Lambda hands it to a function. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventVersion: string;
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly eventSourceARN: string;
  readonly userIdentity?: { readonly type: string; readonly principalId: string };
  readonly dynamodb: {
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Readonly<Record<string, unknown>>;
    readonly NewImage?: Readonly<Record<string, unknown>>;
    readonly OldImage?: Readonly<Record<string, unknown>>;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: string;
  };
}
