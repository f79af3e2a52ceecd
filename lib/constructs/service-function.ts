import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, RecursiveLoop, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { LAMBDAS_FOLDER, LOCK_FILE, PROJECT_FOLDER } from '../project.ts';
import type { OperationsProps } from './operations.ts';
import { ServiceAlarm } from './service-alarm.ts';

/** What a function may take unless its stack says otherwise. */
export const FUNCTION_TIMEOUT = Duration.seconds(30);

export interface ServiceFunctionProps extends OperationsProps {
  /** Entry below `lambdas/`, such as `intake/functions/accept-events.ts`; its first folder is the capability. */
  readonly entry: string;
  /**
   * Variables of this function, beside those that every function gets; its own win.
   * @default none
   */
  readonly environment?: Readonly<Record<string, string>>;
  /** @default {@link FUNCTION_TIMEOUT} */
  readonly timeout?: Duration;
  /** @default 512 */
  readonly memoryMb?: number;
  /**
   * Whether the function continues itself through a queue. Lambda stops such a loop after about 16 hops otherwise.
   * @default false
   */
  readonly continuesItself?: boolean;
}

/**
 * A function of the product: one handler, bundled with the SDK it was tested with, with a role and a log group of its
 * own and an alarm on its errors. It may do nothing but write its log; stacks grant the rest.
 */
export class ServiceFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: props.logRetention,
      // What happened is in the table; a log only explains it, and goes with its function.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    super(scope, id, {
      entry: join(LAMBDAS_FOLDER, props.entry),
      handler: 'handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: props.timeout ?? FUNCTION_TIMEOUT,
      memorySize: props.memoryMb ?? 512,
      ...(props.continuesItself ? { recursiveLoop: RecursiveLoop.ALLOW } : {}),
      role,
      logGroup,
      awsSdkConnectionReuse: false, // a switch of version 2 of the SDK
      environment: {
        POWERTOOLS_SERVICE_NAME: capabilityOf(props.entry),
        POWERTOOLS_METRICS_NAMESPACE: 'Holdfast',
        LOG_LEVEL: 'INFO',
        NODE_OPTIONS: '--enable-source-maps',
        ...props.environment,
      },
      projectRoot: PROJECT_FOLDER,
      depsLockFilePath: LOCK_FILE,
      bundling: bundling(props.programmeFile),
    });
    new ServiceAlarm(this, 'Errors', {
      metric: this.metricErrors({ period: Duration.minutes(5) }),
      description: `${props.entry} has failed for a quarter of an hour; its log says why.`,
      threshold: 1,
      evaluationPeriods: 3,
      alarmTopic: props.alarmTopic,
    });
  }
}

const bundling = (programmeFile: string) => ({
  format: OutputFormat.ESM,
  target: 'node24',
  // Takes the SDK's ES modules, which esbuild can shake: a third smaller and faster to load than its CommonJS.
  mainFields: ['module', 'main'],
  bundleAwsSDK: true,
  minify: true,
  sourceMap: true,
  sourcesContent: false,
  logLevel: LogLevel.WARNING,
  esbuildArgs: { '--alias': `#programme=${programmeFile}` },
});

function capabilityOf(entry: string): string {
  const [capability, ...rest] = entry.split('/');
  if (capability === undefined || rest[0] !== 'functions') {
    throw new Error(`entry must be <capability>/functions/<verb-noun>.ts, but is "${entry}"`);
  }
  return capability;
}
