import type { Deployment } from '../deployment.ts';
import type { Topics } from '../messaging/topics.ts';
import { EmailFeedback } from '../sending/email-feedback.ts';
import type { Sending } from '../sending/sending.ts';
import type { MovableClock } from '../time/clock.ts';
import type { Work } from '../time/work.ts';
import type { AuthorizeCaller } from './aws-call.ts';
import type { AwsServices } from './aws-endpoint.ts';
import { answerFromOutside } from './outside.ts';
import { createSesService } from './ses-service.ts';
import { createSesV2Service, SES_V2_PATH } from './ses-v2-service.ts';
import { createSnsService } from './sns-service.ts';

export interface SendingServicesSettings {
  readonly deployment: Deployment;
  readonly clock: MovableClock;
  readonly work: Work;
  readonly sending: Sending;
  readonly topics: Topics;
  readonly writeLog: (logGroupName: string, line: string) => void;
  readonly authorize: AuthorizeCaller;
}

/** Everything by which a message leaves the account. */
export function createSendingServices(settings: SendingServicesSettings): Omit<AwsServices, 'byTarget'> {
  const { deployment, clock, work, sending, topics, writeLog, authorize } = settings;
  const { region, accountId, configurationSets } = deployment;
  const { suppressions } = sending;
  const feedback = new EmailFeedback({
    clock,
    work,
    suppressions,
    configurationSets,
    publish: (topicArn, sourceArn, subject, body) =>
      topics.publishForService('ses.amazonaws.com', topicArn, sourceArn, { subject, body }),
  });
  return {
    byScope: {
      ses: createSesService({ sending, feedback, configurationSets, authorize, region, accountId }),
      sns: createSnsService({ sending, topics, authorize, region, accountId, writeLog }),
    },
    byPath: { [SES_V2_PATH]: createSesV2Service({ sending, authorize }) },
    outside: (request, body) => answerFromOutside(sending, request, body),
  };
}
