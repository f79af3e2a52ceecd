import type { Deployment } from '../deployment.ts';
import { readCloudAssembly } from './cloud-assembly.ts';
import { Resolver } from './intrinsics.ts';
import { readBuckets } from './read-buckets.ts';
import { readFunctions } from './read-functions.ts';
import { readHttpApis } from './read-http-apis.ts';
import { readMappings } from './read-mappings.ts';
import { readBuses, readQueues, readRules, readSchedules } from './read-messaging.ts';
import { readRoles } from './read-roles.ts';
import { readSecrets } from './read-secrets.ts';
import { readConfigurationSets, readLogSubscriptions } from './read-sending.ts';
import { readTables } from './read-tables.ts';
import { readSubscriptions, readTopics } from './read-topics.ts';
import { Resources } from './resources.ts';
import { UnsupportedTemplateError } from './template-problem.ts';

/** Where stacks that name no region run here. */
const REGION_DEFAULT = 'eu-west-1';
const ACCOUNT_ID = '000000000000';

/**
 * What the templates of a cloud assembly ask for. Throws {@link UnsupportedTemplateError} with all that is not
 * supported, each by name.
 */
export function readDeployment(assemblyFolder: string, settings: { readonly endpointUrl: string }): Deployment {
  const assembly = readCloudAssembly(assemblyFolder);
  const surroundings = { region: assembly.region ?? REGION_DEFAULT, accountId: ACCOUNT_ID, ...settings };
  const resources = new Resources(assembly, new Resolver(assembly, surroundings), surroundings);
  const deployment: Deployment = {
    region: surroundings.region,
    accountId: surroundings.accountId,
    tables: readTables(resources),
    buckets: readBuckets(resources),
    buses: readBuses(resources),
    rules: readRules(resources),
    queues: readQueues(resources),
    topics: readTopics(resources),
    subscriptions: readSubscriptions(resources),
    configurationSets: readConfigurationSets(resources),
    logSubscriptions: readLogSubscriptions(resources, surroundings),
    secrets: readSecrets(resources),
    functions: readFunctions(resources, assembly),
    ...readMappings(resources),
    schedules: readSchedules(resources),
    httpApis: readHttpApis(resources),
    roles: readRoles(resources),
    ignored: resources.ignored,
  };
  for (const { stackName, template } of assembly.stacks) {
    if (template.Transform !== undefined) resources.problems.push(`${stackName}: transforms are not supported`);
  }
  if (resources.problems.length > 0) throw new UnsupportedTemplateError(resources.problems);
  return deployment;
}
