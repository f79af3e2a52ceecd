import { Logger } from '@aws-lambda-powertools/logger';

/**
 * Structured lines to CloudWatch. Lines carry ids, never a name, an address, an e-mail or a phone number; an error
 * goes in as `{ error }`, so that its stack is kept.
 */
export const logger = new Logger();
