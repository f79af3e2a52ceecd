/** What becomes of a resource of a type: run, left out for a reason, or (not listed) refused by name. */
const SUPPORTED = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::DynamoDB::GlobalTable',
  'AWS::Events::Archive',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Logs::SubscriptionFilter',
  'AWS::S3::Bucket',
  'AWS::SES::ConfigurationSet',
  'AWS::SES::ConfigurationSetEventDestination',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule',
  'AWS::SecretsManager::Secret',
]);

const IGNORED: Readonly<Record<string, string>> = {
  'AWS::CDK::Metadata': 'says how the template was made',
  'AWS::CloudWatch::Alarm': 'metrics are not collected here',
  'AWS::CloudWatch::Dashboard': 'metrics are not collected here',
  'AWS::Logs::LogGroup': 'log lines are kept in memory, the last ones only',
  'AWS::S3::BucketPolicy': 'it refuses what comes without TLS, and everything here is on this machine',
  'AWS::SES::EmailIdentity': 'every sender counts as verified, as far as a role may send from it',
  'AWS::Scheduler::ScheduleGroup': 'schedules run alike in every group',
};

export type Treatment = 'SUPPORTED' | { readonly ignoredBecause: string } | 'REFUSED';

export function treatmentOf(resourceType: string): Treatment {
  if (SUPPORTED.has(resourceType)) return 'SUPPORTED';
  const reason = IGNORED[resourceType];
  return reason === undefined ? 'REFUSED' : { ignoredBecause: reason };
}
