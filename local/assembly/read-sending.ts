import * as z from 'zod';
import type { ConfigurationSetSpec, LogSubscriptionSpec } from '../deployment.ts';
import { smsLogGroups } from '../sending/sms-log.ts';
import { type Resources, withoutMeaning } from './resources.ts';
import { TemplateProblem } from './template-problem.ts';

const EVENT_TYPES = [
  'send',
  'reject',
  'bounce',
  'complaint',
  'delivery',
  'open',
  'click',
  'renderingfailure',
  'deliverydelay',
  'subscription',
] as const;

/** Templates write them as `deliveryDelay`, as `DELIVERY_DELAY`, or in between. */
const eventType = z.preprocess(
  (given) => (typeof given === 'string' ? given.replaceAll('_', '').toLowerCase() : given),
  z.enum(EVENT_TYPES),
);

const suppressionReason = z.enum(['BOUNCE', 'COMPLAINT']);

const configurationSetProperties = z.strictObject({
  Name: z.string().optional(),
  SuppressionOptions: z.strictObject({ SuppressedReasons: z.array(suppressionReason).optional() }).optional(),
  SendingOptions: z.strictObject({ SendingEnabled: z.boolean().optional() }).optional(),
  // Nothing is sent over a network here, and nobody opens what is sent.
  DeliveryOptions: withoutMeaning,
  ReputationOptions: withoutMeaning,
  TrackingOptions: withoutMeaning,
  VdmOptions: withoutMeaning,
});

const eventDestinationProperties = z.strictObject({
  ConfigurationSetName: z.string(),
  EventDestination: z.strictObject({
    Name: withoutMeaning,
    Enabled: z.boolean().default(false),
    MatchingEventTypes: z.array(eventType),
    SnsDestination: z.strictObject({ TopicARN: z.string() }),
  }),
});

export function readConfigurationSets(resources: Resources): ConfigurationSetSpec[] {
  const destinations = resources.all('AWS::SES::ConfigurationSetEventDestination', eventDestinationProperties);
  return resources.all('AWS::SES::ConfigurationSet', configurationSetProperties).map(({ spec, name, properties }) => {
    const own = destinations.filter(({ properties: { ConfigurationSetName } }) => ConfigurationSetName === name);
    return {
      ...spec,
      name,
      arn: resources.arnOf('AWS::SES::ConfigurationSet', name),
      isSendingEnabled: properties.SendingOptions?.SendingEnabled ?? true,
      // Without a word of its own a set does as accounts do.
      suppressedReasons: properties.SuppressionOptions?.SuppressedReasons ?? suppressionReason.options,
      eventDestinations: own
        .map((destination) => destination.properties.EventDestination)
        .filter(({ Enabled }) => Enabled)
        .map(({ SnsDestination, MatchingEventTypes }) => {
          return { topicArn: SnsDestination.TopicARN, eventTypes: MatchingEventTypes };
        }),
    };
  });
}

const subscriptionFilterProperties = z.strictObject({
  LogGroupName: z.string(),
  FilterPattern: z.literal('', 'filter patterns are not supported: only the empty one, which lets all through'),
  DestinationArn: z.string().regex(/^arn:[^:]+:lambda:/, 'the destination is not the ARN of a function'),
  FilterName: z.string().optional(),
  Distribution: withoutMeaning,
});

/** Functions that read the log groups of SNS, which are there without a template. Other groups are refused by name. */
export function readLogSubscriptions(
  resources: Resources,
  account: { readonly region: string; readonly accountId: string },
): LogSubscriptionSpec[] {
  const known = Object.values(smsLogGroups(account));
  const found = resources.all('AWS::Logs::SubscriptionFilter', subscriptionFilterProperties);
  return found.flatMap(({ spec, name, properties }) =>
    resources.collect(spec.path, () => {
      const { LogGroupName: logGroupName, DestinationArn: functionArn } = properties;
      if (!known.includes(logGroupName)) {
        throw new TemplateProblem(
          `subscriptions of the log group ${logGroupName} are not supported, only those of ${known.join(' and ')}`,
        );
      }
      return {
        ...spec,
        name: properties.FilterName ?? name,
        arn: `${logGroupName}:${name}`,
        logGroupName,
        functionArn,
      };
    }),
  );
}
