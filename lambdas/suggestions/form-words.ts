import { TEXT_CHARACTERS_MAX } from './suggestion.ts';

/** What the page says on which members make suggestions. */
export const FORM_WORDS = {
  en: {
    title: 'What could we do better?',
    text: 'Your suggestion',
    textHint: `A sentence is enough, up to ${TEXT_CHARACTERS_MAX.toLocaleString('en')} characters. Please leave out addresses and card numbers.`,
    reply: 'Tell me what became of it',
    replyHint: 'We write to you when it is decided.',
    send: 'Send',
    thanks: 'Thank you',
    thanksHint: 'We have your suggestion, and a person reads it.',
    another: 'Suggest something else',
    faults: {
      TEXT_EMPTY: 'Please write what you suggest.',
      TEXT_TOO_LONG: `That is too long: please use up to ${TEXT_CHARACTERS_MAX.toLocaleString('en')} characters.`,
      DAY_FULL: 'That is all we can take from you today. Please come back tomorrow.',
    },
  },
  zh: {
    title: '我们哪里可以做得更好？',
    text: '您的建议',
    textHint: `一句话即可，最多${TEXT_CHARACTERS_MAX}字。请不要填写地址或卡号。`,
    reply: '请告诉我处理结果',
    replyHint: '有结论时，我们会通知您。',
    send: '提交',
    thanks: '谢谢您',
    thanksHint: '建议已收到，我们的同事会认真阅读。',
    another: '再提一个建议',
    faults: {
      TEXT_EMPTY: '请填写您的建议。',
      TEXT_TOO_LONG: `内容过长，请控制在${TEXT_CHARACTERS_MAX}字以内。`,
      DAY_FULL: '今天的建议已达上限，欢迎明天再来。',
    },
  },
} as const;

/** What a member is told who has to write again. */
export type FormFault = keyof (typeof FORM_WORDS)['en']['faults'];
