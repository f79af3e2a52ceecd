import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logger } from '../../kernel/log.ts';
import type { OnStopped } from '../watch-channels.ts';

const metrics = new Metrics();

/** Raises the alarm of channels that were stopped. */
export const tellStopped: OnStopped = (channel, reason) => {
  logger.error('a channel was stopped', { channel, reason });
  metrics.addMetric('ChannelsStopped', MetricUnit.Count, 1);
  metrics.publishStoredMetrics();
};
