import { findSurveyContradictions, type SurveyNames } from '../../programmes/survey-contradiction.ts';
import type { SurveyBody } from '../../programmes/survey-schema.ts';
import type { Clock } from '../kernel/clock.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { latestSurveys, type ProgrammeSurveys, type StoredSurvey } from './survey.ts';
import type { SurveyStore } from './survey-store.ts';

export interface DefinePorts {
  readonly surveys: Pick<SurveyStore, 'surveys' | 'add'>;
  readonly clock: Clock;
}

/** What surveys can name, and what the programme's file has of them. */
export interface DefineSettings extends SurveyNames {
  readonly programme: ProgrammeSurveys;
}

export type DefineRefusal =
  | { readonly code: 'SURVEY_INVALID'; readonly expected: string }
  | { readonly code: 'SURVEY_CHANGED' };

type Defined = { readonly surveyId: string; readonly version: number };

/** Adds a version of a survey, if its parts go together. */
export const createDefineSurvey =
  (ports: DefinePorts, settings: DefineSettings) =>
  async (surveyId: string, body: SurveyBody, keyId: string): Promise<Result<Defined, DefineRefusal>> => {
    const [fault] = findSurveyContradictions(body, settings);
    if (fault !== undefined) {
      return refuse({ code: 'SURVEY_INVALID', expected: `${fault.path.join('.')}: ${fault.expected}` });
    }
    const leavers = Object.entries(settings.programme).find(([, { kind }]) => kind === 'leavers')?.[0];
    // The ladder leads to the one of the file: under its id it can be changed, and nothing else can take its place.
    if ((body.kind === 'leavers') !== (surveyId === leavers)) {
      const expected = `kind: leavers under the id ${leavers ?? 'that the programme gives one'}, and only there`;
      return refuse({ code: 'SURVEY_INVALID', expected });
    }
    return addVersion(ports, await latestOf(ports, surveyId, settings.programme), { surveyId, body }, keyId);
  };

/** Switches a survey off, by a version without questions: nobody is asked any more, and who was can answer. */
export const createSwitchOffSurvey =
  (ports: DefinePorts, programme: ProgrammeSurveys) =>
  async (
    surveyId: string,
    keyId: string,
  ): Promise<Result<Defined, { readonly code: 'SURVEY_UNKNOWN' | 'SURVEY_CHANGED' }>> => {
    const latest = await latestOf(ports, surveyId, programme);
    if (latest?.body === undefined) return refuse({ code: 'SURVEY_UNKNOWN' });
    return addVersion(ports, latest, { surveyId }, keyId);
  };

async function latestOf(
  { surveys }: DefinePorts,
  surveyId: string,
  programme: ProgrammeSurveys,
): Promise<StoredSurvey | undefined> {
  return latestSurveys(programme, await surveys.surveys()).find((each) => each.surveyId === surveyId);
}

async function addVersion(
  { surveys, clock }: DefinePorts,
  latest: StoredSurvey | undefined,
  next: Omit<StoredSurvey, 'version'>,
  keyId: string,
): Promise<Result<Defined, { readonly code: 'SURVEY_CHANGED' }>> {
  const version = (latest?.version ?? 0) + 1;
  const added = await surveys.add({ ...next, version }, { keyId, at: clock().toISOString() });
  return added === 'WRITTEN' ? ok({ surveyId: next.surveyId, version }) : refuse({ code: 'SURVEY_CHANGED' });
}
