import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { PROJECT_FOLDER } from '../../local/programme.ts';
import { Shop, startSystem } from './shop.ts';
import { checkPoison, checkThread } from './thread.ts';

type Properties = Record<string, unknown>;
type Resource = { Type: string; Properties: Properties; Metadata?: Record<string, string> };
type Template = { Resources: Record<string, Resource> };

let assemblyFolder = '';

afterEach(() => rmSync(assemblyFolder, { recursive: true, force: true }));

/** A copy of the synthesized templates with one thing broken; `breakIt` must find something to break. */
function sabotaged(breakIt: (resource: Resource, path: string) => boolean): string {
  assemblyFolder = mkdtempSync(join(tmpdir(), 'holdfast-sabotage-'));
  cpSync(join(PROJECT_FOLDER, 'cdk.out.local'), assemblyFolder, { recursive: true });
  let brokenCount = 0;
  for (const name of readdirSync(assemblyFolder).filter((file) => file.endsWith('.template.json'))) {
    const file = join(assemblyFolder, name);
    const template = JSON.parse(readFileSync(file, 'utf8')) as Template;
    for (const resource of Object.values(template.Resources)) {
      if (breakIt(resource, resource.Metadata?.['aws:cdk:path'] ?? '')) brokenCount += 1;
    }
    writeFileSync(file, JSON.stringify(template));
  }
  expect(brokenCount).toBeGreaterThan(0);
  return assemblyFolder;
}

/** What the system tests say about the broken copy. */
async function verdict(folder: string, check: (shop: Shop) => Promise<void>): Promise<string> {
  const shop = new Shop(await startSystem({ assemblyFolder: folder }));
  try {
    await check(shop);
    return 'nothing wrong was found';
  } catch (error) {
    return (error as Error).message;
  } finally {
    await shop.close();
  }
}

test('the copy as it is has nothing wrong', async () => {
  const folder = sabotaged(({ Type }) => Type === 'AWS::Events::Rule');
  expect(await verdict(folder, checkThread)).toBe('nothing wrong was found');
});

test('an event pattern that matches nothing is named', async () => {
  const folder = sabotaged(({ Type, Properties }, path) => {
    if (Type !== 'AWS::Events::Rule' || !path.includes('Order')) return false;
    Properties['EventPattern'] = { source: ['holdfast.intake'], detail: { class: ['valeu'] } };
    return true;
  });
  const message = await verdict(folder, checkThread);
  expect(message).toContain('the order earns 288 pending points, not undefined');
  expect(message).toMatch(/rule \S+ApplyOrderEvents\S+ matched none of the events on its bus/);
});

test('a missing grant is named with the action and the resource', async () => {
  const folder = sabotaged(({ Type, Properties }, path) => {
    if (Type !== 'AWS::IAM::Policy' || !path.includes('ApplyOrderEvents')) return false;
    const { Statement } = Properties['PolicyDocument'] as { Statement: { Action: string | string[] }[] };
    for (const statement of Statement) {
      statement.Action = [statement.Action].flat().filter((action) => action !== 'dynamodb:UpdateItem');
    }
    return true;
  });
  expect(await verdict(folder, checkThread)).toMatch(
    /is not authorized to perform: dynamodb:UpdateItem on resource: arn:\S+table/,
  );
});

test('a wrong table name in the environment is named', async () => {
  const folder = sabotaged(({ Type, Properties }, path) => {
    if (Type !== 'AWS::Lambda::Function' || !path.includes('ApplyOrderEvents')) return false;
    (Properties['Environment'] as { Variables: Record<string, unknown> }).Variables['TABLE_NAME'] = 'no-such-table';
    return true;
  });
  expect(await verdict(folder, checkThread)).toContain('the templates make no table no-such-table');
});

test('a mapping that does not ask for partial failures is named, since messages would be lost', async () => {
  const folder = sabotaged(({ Type, Properties }, path) => {
    if (Type !== 'AWS::Lambda::EventSourceMapping' || !path.includes('ApplyOrderEvents')) return false;
    delete Properties['FunctionResponseTypes'];
    return true;
  });
  const message = await verdict(folder, checkPoison);
  expect(message).toContain('the tenth is in the dead-letter queue: 0 messages there');
  expect(message).toContain('its event-source mapping does not ask for ReportBatchItemFailures');
});

test('a stream filter that lets nothing in is named', async () => {
  const folder = sabotaged(({ Type, Properties }, path) => {
    if (Type !== 'AWS::Lambda::EventSourceMapping' || !path.includes('PublishDomainEvents')) return false;
    Properties['FilterCriteria'] = { Filters: [{ Pattern: '{"eventName":["NEVER"]}' }] };
    return true;
  });
  expect(await verdict(folder, checkThread)).toMatch(
    /stream mapping \S*PublishDomainEvents\S* read \d+ records and its filters let none of them in/,
  );
});
