import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import { isTimeZone } from '../programmes/place.ts';
import { type Programme, parseProgrammeText } from '../programmes/programme.ts';
import { ProgrammeError } from '../programmes/programme-error.ts';
import { PROGRAMMES_FOLDER } from './project.ts';

const DEFAULT_STAGE = 'local';
const DUE_SHARDS_MAX = 64;
const DUE_SHARDS_DEFAULT = 16;
const COUNTER_SHARDS_MAX = 16;
const COUNTER_SHARDS_DEFAULT = 4;
const LOG_RETENTION_DAYS_DEFAULT = 30;
const WEBHOOK_SECRET_VERSION_MAX = 1_000;

/** Logs kept for ever are a cost that nobody decided on, so that value is left out. */
const LOG_RETENTION_DAYS = Object.values(RetentionDays).filter(
  (days): days is RetentionDays => typeof days === 'number' && days !== RetentionDays.INFINITE,
);

const settingsSchema = (programmesFolder: string) =>
  z.strictObject({
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/)
      .optional(),
    timeZone: z.string().refine(isTimeZone).optional(),
    programme: z
      .string()
      .regex(/^[a-z0-9-]+$/)
      .refine((name) => existsSync(programmeFile(programmesFolder, name))),
    logRetentionDays: z.literal(LOG_RETENTION_DAYS).default(LOG_RETENTION_DAYS_DEFAULT),
    counterShardCount: z.int().min(1).max(COUNTER_SHARDS_MAX).default(COUNTER_SHARDS_DEFAULT),
    dueShardCount: z.int().min(1).max(DUE_SHARDS_MAX).default(DUE_SHARDS_DEFAULT),
    alarmEmail: z.email().optional(),
    allowedOrigins: z.array(z.string().refine(isOrigin)).default([]),
    sender: z.email().optional(),
    replyTo: z.email().optional(),
    smsSenderId: z
      .string()
      .regex(/^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/)
      .optional(),
    smsPriceMax: z
      .string()
      .regex(/^\d{1,2}(\.\d{1,5})?$/)
      .optional(),
    smsResults: z.boolean().default(false),
    webhookUrl: z.string().refine(isHttpsUrl).optional(),
    webhookSecretVersion: z.int().min(1).max(WEBHOOK_SECRET_VERSION_MAX).default(1),
    publicUrl: z.string().refine(isOrigin).refine(isHttpsUrl).optional(),
  });

type Settings = z.infer<ReturnType<typeof settingsSchema>>;

const EXPECTED: Record<keyof Settings, string> = {
  region: 'an AWS region such as "eu-central-1"',
  timeZone: 'an IANA time zone such as "Europe/Berlin"',
  programme: 'the name of a file in programmes/, without ".json"',
  logRetentionDays: `one of CloudWatch's retention periods in days (${LOG_RETENTION_DAYS.join(', ')})`,
  counterShardCount: `a whole number from 1 to ${COUNTER_SHARDS_MAX}`,
  dueShardCount: `a whole number from 1 to ${DUE_SHARDS_MAX}`,
  alarmEmail: 'an e-mail address',
  allowedOrigins: 'a list of origins such as "https://shop.example", without path or wildcard',
  sender: 'the e-mail address that messages come from, of a domain that SES has verified',
  replyTo: 'the e-mail address that answers go to',
  smsSenderId: 'up to 11 letters and digits, one letter at least',
  smsPriceMax: 'the most that a part of an SMS may cost, in USD, such as "0.10"',
  smsResults: 'true where the account keeps delivery results of SMS in its logs (README, Deploy), else false',
  webhookUrl: 'the address that messages by webhook go to, with https',
  webhookSecretVersion: `a whole number from 1 to ${WEBHOOK_SECRET_VERSION_MAX}; one more makes a new secret beside the old`,
  publicUrl:
    'the origin of the links in messages, such as "https://members.shop.example", where the API has a domain of its own',
};

/** The settings of one stage, checked. */
export interface StageSettings extends Readonly<Omit<Settings, 'programme' | 'timeZone'>> {
  /** Part of the stack names. */
  readonly stageName: string;
  /** IANA zone in which schedules run: the programme's, unless the stage has one. */
  readonly timeZone: string;
  /** The programme's, by whose days members are counted. */
  readonly programmeTimeZone: string;
  /** Absolute path of the programme file that the functions carry. */
  readonly programmeFile: string;
  /** Where the programme wants its KPIs to get to, by id. */
  readonly targets: Programme['targets'];
  /** Whether the programme sends messages. */
  readonly writesToMembers: boolean;
}

/** Settings that do not hold: one line a fault, naming the setting, what is expected and what was given. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Checks the settings of one stage, and the programme that they name.
 * @param stages the context value `stages`: settings by stage name
 * @param stage the context value `stage`; undefined means `local`
 * @throws ConfigError
 */
export function parseStageSettings(
  stages: unknown,
  stage: unknown = DEFAULT_STAGE,
  programmesFolder = PROGRAMMES_FOLDER,
): StageSettings {
  const settingsByStage = z.record(z.string().regex(/^[a-z][a-z0-9-]{0,19}$/), z.unknown()).safeParse(stages);
  if (!settingsByStage.success) {
    throw new ConfigError(
      `context "stages" must map stage names (lower case, digits, hyphens; at most 20) to settings, but is ${show(stages)}`,
    );
  }
  const known = Object.keys(settingsByStage.data);
  if (typeof stage !== 'string' || !known.includes(stage)) {
    throw new ConfigError(`unknown stage ${show(stage)}; cdk.json has settings for: ${known.join(', ')}`);
  }
  const given = settingsByStage.data[stage];
  const parsed = settingsSchema(programmesFolder).safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.flatMap((issue) => describe(issue, given));
    throw new ConfigError([...new Set(faults)].map((fault) => `stage "${stage}": ${fault}`).join('\n'));
  }
  const { programme, ...settings } = parsed.data;
  const file = programmeFile(programmesFolder, programme);
  // Read even where the stage has a zone of its own: a programme that does not hold is not deployed.
  const { timeZone, targets, outreach } = readProgramme(file);
  if (outreach !== undefined && settings.sender === undefined) {
    throw new ConfigError(`stage "${stage}": sender must be ${EXPECTED.sender}, since ${programme} writes to members`);
  }
  return {
    ...settings,
    stageName: stage,
    programmeFile: file,
    targets,
    writesToMembers: outreach !== undefined,
    timeZone: settings.timeZone ?? timeZone,
    programmeTimeZone: timeZone,
  };
}

/** The functions would refuse a programme that does not hold only when they start, which is after a deployment. */
function readProgramme(file: string): Programme {
  try {
    return parseProgrammeText(readFileSync(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof ProgrammeError)) throw error;
    throw new ConfigError(error.faults.map((fault) => `${file}: ${fault}`).join('\n'), { cause: error });
  }
}

function describe(issue: z.core.$ZodIssue, given: unknown): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `unknown setting "${key}"; the settings are: ${Object.keys(EXPECTED).join(', ')}`);
  }
  const setting = String(issue.path[0] ?? '');
  if (!isSetting(setting)) return [`settings must be an object, but are ${show(given)}`];
  const value = z.record(z.string(), z.unknown()).parse(given)[setting];
  return [`${setting} must be ${EXPECTED[setting]}, but is ${show(value)}`];
}

const isSetting = (name: string): name is keyof Settings => Object.hasOwn(EXPECTED, name);

const show = (value: unknown): string => (value === undefined ? 'missing' : JSON.stringify(value));

const programmeFile = (folder: string, name: string): string => join(folder, `${name}.json`);

const isHttpsUrl = (text: string): boolean => URL.canParse(text) && new URL(text).protocol === 'https:';

function isOrigin(text: string): boolean {
  return /^https?:\/\/[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}
