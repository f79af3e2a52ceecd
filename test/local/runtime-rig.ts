import { readDeployment } from '../../local/assembly/read-deployment.ts';
import { OPERATOR_ACCESS_KEY_ID } from '../../local/endpoint/aws-call.ts';
import { AwsEndpoint } from '../../local/endpoint/aws-endpoint.ts';
import { Runtime } from '../../local/runtime.ts';
import type { Engine } from '../../local/storage/engine.ts';
import { FrontServer } from '../../local/web/front-server.ts';
import { assemblyOf } from './assembly/assembly-of.ts';
import { createRig } from './rig.ts';

/** Templates without a table, run as they are; every function has the same code. */
export async function startRuntime(Resources: Readonly<Record<string, unknown>>, source?: string) {
  const rig = createRig();
  let runtime: Runtime | undefined;
  const running = () => {
    if (runtime === undefined) throw new Error('not yet');
    return runtime;
  };
  const endpoint = new AwsEndpoint({
    clock: rig.clock,
    services: () => running().services,
    caller: (accessKeyId) => {
      const worker = running().pool.caller(accessKeyId);
      return worker === undefined ? undefined : { kind: 'function', worker };
    },
  });
  const endpointUrl = await endpoint.listen();
  const deployment = readDeployment(assemblyOf({ shop: { Resources } }, source), { endpointUrl });
  // Nothing here has a table.
  runtime = new Runtime({ ...rig, deployment, engine: {} as Engine, endpointUrl });
  const { pool, queues, sending } = runtime;
  const find = (logicalId: string) => deployment.functions.find((spec) => spec.logicalId === logicalId);
  return {
    ...rig,
    deployment,
    runtime,
    sending,
    endpointUrl,
    /** Of an SDK client that may do everything. */
    clientSettings: {
      region: deployment.region,
      endpoint: endpointUrl,
      maxAttempts: 1,
      credentials: { accessKeyId: OPERATOR_ACCESS_KEY_ID, secretAccessKey: 'local' },
    },
    invoke: (logicalId: string, event: unknown = {}) => pool.invoke(find(logicalId)?.arn ?? '', event, new Map()),
    /** What waits in a queue, as text. */
    waiting: (logicalId: string) => {
      const queue = queues.find(({ spec }) => spec.logicalId === logicalId);
      return (queue?.contents() ?? []).map(({ body }) => body);
    },
    stop: async () => {
      rig.timeline.stop();
      await runtime?.stop();
      await endpoint.stop();
    },
  };
}

export const policyOf = (...Statement: readonly unknown[]) => ({ Version: '2012-10-17', Statement });

/** A function with its role, which may do what the statements say. */
export function functionOf(logicalId: string, ...statements: readonly unknown[]): Record<string, unknown> {
  const Policies = [{ PolicyName: 'own', PolicyDocument: policyOf(...statements) }];
  const Code = { S3Bucket: 'assets', S3Key: 'code.zip' };
  const Role = { 'Fn::GetAtt': [`${logicalId}Role`, 'Arn'] };
  return {
    [`${logicalId}Role`]: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: {}, ...(statements.length === 0 ? {} : { Policies }) },
    },
    [logicalId]: {
      Type: 'AWS::Lambda::Function',
      Properties: { Code, Handler: 'index.handler', Role, Runtime: 'nodejs24.x', Timeout: 5 },
    },
  };
}

/** The controls and pages of a runtime, as the browser and tools ask for them. */
export async function startFront(system: Awaited<ReturnType<typeof startRuntime>>) {
  const { clock, work, logs, runtime, deployment, timeline } = system;
  const front: { url: string } = { url: '' };
  const server = new FrontServer({
    clock,
    work,
    logs,
    runtime,
    deployment,
    get url() {
      return front.url;
    },
    status: () => ({}),
    advanceTo: (instantMs) => timeline.advanceTo(instantMs),
    settle: () => timeline.settle(),
    reset: async () => undefined,
  });
  front.url = await server.listen(0);
  const ask = async (path: string, body?: unknown) => {
    const post = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(front.url + path, post);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return { url: front.url, ask, stop: () => server.stop() };
}
