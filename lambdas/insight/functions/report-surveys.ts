import { programmeSurveys } from '../../../programmes/ready-surveys.ts';
import { CLOSES_DAYS_MAX } from '../../../programmes/survey-schema.ts';
import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { writeCsv } from '../../kernel/csv.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { csv, json } from '../../kernel/http/problem.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { programme } from '../../kernel/programme.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createCounterStore } from '../counter-store.ts';
import { createReadReport } from '../read-report.ts';
import { reportSurveysRoute } from '../survey-api.ts';
import { reportSurveys, SURVEY_COLUMNS, surveyRows } from '../survey-report.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const counters = createCounterStore(table, { shardCount: requireCountEnv('COUNTER_SHARD_COUNT'), clock: systemClock });
const ofProgramme = programmeSurveys(programme);
/** Of one that an operator added, the most that a survey can stay open. */
const closesAfterDays = (survey: string): number => ofProgramme[survey]?.closesAfterDays ?? CLOSES_DAYS_MAX;
const readReport = createReadReport(
  counters,
  systemClock,
  programme.timeZone,
  ['surveys'],
  reportSurveys(closesAfterDays),
);

export const handler = routeFunction(
  reportSurveysRoute,
  createApiKeys(table),
  ({ query }) => readReport(query),
  (report, { query }) =>
    query.format === 'csv' ? csv('surveys', writeCsv(SURVEY_COLUMNS, surveyRows(report))) : json(200, report),
);
