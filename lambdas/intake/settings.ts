import * as z from 'zod/mini';

/** What a page's client loads before it sends; see {@link describeSettings}. */
export const clientSettings = z.object({
  integrations: z.object({
    'Segment.io': z.object({ apiKey: z.string(), apiHost: z.string(), protocol: z.enum(['http', 'https']) }),
  }),
  plan: z.object({ track: z.object({}), identify: z.object({}), group: z.object({}) }),
  edgeFunction: z.object({}),
  analyticsNextEnabled: z.boolean(),
  middlewareSettings: z.object({}),
  enabledMiddleware: z.object({}),
  metrics: z.object({ sampleRate: z.number() }),
  legacyVideoPluginsEnabled: z.boolean(),
  remotePlugins: z.array(z.unknown()),
});

export type ClientSettings = z.infer<typeof clientSettings>;

/**
 * The least that analytics.js needs, so that a page names only its key and this API: events go to the host that the
 * settings came from, to no other destination, and nothing is measured elsewhere.
 * @param host where the request came to, with a port if it is not the usual one
 */
export function describeSettings(clientKey: string, host: string, protocol: 'http' | 'https'): ClientSettings {
  return {
    integrations: { 'Segment.io': { apiKey: clientKey, apiHost: `${host}/v1`, protocol } },
    plan: { track: {}, identify: {}, group: {} },
    edgeFunction: {},
    analyticsNextEnabled: true,
    middlewareSettings: {},
    enabledMiddleware: {},
    metrics: { sampleRate: 0 },
    legacyVideoPluginsEnabled: false,
    remotePlugins: [],
  };
}
