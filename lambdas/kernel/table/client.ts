import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

const ATTEMPTS_MAX = 4;

/** The table and how to reach it; what every store is created with. */
export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
}

/** A client that drops undefined attributes: an optional field that is absent is not an error. */
export function documentClient(client: DynamoDBClient): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/** One client a function, kept between invocations. */
export function connectTable(name: string): Table {
  return { client: documentClient(new DynamoDBClient({ maxAttempts: ATTEMPTS_MAX })), name };
}
