import { Duration, TimeZone } from 'aws-cdk-lib';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { type CronOptionsWithTimezone, Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { ServiceFunction, type ServiceFunctionProps } from './service-function.ts';

export interface ScheduledJobProps extends ServiceFunctionProps {
  /** What the job does, as alarms should put it: `the hourly sweep`. */
  readonly job: string;
  /**
   * When it runs, in `timeZone`. An hour that is named is from 4 to 21: when clocks go forward every other one is skipped in
   * some zone (from 22:00 on Easter Island to 04:00 in Helsinki), and the scheduler skips the run with it.
   */
  readonly cron: Omit<CronOptionsWithTimezone, 'timeZone'>;
  /** IANA zone in which the cron expression is read. */
  readonly timeZone: string;
  /**
   * How long a run that could not start or failed is worth trying.
   * @default Duration.hours(1)
   */
  readonly maxEventAge?: Duration;
}

/** A function that runs by the clock. A run that fails for good, before or after it started, leaves a dead letter. */
export class ScheduledJob extends Construct {
  readonly function: ServiceFunction;

  constructor(scope: Construct, id: string, props: ScheduledJobProps) {
    super(scope, id);
    const maxEventAge = props.maxEventAge ?? Duration.hours(1);
    const deadLetterQueue = new DeadLetterQueue(this, 'DeadLetters', {
      meaning: `A run of ${props.job} failed at every try.`,
      alarmTopic: props.alarmTopic,
    });
    this.function = new ServiceFunction(this, 'Function', props);
    // The scheduler's own policy ends once Lambda has taken the event; from there on this one holds.
    this.function.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge,
      onFailure: new SqsDestination(deadLetterQueue),
    });
    new Schedule(this, 'Schedule', {
      schedule: ScheduleExpression.cron({ ...props.cron, timeZone: TimeZone.of(props.timeZone) }),
      target: new LambdaInvoke(this.function, { deadLetterQueue, maxEventAge, retryAttempts: 10 }),
    });
  }
}
