import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { FunctionSpec } from '../deployment.ts';
import type { CloudAssembly } from './cloud-assembly.ts';
import { type Resources, withoutMeaning } from './resources.ts';
import { TemplateProblem } from './template-problem.ts';

const ASYNC_DEFAULT = { maxRetryAttempts: 2, maxEventAgeSeconds: 21_600, onFailureArn: undefined };

const functionProperties = z.strictObject({
  FunctionName: z.string().optional(),
  Description: withoutMeaning,
  Code: z.strictObject({ S3Bucket: withoutMeaning, S3Key: z.string() }),
  Handler: z.string(),
  Role: z.string(),
  Runtime: z.string().regex(/^nodejs/, 'expected a Node.js runtime'),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.coerce.string()) }).optional(),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
  ReservedConcurrentExecutions: z.number().optional(),
  RecursiveLoop: z.enum(['Allow', 'Terminate']).default('Terminate'),
  // This machine has one processor architecture, keeps logs in memory and traces nothing.
  Architectures: withoutMeaning,
  LoggingConfig: withoutMeaning,
  TracingConfig: withoutMeaning,
});

const invokeConfigProperties = z.strictObject({
  FunctionName: z.string(),
  Qualifier: z.literal('$LATEST'),
  MaximumEventAgeInSeconds: z.number().default(ASYNC_DEFAULT.maxEventAgeSeconds),
  MaximumRetryAttempts: z.number().default(ASYNC_DEFAULT.maxRetryAttempts),
  DestinationConfig: z.strictObject({ OnFailure: z.strictObject({ Destination: z.string() }).optional() }).optional(),
});

const permissionProperties = z.strictObject({
  Action: z.literal('lambda:InvokeFunction'),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: withoutMeaning,
});

export function readFunctions(resources: Resources, { assetPaths }: CloudAssembly): FunctionSpec[] {
  const invokeConfigs = resources.all('AWS::Lambda::EventInvokeConfig', invokeConfigProperties);
  const permissions = resources.all('AWS::Lambda::Permission', permissionProperties);
  return resources.all('AWS::Lambda::Function', functionProperties).flatMap(({ spec, name, properties }) => {
    const arn = resources.arnOf('AWS::Lambda::Function', name);
    const isOwn = ({ properties: { FunctionName } }: { properties: { FunctionName: string } }) =>
      FunctionName === name || FunctionName === arn;
    const invokeConfig = invokeConfigs.find(isOwn)?.properties;
    return resources.collect(spec.path, () => ({
      ...spec,
      ...findModule(properties.Handler, assetPaths.get(properties.Code.S3Key)),
      arn,
      name,
      roleArn: properties.Role,
      environment: properties.Environment?.Variables ?? {},
      timeoutSeconds: properties.Timeout,
      memoryMb: properties.MemorySize,
      reservedConcurrency: properties.ReservedConcurrentExecutions,
      allowsRecursion: properties.RecursiveLoop === 'Allow',
      asyncInvoke:
        invokeConfig === undefined
          ? ASYNC_DEFAULT
          : {
              maxRetryAttempts: invokeConfig.MaximumRetryAttempts,
              maxEventAgeSeconds: invokeConfig.MaximumEventAgeInSeconds,
              onFailureArn: invokeConfig.DestinationConfig?.OnFailure?.Destination,
            },
      invokePermissions: permissions
        .filter(isOwn)
        .map(({ properties: { Principal, SourceArn } }) => ({ principal: Principal, sourceArn: SourceArn })),
    }));
  });
}

/** The module file of a handler such as `index.handler`, in the function's own asset. */
function findModule(handler: string, assetFolder: string | undefined): { modulePath: string; exportName: string } {
  const [file = '', exportName = ''] = handler.split('.');
  if (assetFolder === undefined) throw new TemplateProblem('its code is no asset of this assembly');
  const modulePath = ['.mjs', '.js', '.cjs']
    .map((ending) => join(assetFolder, file + ending))
    .find((path) => existsSync(path));
  if (modulePath === undefined)
    throw new TemplateProblem(`${assetFolder} has no ${file}.mjs, .js or .cjs: was it bundled?`);
  return { modulePath, exportName };
}
