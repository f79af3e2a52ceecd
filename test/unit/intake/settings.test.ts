import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clientSettings, describeSettings } from '../../../lambdas/intake/settings.ts';

const host = fc
  .tuple(fc.domain(), fc.option(fc.integer({ min: 1, max: 65_535 })))
  .map(([domain, port]) => (port === null ? domain : `${domain}:${port}`));

test('whatever the host, a client that joins protocol and apiHost sends to the version of the API that answered it', () => {
  fc.assert(
    fc.property(host, fc.constantFrom('http' as const, 'https' as const), (at, protocol) => {
      const { 'Segment.io': own } = describeSettings('hf_client_1', at, protocol).integrations;
      expect(`${own.protocol}://${own.apiHost}/t`).toBe(`${protocol}://${at}/v1/t`);
      expect(own.apiKey).toBe('hf_client_1');
    }),
  );
});

test('a page loads and tells nothing elsewhere: no other destination, no script, no filter, no measurement', () => {
  const settings = describeSettings('hf_client_1', 'api.shop.example', 'https');
  expect(Object.keys(settings.integrations)).toEqual(['Segment.io']);
  expect(settings.metrics.sampleRate).toBe(0);
  expect(settings.legacyVideoPluginsEnabled).toBe(false);
  // What analytics.js would follow to other addresses is empty.
  for (const part of ['remotePlugins', 'edgeFunction', 'middlewareSettings', 'enabledMiddleware'] as const) {
    expect(Object.keys(settings[part])).toEqual([]);
  }
});

test('the answer is as the API describes it', () => {
  const settings = describeSettings('hf_client_1', 'api.shop.example', 'https');
  expect(clientSettings.parse(settings)).toEqual(settings);
});
