import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Segment's client as a page loads it. */
export async function bundleClient(): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents:
        "import { AnalyticsBrowser } from '@segment/analytics-next'; window.AnalyticsBrowser = AnalyticsBrowser;",
      resolveDir: join(import.meta.dirname, '../..'),
    },
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}

/** Serves a page with a script on the first of some ports that nobody has taken. */
export async function serveFirstFree(ports: readonly number[], script: string) {
  const html = '<!doctype html><title>Shop</title><link rel="icon" href="data:,"><script src="/client.js"></script>';
  for (const port of ports) {
    const server = createServer((request, response) => {
      const isScript = request.url === '/client.js';
      response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
      response.end(isScript ? script : html);
    });
    const taken = await listen(server, port);
    if (taken === undefined) continue;
    return { origin: `http://localhost:${taken}`, close: () => new Promise((resolve) => server.close(resolve)) };
  }
  throw new Error(`the ports ${ports.join(', ')} are all taken`);
}

function listen(server: Server, port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen(port, 'localhost', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : undefined);
    });
  });
}
