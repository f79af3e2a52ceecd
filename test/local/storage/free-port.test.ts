import { expect, test } from 'vitest';
import { onFreePort } from '../../../local/storage/engine-process.ts';

test('a port that somebody took meanwhile is given up for another', async () => {
  const ports: number[] = [];
  const started = await onFreePort(async (port) => {
    ports.push(port);
    if (ports.length === 1) throw new Error('java.net.BindException: Address already in use');
    return port;
  });
  expect([ports.length, started]).toEqual([2, ports[1]]);
});

test('an engine that ends for another reason, or finds every port taken, is not started for ever', async () => {
  let tries = 0;
  const failing = (message: string) =>
    onFreePort(async () => {
      tries += 1;
      throw new Error(message);
    });
  await expect(failing('no memory')).rejects.toThrow('no memory');
  expect(tries).toBe(1);
  await expect(failing('Failed to bind to 0.0.0.0')).rejects.toThrow('Failed to bind');
  expect(tries).toBe(4);
});
