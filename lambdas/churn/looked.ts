import type { NotEntered } from './strategy.ts';
import type { RunGroup } from './win-back.ts';

/** What a look at a member did. */
export interface Looked {
  /** Changes of stage, and nodes at which the member was lost. */
  readonly moved: number;
  readonly lost: number;
  /** The group in which the member came on the ladder, or why it did not. */
  readonly entered: RunGroup | undefined;
  readonly skipped: NotEntered | undefined;
  readonly isScored: boolean;
}
