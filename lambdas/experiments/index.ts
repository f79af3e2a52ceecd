export { type HoldoutSettings, holdoutOf } from './holdout.ts';
