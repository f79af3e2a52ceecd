import * as z from 'zod';
import type { BucketSpec } from '../deployment.ts';
import { type Resources, withoutMeaning } from './resources.ts';

const bucketProperties = z.strictObject({
  BucketName: z.string().optional(),
  // Encryption, public access and versions: objects are kept in memory, for this machine alone, the last of each.
  BucketEncryption: withoutMeaning,
  PublicAccessBlockConfiguration: withoutMeaning,
  VersioningConfiguration: withoutMeaning,
  LifecycleConfiguration: withoutMeaning,
});

export function readBuckets(resources: Resources): BucketSpec[] {
  return resources.all('AWS::S3::Bucket', bucketProperties).map(({ spec, name }) => {
    const arn = resources.arnOf('AWS::S3::Bucket', name);
    return { ...spec, arn, name: arn.slice('arn:aws:s3:::'.length) };
  });
}
