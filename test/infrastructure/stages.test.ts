import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { expect, test } from 'vitest';
import { createHoldfast } from '../../lib/holdfast.ts';
import { Infrastructure, listOf, propertiesOf, synthesize, UNBUNDLED } from './templates.ts';

const settings = { timeZone: 'Asia/Kolkata', programme: 'gift-shop', sender: 'hello@gift-shop.example' };

const stageWith = (more: Readonly<Record<string, unknown>> = {}): Infrastructure =>
  new Infrastructure(synthesize({ stage: 'trial', stages: { trial: { ...settings, ...more } } }));

const propertiesOfType = (infrastructure: Infrastructure, type: string) =>
  infrastructure.ofType(type).map(({ properties }) => properties);

const countsByType = ({ resources }: Infrastructure) =>
  Object.fromEntries(Object.entries(Object.groupBy(resources, ({ type }) => type)).map(([k, v]) => [k, v?.length]));

const plain = stageWith();

test('synthesizing twice gives the same templates', () => {
  expect(synthesize({ stage: 'production' })).toEqual(synthesize({ stage: 'production' }));
});

test('stages differ in their settings only, not in what there is', () => {
  const local = new Infrastructure(synthesize({ stage: 'local' }));
  expect(countsByType(local)).toEqual(countsByType(stageWith({ smsResults: true })));
  const production = new Infrastructure(synthesize({ stage: 'production' }));
  expect(countsByType(production)).toEqual(countsByType(plain));
});

test('results of SMS are read from both logs of the account, if it keeps them', () => {
  expect(plain.ofType('AWS::Logs::SubscriptionFilter')).toEqual([]);
  const filters = propertiesOfType(stageWith({ smsResults: true }), 'AWS::Logs::SubscriptionFilter');
  const groups = filters.map(({ LogGroupName }) => JSON.stringify(LogGroupName));
  expect(groups).toEqual([
    expect.stringContaining('DirectPublishToPhoneNumber'),
    expect.stringMatching(/DirectPublishToPhoneNumber.*\/Failure/),
  ]);
});

test('synthesis has nothing to warn about', () => {
  const assembly = createHoldfast({ context: UNBUNDLED }).synth();
  const report = JSON.parse(readFileSync(join(assembly.directory, 'validation-report.json'), 'utf8'));
  expect(assembly.stacks.flatMap(({ messages }) => messages.filter(({ level }) => level !== 'info'))).toEqual([]);
  expect(report.pluginReports).toEqual([]);
});

test('a template that CloudFormation would refuse is refused here', () => {
  const app = createHoldfast({ context: UNBUNDLED });
  new CfnQueue(new Stack(app, 'refused'), 'Queue', { visibilityTimeout: -1 });
  expect(() => app.synth()).toThrow(/validation/i);
});

test('the due index holds keys only', () => {
  const [table] = propertiesOfType(plain, 'AWS::DynamoDB::GlobalTable');
  const due = listOf(table?.['GlobalSecondaryIndexes'])
    .map(propertiesOf)
    .find(({ IndexName }) => IndexName === 'due');
  expect(due?.['Projection']).toEqual({ ProjectionType: 'KEYS_ONLY' });
});

test('the stream carries both images, since counters need the old one', () => {
  const [table] = propertiesOfType(plain, 'AWS::DynamoDB::GlobalTable');
  expect(table?.['StreamSpecification']).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
});

test('schedules run in the zone of the stage, and that of a quarter in the one by which quarters are counted', () => {
  const schedules = propertiesOfType(plain, 'AWS::Scheduler::Schedule');
  const quarterly = schedules.filter((schedule) => String(schedule['ScheduleExpression']).includes('1,4,7,10'));
  const zonesOf = (some: typeof schedules) => new Set(some.map((each) => each['ScheduleExpressionTimezone']));
  expect(zonesOf(quarterly)).toEqual(new Set(['Asia/Shanghai']));
  expect(zonesOf(schedules.filter((each) => !quarterly.includes(each)))).toEqual(new Set(['Asia/Kolkata']));
});

test('browsers of no origin may call the API, unless the stage allows some', () => {
  const corsOf = (infrastructure: Infrastructure) =>
    propertiesOfType(infrastructure, 'AWS::ApiGatewayV2::Api').map((api) => api['CorsConfiguration']);
  expect(corsOf(plain)).toEqual([undefined]);
  expect(corsOf(stageWith({ allowedOrigins: ['https://shop.example'] }))).toEqual([
    expect.objectContaining({ AllowOrigins: ['https://shop.example'] }),
  ]);
});

test('the API admits a limited rate of requests', () => {
  const [stage] = propertiesOfType(plain, 'AWS::ApiGatewayV2::Stage');
  expect(stage?.['DefaultRouteSettings']).toEqual({
    ThrottlingBurstLimit: expect.any(Number),
    ThrottlingRateLimit: expect.any(Number),
  });
});

test('alarms are mailed to the address of the stage', () => {
  const mailed = (infrastructure: Infrastructure) =>
    propertiesOfType(infrastructure, 'AWS::SNS::Subscription').filter(({ Protocol }) => Protocol === 'email');
  expect(mailed(plain)).toEqual([]);
  expect(mailed(stageWith({ alarmEmail: 'ops@shop.example' }))).toMatchObject([{ Endpoint: 'ops@shop.example' }]);
});

test('logs are kept as long as the stage says', () => {
  const groups = propertiesOfType(stageWith({ logRetentionDays: 400 }), 'AWS::Logs::LogGroup');
  expect(new Set(groups.map((group) => group['RetentionInDays']))).toEqual(new Set([400]));
});
