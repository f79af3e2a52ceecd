import { isDeepStrictEqual } from 'node:util';
import { findSurveyContradictions, type SurveyNames } from '../../programmes/survey-contradiction.ts';
import type { SurveyBody } from '../../programmes/survey-schema.ts';
import type { Clock } from '../kernel/clock.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { leaversOf, type ProgrammeSurveys, type StoredSurvey } from './survey.ts';
import type { SurveyStore } from './survey-store.ts';

export interface DefinePorts {
  readonly surveys: Pick<SurveyStore, 'latest' | 'add'>;
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

/** Adds a version of a survey, if its parts go together; one that says what the latest says is that one. */
export const createDefineSurvey =
  (ports: DefinePorts, settings: DefineSettings) =>
  async (surveyId: string, body: SurveyBody, keyId: string): Promise<Result<Defined, DefineRefusal>> => {
    const [fault] = findSurveyContradictions(body, settings);
    if (fault !== undefined) {
      return refuse({ code: 'SURVEY_INVALID', expected: `${fault.path.join('.')}: ${fault.expected}` });
    }
    const leavers = leaversOf(settings.programme);
    // The ladder leads to the one of the file: under its id it can be changed, and nothing else can take its place.
    if ((body.kind === 'leavers') !== (surveyId === leavers)) {
      const expected = `kind: leavers under the id ${leavers ?? 'that the programme gives one'}, and only there`;
      return refuse({ code: 'SURVEY_INVALID', expected });
    }
    const latest = await ports.surveys.latest(surveyId);
    if (latest !== undefined && isDeepStrictEqual(latest.body, body)) return ok({ surveyId, version: latest.version });
    return addVersion(ports, latest, { surveyId, body }, keyId);
  };

type OffRefusal = { readonly code: 'SURVEY_UNKNOWN' | 'SURVEY_CHANGED' | 'SURVEY_OF_THE_LADDER' };

/** Switches a survey off, by a version without questions: nobody is asked any more, and who was can answer. */
export const createSwitchOffSurvey =
  (ports: DefinePorts, programme: ProgrammeSurveys) =>
  async (surveyId: string, keyId: string): Promise<Result<Defined, OffRefusal>> => {
    // What leads there is a message of the ladder, which goes on.
    if (surveyId === leaversOf(programme)) return refuse({ code: 'SURVEY_OF_THE_LADDER' });
    const latest = await ports.surveys.latest(surveyId);
    if (latest?.body === undefined) return refuse({ code: 'SURVEY_UNKNOWN' });
    return addVersion(ports, latest, { surveyId }, keyId);
  };

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
