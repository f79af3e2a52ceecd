import { expect, test } from 'vitest';
import type { RuleTargetSpec } from '../../../local/deployment.ts';
import { Bus } from '../../../local/messaging/bus.ts';
import { createRig } from '../rig.ts';

const place = { stack: 'test', logicalId: 'Bus', path: 'test/Bus', arn: 'bus' };

function createBus(target: Partial<RuleTargetSpec> = {}, refuses: (targetArn: string) => boolean = () => false) {
  const rig = createRig();
  const delivered: { targetArn: string; body: string }[] = [];
  const bus = new Bus({
    spec: { ...place, name: 'bus', archives: [{ path: 'test/Archive', pattern: { source: ['shop'] } }] },
    rules: [
      {
        ...place,
        path: 'test/Rule',
        arn: 'rule',
        busArn: 'bus',
        pattern: { source: ['shop', 'till'], 'detail-type': ['Order Completed'] },
        isEnabled: true,
        targets: [
          {
            targetArn: 'queue',
            deadLetterQueueArn: 'dead',
            input: undefined,
            inputPath: undefined,
            inputTransformer: undefined,
            ...target,
          },
        ],
      },
    ],
    region: 'eu-west-1',
    accountId: '000000000000',
    clock: rig.clock,
    logs: rig.logs,
    deliver: ({ targetArn, body }) => {
      if (refuses(targetArn)) throw new Error('no permission');
      delivered.push({ targetArn, body });
    },
  });
  const put = (source: string, detailType = 'Order Completed') =>
    bus.put({ source, detailType, detail: { id: 'o-1', n: 2 }, resources: [] });
  return { ...rig, bus, put, delivered };
}

test('an event goes to the targets of the rules it matches, whole', () => {
  const { put, delivered } = createBus();
  const id = put('shop');
  expect(delivered).toHaveLength(1);
  expect(JSON.parse(delivered[0]?.body ?? '')).toMatchObject({ id, source: 'shop', detail: { id: 'o-1' } });
});

test('an archive keeps the events that its pattern lets in, in their order', () => {
  const { put, bus } = createBus();
  const ids = [put('shop'), put('nobody'), put('shop')];
  expect(bus.archived().map(({ id }) => id)).toEqual([ids[0], ids[2]]);
});

test('an archive keeps the last ten thousand events', () => {
  const { put, bus } = createBus();
  const ids = Array.from({ length: 20_500 }, () => put('shop'));
  for (let n = 0; n < 3; n += 1) {
    expect(bus.archived().map(({ id }) => id)).toEqual(ids.slice(-10_000));
    ids.push(...Array.from({ length: 7_000 }, () => put('shop')));
  }
});

test('a rule tells how many events it matched', () => {
  const { put, bus } = createBus();
  put('nobody');
  put('shop');
  expect(bus.status().rules).toEqual([{ path: 'test/Rule', matched: 1 }]);
});

test('an event that matches no rule is reported, and of its kind only the first', () => {
  const { put, warnings, bus } = createBus();
  put('shop', 'Ordr Completed');
  expect(warnings()).toHaveLength(1);
  put('shop', 'Ordr Completed');
  expect(warnings()).toEqual([expect.stringContaining('matched no rule')]);
  expect(bus.status()).toMatchObject({ accepted: 2, unmatched: 2, events: { 'Ordr Completed': 2 } });
});

test('an event of a source that no rule asks for waits for a subscriber, and is no fault', () => {
  const { put, warnings, bus } = createBus();
  put('nobody');
  expect(warnings()).toEqual([]);
  expect(bus.status()).toMatchObject({ accepted: 1, unmatched: 0 });
});

test('an event whose target refuses it goes to the dead-letter queue of the target', () => {
  const { put, delivered, warnings } = createBus({}, (targetArn) => targetArn === 'queue');
  put('shop');
  expect(delivered.map(({ targetArn }) => targetArn)).toEqual(['dead']);
  expect(warnings()).toEqual([expect.stringContaining('no permission')]);
});

test('an event that neither its target nor the dead-letter queue takes is reported lost, and its sender hears nothing of it', () => {
  const { put, delivered, warnings } = createBus({}, () => true);
  expect(put('shop')).toEqual(expect.any(String));
  expect(delivered).toEqual([]);
  expect(warnings().at(-1)).toContain('is lost: its dead-letter queue could not be reached');
});

test('a target may get a constant, a part of the event, or a template filled from it', () => {
  const bodyOf = (target: Partial<RuleTargetSpec>) => {
    const { put, delivered } = createBus(target);
    put('shop');
    return delivered[0]?.body;
  };
  expect(bodyOf({ input: '{"constant":true}' })).toBe('{"constant":true}');
  expect(bodyOf({ inputPath: '$.detail' })).toBe('{"id":"o-1","n":2}');
  const inputTransformer = { paths: { id: '$.detail.id', n: '$.detail.n' }, template: '{"order":"<id>","count":<n>}' };
  expect(bodyOf({ inputTransformer })).toBe('{"order":"o-1","count":2}');
});
