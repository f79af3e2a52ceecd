import * as z from 'zod';
import type { HttpApiSpec, RouteSpec } from '../deployment.ts';
import { type Resources, withoutMeaning } from './resources.ts';
import { TemplateProblem } from './template-problem.ts';

const cors = z.strictObject({
  AllowOrigins: z.array(z.string()).default([]),
  AllowMethods: z.array(z.string()).default([]),
  AllowHeaders: z.array(z.string()).default([]),
  ExposeHeaders: z.array(z.string()).default([]),
  AllowCredentials: z.boolean().default(false),
  MaxAge: z.number().default(0),
});

const apiProperties = z.strictObject({
  Name: z.string(),
  ProtocolType: z.literal('HTTP'),
  CorsConfiguration: cors.optional(),
  Description: withoutMeaning,
  // The address that AWS gives: here there is only this machine's.
  DisableExecuteApiEndpoint: withoutMeaning,
});

const integrationProperties = z.strictObject({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
});

const routeProperties = z.strictObject({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string().startsWith('integrations/'),
  AuthorizationType: z.literal('NONE').default('NONE'),
});

const stageProperties = z.strictObject({
  ApiId: z.string(),
  StageName: z.literal('$default'),
  AutoDeploy: z.literal(true),
  // Requests are not throttled, and not logged beside the functions' own lines.
  DefaultRouteSettings: withoutMeaning,
  AccessLogSettings: withoutMeaning,
});

export function readHttpApis(resources: Resources): HttpApiSpec[] {
  const integrations = resources.all('AWS::ApiGatewayV2::Integration', integrationProperties);
  const uris = new Map(integrations.map(({ name, properties }) => [`integrations/${name}`, properties.IntegrationUri]));
  const stages = resources.all('AWS::ApiGatewayV2::Stage', stageProperties);
  const routes = resources.all('AWS::ApiGatewayV2::Route', routeProperties);
  return resources.all('AWS::ApiGatewayV2::Api', apiProperties).map(({ spec, name, properties }) => {
    const apiId = resources.arnOf('AWS::ApiGatewayV2::Api', name, 'ApiId');
    const { CorsConfiguration: configured } = properties;
    const ownRoutes = routes.filter((route) => route.properties.ApiId === apiId);
    if (!stages.some((stage) => stage.properties.ApiId === apiId))
      resources.problems.push(`${spec.path}: the API has no stage`);
    return {
      ...spec,
      arn: apiId,
      apiId,
      routes: ownRoutes.flatMap((route) => resources.collect(route.spec.path, () => readRoute(route.properties, uris))),
      cors:
        configured === undefined
          ? undefined
          : {
              allowOrigins: configured.AllowOrigins,
              allowMethods: configured.AllowMethods,
              allowHeaders: configured.AllowHeaders,
              exposeHeaders: configured.ExposeHeaders,
              allowCredentials: configured.AllowCredentials,
              maxAgeSeconds: configured.MaxAge,
            },
    };
  });
}

function readRoute(
  { RouteKey, Target }: z.infer<typeof routeProperties>,
  uris: ReadonlyMap<string, string>,
): RouteSpec {
  const functionArn = uris.get(Target);
  if (functionArn === undefined) throw new TemplateProblem(`the route ${RouteKey} has no integration ${Target}`);
  return { routeKey: RouteKey, functionArn };
}
