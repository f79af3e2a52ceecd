import type { CsvCell } from '../kernel/csv.ts';
import { type Interval, netPromoterScore, type Share, wilsonInterval } from '../kernel/statistics.ts';
import type { Figures } from './figures.ts';
import { isOver, type ReportPeriod } from './reporting-period.ts';

/** A share from 0 to 1 with its 95 % interval; null of nobody. */
type Estimate = (Interval & { readonly value: number }) | null;

/** What became of asking a group. */
export interface SurveyFigures {
  readonly asked: number;
  readonly answered: number;
  readonly answerRate: Estimate;
  readonly promoters: number;
  readonly detractors: number;
  readonly npsAnswers: number;
  /** From -1 to 1. */
  readonly nps: Estimate;
  readonly satisfied: number;
  readonly csatAnswers: number;
  readonly csat: Estimate;
  /** Of those who answered, who named it; the most named first. */
  readonly reasons: readonly { readonly reason: string; readonly members: number; readonly share: Estimate }[];
}

export interface SurveyPeriod extends ReportPeriod {
  readonly isComplete: boolean;
  readonly all: SurveyFigures;
  readonly byStage: readonly (SurveyFigures & { readonly stage: string })[];
  readonly byTier: readonly (SurveyFigures & { readonly tier: string })[];
}

export interface SurveyReport {
  readonly surveys: readonly { readonly survey: string; readonly periods: readonly SurveyPeriod[] }[];
}

type Days = Pick<ReportPeriod, 'from' | 'to'>;

/**
 * What was answered, by the day of being asked. Every member was in one stage then, so that all is their sum.
 * @param closesAfterDays of a survey: so long after a period its last members can answer
 */
export const reportSurveys =
  (closesAfterDays: (survey: string) => number) =>
  /** @param today programme-zone date */
  (figures: Figures, periods: readonly ReportPeriod[], today: string): SurveyReport => {
    const names = figures.names('surveys').map((name) => name.split('#'));
    const surveys = [...new Set(names.map(([survey = '']) => survey))].sort();
    const groupsOf = (survey: string, kind: string) => [
      ...new Set(
        names.filter(([of, group = '']) => of === survey && group.startsWith(kind)).map(([, group = '']) => group),
      ),
    ];
    const report = surveys.map((survey) => {
      const [stages, tiers] = [groupsOf(survey, 'stage:').sort(), groupsOf(survey, 'tier:').sort()];
      const reasons = reasonsOf(names, survey);
      return {
        survey,
        periods: periods.map((period) => {
          const read = (groups: readonly string[]) => readGroups(figures, survey, groups, reasons, period);
          return {
            ...period,
            isComplete: isOver(period, closesAfterDays(survey), today),
            all: read(stages),
            byStage: stages.map((group) => ({ stage: group.slice('stage:'.length), ...read([group]) })),
            byTier: tiers.map((group) => ({ tier: group.slice('tier:'.length), ...read([group]) })),
          };
        }),
      };
    });
    return { surveys: report };
  };

function reasonsOf(names: readonly (readonly string[])[], survey: string): readonly string[] {
  const named = names.flatMap(([of, , figure = '']) =>
    of === survey && figure.startsWith('reason:') ? [figure.slice('reason:'.length)] : [],
  );
  return [...new Set(named)].sort();
}

function readGroups(
  figures: Figures,
  survey: string,
  groups: readonly string[],
  reasons: readonly string[],
  days: Days,
): SurveyFigures {
  const of = (figure: string) =>
    groups.reduce((sum, group) => sum + figures.sum('surveys', `${survey}#${group}#${figure}`, days), 0);
  const [asked, answered] = [of('asked'), of('answered')];
  const [promoters, detractors, npsAnswers] = [of('promoters'), of('detractors'), of('npsAnswers')];
  const [satisfied, csatAnswers] = [of('satisfied'), of('csatAnswers')];
  const nps = netPromoterScore({ promoters, detractors, size: npsAnswers });
  const named = reasons.map((reason) => ({ reason, members: of(`reason:${reason}`) }));
  return {
    asked,
    answered,
    answerRate: estimate({ count: answered, size: asked }),
    promoters,
    detractors,
    npsAnswers,
    nps: nps && { value: nps.score, low: nps.low, high: nps.high },
    satisfied,
    csatAnswers,
    csat: estimate({ count: satisfied, size: csatAnswers }),
    reasons: named
      .filter(({ members }) => members > 0)
      .sort((a, b) => b.members - a.members || (a.reason < b.reason ? -1 : 1))
      .map((each) => ({ ...each, share: estimate({ count: each.members, size: answered }) })),
  };
}

const estimate = (share: Share): Estimate =>
  share.size === 0 ? null : { value: share.count / share.size, ...wilsonInterval(share) };

export const SURVEY_COLUMNS = [
  ...[
    'survey',
    'period',
    'from',
    'to',
    'complete',
    'group',
    'asked',
    'answered',
    'answerRate',
    'answerLow',
    'answerHigh',
  ],
  ...['promoters', 'detractors', 'npsAnswers', 'nps', 'npsLow', 'npsHigh'],
  ...['satisfied', 'csatAnswers', 'csat', 'csatLow', 'csatHigh', 'reasons'],
];

/** A row for each survey, period and group: all, then stages, then tiers. Reasons as `price=3 service=1`. */
export const surveyRows = ({ surveys }: SurveyReport): CsvCell[][] =>
  surveys.flatMap(({ survey, periods }) =>
    periods.flatMap(({ period, from, to, isComplete, all, byStage, byTier }) =>
      [
        ['all', all] as const,
        ...byStage.map((each) => [`stage:${each.stage}`, each] as const),
        ...byTier.map((each) => [`tier:${each.tier}`, each] as const),
      ].map(([group, figures]) => [survey, period, from, to, isComplete, group, ...cellsOf(figures)]),
    ),
  );

const cellsOf = (figures: SurveyFigures): CsvCell[] => [
  ...[figures.asked, figures.answered, ...cells(figures.answerRate)],
  ...[figures.promoters, figures.detractors, figures.npsAnswers, ...cells(figures.nps)],
  ...[figures.satisfied, figures.csatAnswers, ...cells(figures.csat)],
  figures.reasons.map(({ reason, members }) => `${reason}=${members}`).join(' '),
];

const cells = (each: Estimate): CsvCell[] => [each?.value, each?.low, each?.high];
