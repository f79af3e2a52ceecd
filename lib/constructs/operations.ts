import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';

/** What a stage decides for all its functions and queues; stacks hand it down unchanged. */
export interface OperationsProps {
  /** Absolute path of the programme file, which functions import as `#programme`. */
  readonly programmeFile: string;
  /** How long logs are kept. */
  readonly logRetention: RetentionDays;
  /** Where alarms go. */
  readonly alarmTopic: ITopic;
}
