import type { Programme } from '../../programmes/programme.ts';
import { programmeMessages } from '../../programmes/ready-messages.ts';

/** What a message can name. */
export interface KnownNames {
  /** Of the programme's topics, and of its links. */
  readonly topics: readonly string[];
  readonly links: readonly string[];
  /** Of the messages in the programme's file. */
  readonly messages: readonly string[];
}

export const knownNames = (programme: Programme): KnownNames => ({
  topics: (programme.outreach?.topics ?? []).map(({ id }) => id),
  links: Object.keys(programme.outreach?.links ?? {}),
  messages: Object.keys(programmeMessages(programme)),
});
