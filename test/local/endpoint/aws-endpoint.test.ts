import { GetObjectCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OPERATOR_ACCESS_KEY_ID } from '../../../local/endpoint/aws-call.ts';
import { AwsEndpoint } from '../../../local/endpoint/aws-endpoint.ts';
import { createS3Service, ObjectShelf } from '../../../local/endpoint/s3-service.ts';
import { createSqsService } from '../../../local/endpoint/sqs-service.ts';
import { createRig } from '../rig.ts';

const { clock } = createRig();
const asked: string[] = [];
const authorize = (_: unknown, action: string, resourceArn: string) => void asked.push(`${action} ${resourceArn}`);
const bucket = {
  stack: 'data',
  logicalId: 'Archive',
  path: 'data/Archive',
  name: 'archive',
  arn: 'arn:aws:s3:::archive',
};
const shelf = new ObjectShelf();
const endpoint = new AwsEndpoint({
  clock,
  services: () => ({
    byTarget: { AmazonSQS: createSqsService([], authorize) },
    byScope: {
      s3: createS3Service({ buckets: [bucket], shelf, authorize, clock }),
    },
    byPath: {},
    outside: () => 'NEVER',
  }),
  caller: () => undefined,
});
let url = '';

beforeAll(async () => {
  url = await endpoint.listen();
});
afterAll(() => endpoint.stop());

const settings = (accessKeyId = OPERATOR_ACCESS_KEY_ID) => ({
  region: 'eu-west-1',
  endpoint: url,
  maxAttempts: 1,
  credentials: { accessKeyId, secretAccessKey: 'local' },
});

test('an unknown access key is refused', async () => {
  const publish = new SNSClient(settings('AKIAUNKNOWN000000000')).send(
    new PublishCommand({ PhoneNumber: '+1', Message: 'x' }),
  );
  await expect(publish).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
});

test('an operation that is not offered is refused by name', async () => {
  const list = new SQSClient(settings()).send(new ListQueuesCommand({}));
  await expect(list).rejects.toThrow('the local run does not offer sqs ListQueues');
});

test('an object is kept as it is, and the last one of a key', async () => {
  const s3 = new S3Client(settings());
  const Key = 'reports/2026 – März.csv';
  for (const Body of ['first', 'points,"积分"\r\n12\r\n']) {
    await s3.send(new PutObjectCommand({ Bucket: 'archive', Key, Body, ContentType: 'text/csv; charset=utf-8' }));
  }
  expect(shelf.list().map(({ key, contentType, body }) => [key, contentType, body.toString()])).toEqual([
    [Key, 'text/csv; charset=utf-8', 'points,"积分"\r\n12\r\n'],
  ]);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'archive', Key }));
  expect(await Body?.transformToString()).toBe('points,"积分"\r\n12\r\n');
  expect(asked).toContain(`s3:PutObject arn:aws:s3:::archive/${Key}`);
  expect(asked).toContain(`s3:GetObject arn:aws:s3:::archive/${Key}`);
});

test('a bucket and an object that are not there, and what S3 offers beside, are told as S3 tells them', async () => {
  const s3 = new S3Client(settings());
  const put = s3.send(new PutObjectCommand({ Bucket: 'nobodys', Key: 'a', Body: 'a' }));
  await expect(put).rejects.toMatchObject({ name: 'NoSuchBucket' });
  const get = s3.send(new GetObjectCommand({ Bucket: 'archive', Key: 'nothing' }));
  await expect(get).rejects.toMatchObject({ name: 'NoSuchKey' });
  await expect(s3.send(new ListBucketsCommand({}))).rejects.toThrow();
});
