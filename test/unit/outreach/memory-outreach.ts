import type { Notice } from '../../../lambdas/kernel/notice.ts';
import type { Consent } from '../../../lambdas/outreach/consent.ts';
import type { MemberOutreach } from '../../../lambdas/outreach/member-outreach.ts';
import type { OutreachStore } from '../../../lambdas/outreach/outreach-store.ts';

/** Outreach in memory, written on the condition that the table has. `wait` holds up each access. */
export function memoryOutreach(wait: (name: string) => Promise<unknown> = async () => undefined) {
  const kept = new Map<string, MemberOutreach>();
  const said: Consent[] = [];
  const given = new Map<string, Notice>();
  const read = (memberId: string) => kept.get(memberId) ?? { memberId, consents: {}, slots: [], version: 0 };
  const isAsRead = ({ memberId, version }: MemberOutreach) =>
    read(memberId).version === version && read(memberId).forwardTo === undefined;
  const keep = (next: MemberOutreach) => kept.set(next.memberId, { ...next, version: next.version + 1 });
  const store: OutreachStore = {
    async outreach(memberId) {
      await wait('read');
      return read(memberId);
    },
    async replace(next, words = [], notices = []) {
      await wait('write');
      if (!isAsRead(next)) return 'CHANGED_MEANWHILE';
      keep(next);
      said.push(...words);
      for (const notice of notices) if (!given.has(notice.noticeId)) given.set(notice.noticeId, notice);
      return 'KEPT';
    },
    async close(from, next) {
      await wait('write');
      if (!isAsRead(from) || !isAsRead(next)) return 'CHANGED_MEANWHILE';
      keep({ ...from, forwardTo: next.memberId });
      keep(next);
      return 'KEPT';
    },
    history: async () => ({ items: said, cursor: undefined }),
  };
  return { store, kept, said, read, given };
}
