import type { StackProps } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { StageSettings } from '../config.ts';
import type { OperationsProps } from '../constructs/operations.ts';

/** What a stack of functions is given. */
export interface ServiceStackProps extends StackProps {
  readonly settings: StageSettings;
  readonly table: ITableV2;
  readonly bus: IEventBus;
  readonly archive: IBucket;
  readonly operations: OperationsProps;
}
