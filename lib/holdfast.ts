import { App } from 'aws-cdk-lib';
import { parseStageSettings } from './config.ts';
import { readProjectContext } from './project.ts';
import { DataStack } from './stacks/data-stack.ts';
import { EngineStack } from './stacks/engine-stack.ts';
import { InsightStack } from './stacks/insight-stack.ts';
import { IntakeStack } from './stacks/intake-stack.ts';
import { OutreachStack } from './stacks/outreach-stack.ts';
import { SuggestionsStack } from './stacks/suggestions-stack.ts';

/** What the CDK command line asks for by itself: the paths in the templates, which then are the same without it. */
const COMMAND_LINE_CONTEXT = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true };

export interface HoldfastProps {
  /**
   * Context that goes before that of cdk.json; what the CDK command line gives goes before both.
   * @default none
   */
  readonly context?: Readonly<Record<string, unknown>>;
  /**
   * Folder of the cloud assembly.
   * @default what the CDK command line says (CDK_OUTDIR), else a new temporary folder
   */
  readonly outdir?: string;
}

/**
 * The whole system of one stage as a CDK app, ready to be synthesized.
 * @throws ConfigError if the settings of the stage do not hold
 */
export function createHoldfast(props: HoldfastProps = {}): App {
  const app = new App({
    analyticsReporting: false,
    ...(props.outdir === undefined ? {} : { outdir: props.outdir }),
    context: { ...COMMAND_LINE_CONTEXT, ...readProjectContext(), ...props.context },
  });
  const settings = parseStageSettings(app.node.tryGetContext('stages'), app.node.tryGetContext('stage'));
  const prefix = `holdfast-${settings.stageName}`;
  const env = settings.region === undefined ? {} : { env: { region: settings.region } };

  const data = new DataStack(app, `${prefix}-data`, { ...env, settings });
  const { table, bus, archive, secret, operations } = data;
  const shared = { ...env, settings, table, bus, archive, operations };
  const intake = new IntakeStack(app, `${prefix}-intake`, shared);
  const { api } = intake;
  const outreach =
    secret === undefined ? undefined : new OutreachStack(app, `${prefix}-outreach`, { ...shared, api, secret });
  const engine = new EngineStack(app, `${prefix}-engine`, { ...shared, stagingQueue: outreach?.stagingQueue, secret });
  const suggestions = new SuggestionsStack(app, `${prefix}-suggestions`, { ...shared, api, secret });
  const watchedStacks = [intake, engine, suggestions, ...(outreach === undefined ? [] : [outreach])];
  new InsightStack(app, `${prefix}-insight`, { ...shared, api, watchedStacks });
  return app;
}
