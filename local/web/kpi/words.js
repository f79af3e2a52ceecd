import { en } from './words-en.js';
import { zh } from './words-zh.js';

/** All that the page itself says, in both languages; names and formulas of KPIs come with the figures. */
export const WORDS = { en, zh };
