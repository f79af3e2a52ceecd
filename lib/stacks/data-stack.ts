import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  type GlobalSecondaryIndexPropsV2,
  type ITableV2,
  ProjectionType,
  StreamViewType,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { StageSettings } from '../config.ts';
import type { OperationsProps } from '../constructs/operations.ts';
import { PLATFORM_EVENT_SOURCE } from '../events.ts';

/** A wrong rule is noticed within a quarter; the facts themselves stay in the table. */
const ARCHIVE_RETENTION = Duration.days(90);
const REPLACED_RETENTION = Duration.days(90);

export interface DataStackProps extends StackProps {
  readonly settings: StageSettings;
}

/** All that keeps something: the table, the bus with its events, the archive of reports, and the topic of the alarms. */
export class DataStack extends Stack {
  readonly table: ITableV2;
  readonly bus: IEventBus;
  readonly archive: IBucket;
  /** What keys are derived from; undefined where the programme writes to nobody. */
  readonly secret: ISecret | undefined;
  readonly operations: OperationsProps;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, { ...props, terminationProtection: true });
    const { settings } = props;
    // Widened by hand: exactOptionalPropertyTypes tells the classes' getters from the optional properties of the interfaces.
    this.table = this.#createTable() as ITableV2;
    this.bus = new EventBus(this, 'Bus', {
      description: 'Events of the platform, and what followed from them',
    }) as IEventBus;
    this.bus.archive('PlatformEvents', {
      description: 'What the platform sent, to be played again; domain events are rebuilt from the table instead',
      eventPattern: { source: [PLATFORM_EVENT_SOURCE] },
      retention: ARCHIVE_RETENTION,
    });
    this.archive = this.#createArchive() as IBucket;
    this.secret = settings.writesToMembers ? this.#createSecret() : undefined;
    this.operations = {
      programmeFile: settings.programmeFile,
      logRetention: settings.logRetentionDays,
      alarmTopic: this.#createAlarmTopic(settings.alarmEmail),
    };
    new CfnOutput(this, 'TableName', { value: this.table.tableName });
    new CfnOutput(this, 'BusName', { value: this.bus.eventBusName });
    new CfnOutput(this, 'ArchiveBucketName', { value: this.archive.bucketName });
  }

  #createTable(): TableV2 {
    return new TableV2(this, 'Table', {
      partitionKey: text('PK'),
      sortKey: text('SK'),
      globalSecondaryIndexes: [
        index('GSI1', 'GSI1PK', 'GSI1SK', ProjectionType.ALL),
        // Sparse and written twice for each date; its projection can't be changed later.
        index('due', 'duePK', 'dueSK', ProjectionType.KEYS_ONLY),
      ],
      billing: Billing.onDemand(),
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: 'ttlEpochSeconds',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** Reports that finance keeps; whatever replaces one, the earlier is there for a time. */
  #createArchive(): Bucket {
    return new Bucket(this, 'Archive', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      versioned: true,
      lifecycleRules: [{ noncurrentVersionExpiration: REPLACED_RETENTION }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** Signs links and names suppressed addresses: with another one, links of old e-mails are void and nobody is suppressed. */
  #createSecret(): ISecret {
    return new Secret(this, 'Secret', {
      description: 'Signs the links in messages, and names addresses without telling them. Never replace it.',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: RemovalPolicy.RETAIN,
    }) as ISecret;
  }

  /** Not encrypted with the key of SNS, which CloudWatch may not use; alarms say nothing about members. */
  #createAlarmTopic(alarmEmail: string | undefined): Topic {
    const topic = new Topic(this, 'Alarms', { enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    if (alarmEmail !== undefined) topic.addSubscription(new EmailSubscription(alarmEmail));
    return topic;
  }
}

const text = (name: string) => ({ name, type: AttributeType.STRING });

function index(
  indexName: string,
  partitionKey: string,
  sortKey: string,
  projectionType: ProjectionType,
): GlobalSecondaryIndexPropsV2 {
  return { indexName, partitionKey: text(partitionKey), sortKey: text(sortKey), projectionType };
}
