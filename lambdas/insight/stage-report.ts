import { STAGES, type Stage } from '../../programmes/stage.ts';
import type { CsvCell } from '../kernel/csv.ts';
import type { Figures } from './figures.ts';
import type { ReportPeriod } from './reporting-period.ts';

/** Moves of a period into and out of a stage. */
export interface StageMoves {
  readonly stage: Stage;
  readonly entered: number;
  /** For another stage, or by being merged into another member. */
  readonly left: number;
  /** Members of the past whom nobody had watched before, and who were found in it. */
  readonly found: number;
}

export interface StageReport {
  readonly now: readonly { readonly stage: Stage; readonly members: number }[];
  readonly periods: readonly (ReportPeriod & { readonly isComplete: boolean; readonly moves: readonly StageMoves[] })[];
}

/** Who stands where now, and the moves of each period. A new member's first stage is no move. @param today programme-zone date */
export const reportStages = (figures: Figures, periods: readonly ReportPeriod[], today: string): StageReport => ({
  now: STAGES.map((stage) => ({ stage, members: figures.of('stages', 'all', stage) })),
  periods: periods.map((period) => {
    const of = (kind: string, stage: Stage) => figures.sum('stages', `${kind}#${stage}`, period);
    const moves = STAGES.map((stage) => ({
      stage,
      entered: of('to', stage),
      left: of('from', stage),
      found: of('imported', stage),
    }));
    return { ...period, isComplete: period.to < today, moves };
  }),
});

export const STAGE_COLUMNS = ['period', 'from', 'to', 'complete', 'stage', 'members', 'entered', 'left', 'found'];

/** A row for each stage now, then one for each period and stage. */
export const stageRows = ({ now, periods }: StageReport): CsvCell[][] => [
  ...now.map(({ stage, members }) => ['now', null, null, null, stage, members, null, null, null]),
  ...periods.flatMap(({ period, from, to, isComplete, moves }) =>
    moves.map(({ stage, entered, left, found }) => [period, from, to, isComplete, stage, null, entered, left, found]),
  ),
];
