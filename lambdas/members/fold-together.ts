import type { FoldProfile } from './fold-profile.ts';
import type { Profile } from './profile.ts';

interface Told {
  readonly profile: Profile;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Folds what is told of a member in one turn of the event loop by one write; its failure is that of all who told. */
export function foldTogether(fold: FoldProfile): (memberId: string, profile: Profile) => Promise<void> {
  let gathered = new Map<string, Told[]>();
  const flush = () => {
    const groups = gathered;
    gathered = new Map();
    for (const [memberId, told] of groups) {
      fold(
        memberId,
        told.map(({ profile }) => profile),
      ).then(
        () => {
          for (const { resolve } of told) resolve();
        },
        (error: unknown) => {
          for (const { reject } of told) reject(error);
        },
      );
    }
  };
  return (memberId, profile) =>
    new Promise((resolve, reject) => {
      if (gathered.size === 0) setImmediate(flush);
      gathered.set(memberId, [...(gathered.get(memberId) ?? []), { profile, resolve, reject }]);
    });
}
