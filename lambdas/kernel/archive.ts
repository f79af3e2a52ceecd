import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

/** Where files are kept; a file that is there already is replaced. */
export interface Archive {
  put(key: string, body: string, contentType: string): Promise<void>;
}

/** The archive bucket, which keeps what was replaced as an earlier version. */
export function createArchive(bucket: string, client = new S3Client({})): Archive {
  return {
    async put(key, body, contentType) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType }));
    },
  };
}
