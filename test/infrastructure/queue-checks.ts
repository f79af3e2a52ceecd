import { type Infrastructure, listOf, propertiesOf, type Resource } from './templates.ts';

/** Each check returns the ids of the resources that break it. */
export type Check = (infrastructure: Infrastructure) => string[];

const ids = (resources: readonly Resource[]): string[] => resources.map(({ id }) => id);

const deadLetterTarget = (resource: Resource): unknown =>
  propertiesOf(resource.properties['RedrivePolicy'])['deadLetterTargetArn'];

/** Every queue that something names as the place where failures go. */
function deadLetterQueues(infrastructure: Infrastructure): Set<string | undefined> {
  const onFailure = (resource: Resource) =>
    propertiesOf(propertiesOf(resource.properties['DestinationConfig'])['OnFailure'])['Destination'];
  const named = [
    ...['AWS::SQS::Queue', 'AWS::SNS::Subscription'].flatMap((type) =>
      infrastructure.ofType(type).map((resource) => infrastructure.target(resource, deadLetterTarget(resource))),
    ),
    ...['AWS::Lambda::EventSourceMapping', 'AWS::Lambda::EventInvokeConfig'].flatMap((type) =>
      infrastructure.ofType(type).map((resource) => infrastructure.target(resource, onFailure(resource))),
    ),
    ...deliveries(infrastructure).map(({ deadLetterQueue }) => deadLetterQueue),
  ];
  return new Set(named);
}

/** Targets of rules and schedules. */
function deliveries(infrastructure: Infrastructure) {
  const describe = (resource: Resource, target: unknown) => {
    const { Arn, DeadLetterConfig, RetryPolicy } = propertiesOf(target);
    return {
      id: resource.id,
      target: infrastructure.target(resource, Arn),
      deadLetterQueue: infrastructure.target(resource, propertiesOf(DeadLetterConfig)['Arn']),
      retry: propertiesOf(RetryPolicy),
    };
  };
  return [
    ...infrastructure
      .ofType('AWS::Events::Rule')
      .flatMap((rule) => listOf(rule.properties['Targets']).map((target) => describe(rule, target))),
    ...infrastructure
      .ofType('AWS::Scheduler::Schedule')
      .map((schedule) => describe(schedule, schedule.properties['Target'])),
  ];
}

function isWatched(infrastructure: Infrastructure, queue: Resource, metricName: string): boolean {
  return infrastructure.ofType('AWS::CloudWatch::Alarm').some(
    (alarm) =>
      alarm.properties['MetricName'] === metricName &&
      listOf(alarm.properties['Dimensions'])
        .map((dimension) => infrastructure.target(alarm, propertiesOf(dimension)['Value']))
        .includes(queue.id),
  );
}

export const queuesWithoutDeadLetters: Check = (infrastructure) => {
  const known = deadLetterQueues(infrastructure);
  const queues = infrastructure.ofType('AWS::SQS::Queue');
  return ids(queues.filter((queue) => deadLetterTarget(queue) === undefined && !known.has(queue.id)));
};

export const queuesWithoutAlarm: Check = (infrastructure) => {
  const known = deadLetterQueues(infrastructure);
  return ids(
    infrastructure.ofType('AWS::SQS::Queue').filter((queue) => {
      const metricName = known.has(queue.id) ? 'ApproximateNumberOfMessagesVisible' : 'ApproximateAgeOfOldestMessage';
      return !isWatched(infrastructure, queue, metricName);
    }),
  );
};

export const alarmsThatTellNobody: Check = (infrastructure) => {
  const topics = new Set<string | undefined>(ids(infrastructure.ofType('AWS::SNS::Topic')));
  return ids(
    infrastructure
      .ofType('AWS::CloudWatch::Alarm')
      .filter(
        (alarm) =>
          !listOf(alarm.properties['AlarmActions']).some((action) => topics.has(infrastructure.target(alarm, action))),
      ),
  );
};

export const queuesSeenAgainTooSoon: Check = (infrastructure) =>
  infrastructure.ofType('AWS::Lambda::EventSourceMapping').flatMap((mapping) => {
    const find = (value: unknown) =>
      infrastructure.resources.find(({ id }) => id === infrastructure.target(mapping, value));
    const queue = find(mapping.properties['EventSourceArn']);
    if (queue?.type !== 'AWS::SQS::Queue') return [];
    const timeoutSeconds = Number(find(mapping.properties['FunctionName'])?.properties['Timeout']);
    const isLongEnough = Number(queue.properties['VisibilityTimeout']) >= 6 * timeoutSeconds;
    return isLongEnough ? [] : [queue.id];
  });

export const mappingsThatFailWholeBatches: Check = (infrastructure) =>
  ids(
    infrastructure
      .ofType('AWS::Lambda::EventSourceMapping')
      .filter(({ properties }) => !listOf(properties['FunctionResponseTypes']).includes('ReportBatchItemFailures')),
  );

export const streamMappingsThatLoseRecords: Check = (infrastructure) =>
  ids(
    infrastructure.ofType('AWS::Lambda::EventSourceMapping').filter((mapping) => {
      const { properties } = mapping;
      if (properties['StartingPosition'] === undefined) return false;
      const onFailure = propertiesOf(propertiesOf(properties['DestinationConfig'])['OnFailure'])['Destination'];
      const retriesUntilTooOld =
        properties['MaximumRetryAttempts'] === -1 && properties['MaximumRecordAgeInSeconds'] === 23 * 3600;
      const isParked = infrastructure.target(mapping, onFailure) !== undefined;
      return !(retriesUntilTooOld && isParked && properties['BisectBatchOnFunctionError'] === true);
    }),
  );

export const deliveriesThatLoseEvents: Check = (infrastructure) =>
  deliveries(infrastructure)
    .filter(
      ({ deadLetterQueue, retry }) =>
        deadLetterQueue === undefined ||
        retry['MaximumRetryAttempts'] === undefined ||
        retry['MaximumEventAgeInSeconds'] === undefined,
    )
    .map(({ id }) => id);

/** Of two sources with the names of both, each could tell what only the other may. */
export const rulesOfSeveralSources: Check = (infrastructure) =>
  ids(
    infrastructure
      .ofType('AWS::Events::Rule')
      .filter(({ properties }) => listOf(propertiesOf(properties['EventPattern'])['source']).length !== 1),
  );

export const schedulesInNoZone: Check = (infrastructure) =>
  ids(
    infrastructure
      .ofType('AWS::Scheduler::Schedule')
      .filter(({ properties }) => typeof properties['ScheduleExpressionTimezone'] !== 'string'),
  );

/** In some zone clocks go forward over each hour from 22 to 3, and the scheduler skips the run of that day. */
export const schedulesInSkippedHours: Check = (infrastructure) =>
  ids(
    infrastructure.ofType('AWS::Scheduler::Schedule').filter(({ properties }) => {
      const [, hours = '*'] = String(properties['ScheduleExpression']).split(' ');
      return hours !== '*' && hours.split(',').some((hour) => !(Number(hour) >= 4 && Number(hour) < 22));
    }),
  );

/** A schedule hands a run over and is done; whether the run fails is then the function's own matter. */
export const scheduledFunctionsThatFailUnseen: Check = (infrastructure) => {
  const cared = infrastructure.ofType('AWS::Lambda::EventInvokeConfig').flatMap((config) => {
    const { OnFailure } = propertiesOf(config.properties['DestinationConfig']);
    const destination = infrastructure.target(config, propertiesOf(OnFailure)['Destination']);
    return destination === undefined ? [] : [infrastructure.target(config, config.properties['FunctionName'])];
  });
  const functions = new Set(ids(infrastructure.ofType('AWS::Lambda::Function')));
  return deliveries(infrastructure).flatMap(({ target }) =>
    target !== undefined && functions.has(target) && !cared.includes(target) ? [target] : [],
  );
};
