export { type HoldoutSettings, holdoutOf } from './holdout.ts';
export { controlsOf, isLeftAlone } from './left-alone.ts';
