import type { CsvCell } from '../kernel/csv.ts';
import type { Figures } from './figures.ts';
import type { ReportPeriod } from './reporting-period.ts';

/** What became of the messages of a period, by the day on which they were sent. */
export interface MessageFigures {
  readonly sent: number;
  /** Nobody knows whether they were sent. */
  readonly unknown: number;
  readonly suppressed: number;
  readonly failed: number;
  readonly delivered: number;
  readonly undelivered: number;
  readonly opened: number;
  readonly clicked: number;
  readonly bounced: number;
  readonly complained: number;
  /** Paid after a click, and not returned whole. */
  readonly orders: number;
  /** Minor units, less what came back. */
  readonly revenueMinor: number;
}

export interface MessagePeriod extends Pick<ReportPeriod, 'period' | 'from' | 'to'>, MessageFigures {
  /** Clicked over delivered; opens say less, since mail programs open by themselves. */
  readonly clickRate: number | null;
  /** Orders over clicked: what a click leads to. */
  readonly conversionRate: number | null;
}

export interface ReportedMessage {
  readonly messageId: string;
  readonly channel: string;
  readonly periods: readonly MessagePeriod[];
  readonly total: MessagePeriod;
}

const FIGURES = [
  'sent',
  'unknown',
  'suppressed',
  'failed',
  'delivered',
  'undelivered',
  'opened',
  'clicked',
  'bounced',
  'complained',
  'orders',
  'revenueMinor',
] as const satisfies readonly (keyof MessageFigures)[];

/** Every message of the range, from trigger to revenue. */
export function reportMessages(figures: Figures, periods: readonly ReportPeriod[]): readonly ReportedMessage[] {
  const [from = '', to = ''] = [periods[0]?.from, periods.at(-1)?.to];
  const names = new Set(figures.names('messages').map((figure) => figure.split('#').slice(0, 2).join('#')));
  return [...names].sort().map((name) => {
    const [messageId = '', channel = ''] = name.split('#');
    const told = periods.map((period) => reportPeriod(figures, name, period));
    return { messageId, channel, periods: told, total: reportPeriod(figures, name, { period: 'all', from, to }) };
  });
}

function reportPeriod(figures: Figures, name: string, { period, from, to }: ReportPeriod): MessagePeriod {
  const of = (figure: string) => figures.sum('messages', `${name}#${figure}`, { from, to });
  const counted = Object.fromEntries(FIGURES.map((figure) => [figure, of(figure)])) as unknown as MessageFigures;
  const { clicked, delivered, orders } = counted;
  return {
    ...{ period, from, to },
    ...counted,
    clickRate: delivered > 0 ? clicked / delivered : null,
    conversionRate: clicked > 0 ? orders / clicked : null,
  };
}

export const MESSAGE_COLUMNS = [
  'message',
  'channel',
  'period',
  'from',
  'to',
  ...FIGURES,
  'clickRate',
  'conversionRate',
];

/** A row for each message and period. */
export const messageRows = (messages: readonly ReportedMessage[]): CsvCell[][] =>
  messages.flatMap(({ messageId, channel, periods }) =>
    periods.map((told) => [
      ...[messageId, channel, told.period, told.from, told.to],
      ...FIGURES.map((figure) => told[figure]),
      ...[told.clickRate, told.conversionRate],
    ]),
  );
