import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { intakeSettings } from '../../../lambdas/intake/intake-settings.ts';
import { parseProgrammeText } from '../../../programmes/programme.ts';
import { paperCrane } from '../programmes/programmes.ts';

test('intake asks of a programme which events are of value, public, its own, and told apart by what', () => {
  const settings = intakeSettings(paperCrane);
  expect(settings.country).toBe('CN');
  expect([...settings.actions]).toEqual(['Product Reviewed']);
  expect([...settings.actionProperties]).toEqual([['Product Reviewed', 'product_id']]);
  expect([...settings.clientEvents]).toEqual(['Product Viewed']);
  expect([...settings.customEvents]).toEqual([['Gift Wrapped', ['box_id']]]);
  expect([...settings.orderEvents]).toContain('Order Completed');
});

test.each(['gift-shop', 'general-shop'])('no page of the %s may send an order', (name) => {
  const programme = parseProgrammeText(
    readFileSync(new URL(`../../../programmes/${name}.json`, import.meta.url), 'utf8'),
  );
  const { clientEvents, orderEvents, actions } = intakeSettings(programme);
  expect([...clientEvents].filter((event) => orderEvents.has(event) || actions.has(event))).toEqual([]);
});
