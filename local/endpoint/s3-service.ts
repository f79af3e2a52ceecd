import type { BucketSpec } from '../deployment.ts';
import type { MovableClock } from '../time/clock.ts';
import { type AuthorizeCaller, AwsError, type AwsReply, type AwsService } from './aws-call.ts';

/** An object as it was put last. */
export interface KeptObject {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  readonly body: Buffer;
  /** ISO-8601 in UTC. */
  readonly at: string;
}

/** What is in the buckets, in memory. */
export class ObjectShelf {
  readonly #objects = new Map<string, KeptObject>();

  put(object: KeptObject): void {
    this.#objects.set(`${object.bucket}/${object.key}`, object);
  }

  find(bucket: string, key: string): KeptObject | undefined {
    return this.#objects.get(`${bucket}/${key}`);
  }

  list(): readonly KeptObject[] {
    return [...this.#objects.values()];
  }
}

export interface S3Settings {
  readonly buckets: readonly BucketSpec[];
  readonly shelf: ObjectShelf;
  readonly authorize: AuthorizeCaller;
  readonly clock: MovableClock;
}

/** S3: PutObject and GetObject, with the bucket in the path, as SDK clients ask at an address that is no name. */
export function createS3Service({ buckets, shelf, authorize, clock }: S3Settings): AwsService {
  return ({ rawBody, http: { method, url, headers }, operation, caller }) => {
    const [bucketName = '', ...rest] = decodeURIComponent(url.pathname.slice(1)).split('/');
    const key = rest.join('/');
    const bucket = buckets.find(({ name }) => name === bucketName);
    if (bucket === undefined) throw new AwsError('NoSuchBucket', `the templates make no bucket ${bucketName}`, 404);
    const action = `${method} ${operation}`;
    if (action === 'PUT PutObject') {
      authorize(caller, 's3:PutObject', `${bucket.arn}/${key}`);
      if (headers['content-encoding'] === 'aws-chunked') {
        throw new AwsError('NotImplemented', 'the local run takes whole bodies, not streams', 501);
      }
      const contentType = headers['content-type'] ?? 'application/octet-stream';
      shelf.put({ bucket: bucketName, key, contentType, body: rawBody, at: new Date(clock.now()).toISOString() });
      return answer('', 'application/xml');
    }
    if (action === 'GET GetObject') {
      authorize(caller, 's3:GetObject', `${bucket.arn}/${key}`);
      const object = shelf.find(bucketName, key);
      if (object === undefined) throw new AwsError('NoSuchKey', `there is no object ${key}`, 404);
      return answer(object.body, object.contentType);
    }
    throw new AwsError('NotImplemented', `the local run offers PutObject and GetObject of S3, not ${action}`, 501);
  };
}

const answer = (body: string | Buffer, contentType: string): AwsReply => ({ status: 200, contentType, body });
