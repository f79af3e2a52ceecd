import { programmeMessages } from '../../../programmes/ready-messages.ts';
import { requireEnv } from '../../kernel/env.ts';
import { page, redirect } from '../../kernel/http/page.ts';
import { type ApiResponse, HttpProblem } from '../../kernel/http/problem.ts';
import type { ApiRequest } from '../../kernel/http/request.ts';
import { programme } from '../../kernel/programme.ts';
import { readSecret } from '../../kernel/secret.ts';
import { CHANNELS } from '../contact-message.ts';
import { type Language, languageOf } from '../language.ts';
import { type LinkAnswer, SEND_FORM } from '../public-page.ts';
import type { LinkSettings } from '../show-link.ts';
import type { LinkPurpose } from '../signed-link.ts';
import { outreachProgramme } from './connect-consents.ts';

const KINDS: Readonly<Record<string, LinkPurpose['kind']>> = {
  unsubscribe: 'unsubscribe',
  preferences: 'preferences',
  confirm: 'confirm',
  go: 'click',
};

export interface AskedLink {
  readonly kind: LinkPurpose['kind'];
  readonly token: string;
  readonly language: Language;
}

/** Which link was followed, and in what language its page is to be: the browser's own. */
export function readAskedLink({ routeKey, pathParameters, headers }: ApiRequest): AskedLink {
  const [, name = ''] = routeKey.split('/');
  const kind = KINDS[name];
  if (kind === undefined) throw new HttpProblem(404, { code: 'PAGE_UNKNOWN', title: 'there is no such page' });
  const [preferred] = (headers['accept-language'] ?? '').split(/[,;]/);
  return {
    kind,
    token: pathParameters?.['token'] ?? '',
    language: languageOf(preferred?.replace('*', ''), outreachProgramme.language),
  };
}

export const answerLink = (answer: LinkAnswer): ApiResponse =>
  answer.kind === 'REDIRECT'
    ? redirect(answer.url)
    : page(answer.status, answer.page, {
        formTargets: answer.formTargets,
        script: answer.formTargets === undefined ? undefined : SEND_FORM,
      });

/** What pages say, and what signs the links to them. */
export async function readLinkSettings(): Promise<LinkSettings> {
  const { topics, shop } = outreachProgramme;
  const used = Object.values(programmeMessages(programme)).map(({ channel }) => channel);
  const channels = CHANNELS.filter((channel) => used.includes(channel));
  const deriveKey = await readSecret(requireEnv('SECRET_ARN'));
  return { topics, shop, channels, linkKey: deriveKey('links') };
}
