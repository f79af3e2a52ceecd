import { expect, test } from 'vitest';
import { createReadReturnDays } from '../../../lambdas/care/read-return-days.ts';
import { addActiveDay } from '../../../lambdas/kernel/active-days.ts';

const days = (...all: readonly string[]) =>
  all.reduce<ReturnType<typeof addActiveDay> | undefined>(addActiveDay, undefined);

test('the days are those of whom the member was merged into, and none of somebody unknown', async () => {
  const kept: Record<string, { profile: object; forwardTo?: string }> = {
    old: { profile: { activeDays: days('2026-06-01') }, forwardTo: 'new' },
    new: { profile: { activeDays: days('2026-06-02', '2026-06-03'), orderDays: days('2026-06-03') } },
    a: { profile: {}, forwardTo: 'b' },
    b: { profile: {}, forwardTo: 'a' },
  };
  const read = createReadReturnDays({ profile: async (memberId) => kept[memberId] });
  expect(await read('old')).toEqual({ activeDays: ['2026-06-03', '2026-06-02'], orderDays: ['2026-06-03'] });
  expect(await read('nobody')).toEqual({ activeDays: [], orderDays: [] });
  await expect(read('a')).rejects.toThrow('forwarded more than 20 times');
});
