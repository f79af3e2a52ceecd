import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineClient } from './engine-client.ts';

const ANSWER_WAIT_MAX_MS = 60_000;
const ANSWER_POLL_MS = 20;
const STOP_WAIT_MAX_MS = 5_000;
const OUTPUT_KEPT_MAX = 4_000;

/** A TCP port of the loopback interface that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the system gave no free port');
  return address.port;
}

const PORTS_TRIED_MAX = 3;
const PORT_TAKEN = /address already in use|failed to bind/i;

/** Starts something on a free port. Between the look and the start somebody else may take it: then on another. */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (tried === PORTS_TRIED_MAX || !PORT_TAKEN.test(String(error))) throw error;
    }
  }
}

/** An engine run as a child process; it never outlives this one. */
export class EngineProcess {
  readonly #child: ChildProcess;
  readonly #command: string;
  readonly #temporaryFolder: string | undefined;
  #output = '';
  #ended = false;
  readonly #cleanUp = () => this.#killAndRemove();

  /** `temporaryFolder` is removed when the process ends. */
  constructor(command: string, args: readonly string[], temporaryFolder?: string) {
    this.#command = command;
    this.#temporaryFolder = temporaryFolder;
    // A group of its own: Ctrl-C in the terminal must not end the engine while work is being finished.
    this.#child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (chunk: Buffer): void => {
      this.#output = (this.#output + chunk.toString('utf8')).slice(-OUTPUT_KEPT_MAX);
    };
    this.#child.stdout?.on('data', keep);
    this.#child.stderr?.on('data', keep);
    this.#child.on('error', (error) => {
      this.#output += error.message;
      this.#ended = true;
    });
    this.#child.on('exit', () => {
      this.#ended = true;
    });
    process.on('exit', this.#cleanUp);
  }

  /** Resolves when the engine answers a call; rejects with what it printed if it ends or stays silent. */
  async untilItAnswers(client: EngineClient): Promise<void> {
    const deadlineMs = Date.now() + ANSWER_WAIT_MAX_MS;
    while (!this.#ended && Date.now() < deadlineMs) {
      const answers = await client.call('DynamoDB_20120810.ListTables', {}).then(
        () => true,
        () => false,
      );
      if (answers && !this.#ended) return;
      await sleep(ANSWER_POLL_MS);
    }
    const reason = this.#ended ? 'ended at once' : `did not answer within ${ANSWER_WAIT_MAX_MS / 1000} s`;
    await this.stop();
    throw new Error(`the DynamoDB engine ${this.#command} ${reason}. It printed: ${this.#output.trim() || 'nothing'}`);
  }

  async stop(): Promise<void> {
    process.off('exit', this.#cleanUp);
    if (!this.#ended) {
      const exited = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      const impatience = setTimeout(() => this.#child.kill('SIGKILL'), STOP_WAIT_MAX_MS);
      await exited;
      clearTimeout(impatience);
    }
    this.#killAndRemove();
  }

  #killAndRemove(): void {
    if (!this.#ended) this.#child.kill('SIGKILL');
    if (this.#temporaryFolder !== undefined) rmSync(this.#temporaryFolder, { recursive: true, force: true });
  }
}
