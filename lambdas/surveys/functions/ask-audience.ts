import type { Context, SQSEvent } from 'aws-lambda';
import { createMemberListStore } from '../../churn/index.ts';
import { queueFunction } from '../../kernel/batch.ts';
import { requireEnv } from '../../kernel/env.ts';
import { createAskAudience } from '../ask-audience.ts';
import { dispatchMessage } from '../dispatch-message.ts';
import { createSendDispatch } from '../dispatch-queue.ts';
import { createDispatchStore } from '../dispatch-store.ts';
import { readMember, salt, tierOf } from './connect-audience.ts';
import { clock, invitations, reader, surveys, table, timeZone } from './connect-surveys.ts';

const dispatches = createDispatchStore(table, reader);
const send = createSendDispatch(requireEnv('QUEUE_URL'));
const { members } = createMemberListStore(table);
const ports = { dispatches, surveys, invitations, members, readMember, tierOf, send, clock };
const askAudience = createAskAudience(ports, { salt, timeZone });

export const handler = (event: SQSEvent, context: Context) =>
  queueFunction(dispatchMessage, (message) => askAudience(message, () => context.getRemainingTimeInMillis()))(event);
