import type { KeptInvitation } from './invitation-item.ts';

/**
 * What a member was asked in a run, after another became it who was asked in the same one, or in whose place it stands now.
 * The first asking counts and the first answer, as they do for one member; so whichever of several is merged first, what is
 * left is the same. It closes on the later day: that was promised. Who was reminded under one id is reminded no more.
 * @param memberId who stays
 */
export function joinInvitations(
  memberId: string,
  to: KeptInvitation | undefined,
  from: KeptInvitation,
): KeptInvitation {
  if (to === undefined) return { ...from, memberId, revision: undefined };
  const both = [to, from];
  const [asked = to] = both.toSorted(by(askedOrder));
  const [answered] = both.filter(({ answeredAt }) => answeredAt !== undefined).toSorted(by(answeredOrder));
  const remindedAt = least([to.remindedAt, from.remindedAt]);
  const isDone = answered !== undefined || remindedAt !== undefined;
  return {
    ...asked,
    memberId,
    closesOn: to.closesOn > from.closesOn ? to.closesOn : from.closesOn,
    remindedAt,
    answeredAt: answered?.answeredAt,
    answers: answered?.answers,
    measured: answered?.measured,
    answerId: answered?.answerId,
    dueAt: isDone ? undefined : least([to.dueAt, from.dueAt]),
    revision: to.revision,
  };
}

const by =
  (order: (invitation: KeptInvitation) => string) =>
  (a: KeptInvitation, b: KeptInvitation): number =>
    order(a) < order(b) ? -1 : 1;

/** Of two of one instant what counts decides, so that it does not matter who stays. */
const askedOrder = ({ invitedAt, stage, tier = '', version, edition = '' }: KeptInvitation): string =>
  [invitedAt, stage, tier, version, edition].join(' ');

const answeredOrder = ({ answeredAt, answerId }: KeptInvitation): string => `${answeredAt} ${answerId}`;

const least = (instants: readonly (string | undefined)[]): string | undefined =>
  instants.filter((instant) => instant !== undefined).toSorted()[0];
